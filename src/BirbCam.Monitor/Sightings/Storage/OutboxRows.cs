namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>
/// The outbox: rows whose revision the broker has not had. To be called within a transaction. A sighting of which nobody was ever sure is not owed.
/// </summary>
internal static class OutboxRows
{
    private static readonly string[] Tables = ["detections", "sightings"];

    /// <summary>In the order of their making.</summary>
    public static IReadOnlyList<OutboxItem> Take(StoreDatabase database, int limit, OutboxKinds kinds) => database.Query(
        """
        -- Each half limited for itself, along its index: a backlog of months is not sorted anew for each handful.
        SELECT * FROM (
            SELECT 1, id, revision, payload, change FROM detections
            WHERE revision > published_revision AND $kinds & 1 ORDER BY change LIMIT $limit)
        UNION ALL
        SELECT * FROM (
            SELECT 2, id, revision, payload, change FROM sightings
            WHERE revision > published_revision AND accepted > 0 AND $kinds & 2 ORDER BY change LIMIT $limit)
        ORDER BY change LIMIT $limit
        """,
        row => new OutboxItem((OutboxKinds)row.GetInt32(0), Guid.Parse(row.GetString(1)), row.GetInt32(2), row.GetString(3)),
        ("$kinds", (int)kinds), ("$limit", limit));

    /// <param name="now">Milliseconds since 1970.</param>
    public static void Mark(StoreDatabase database, IReadOnlyList<OutboxItem> delivered, long now)
    {
        foreach (OutboxItem item in delivered)
        {
            string table = item.Kind == OutboxKinds.Detection ? Tables[0] : Tables[1];
            database.Execute(
                $"UPDATE {table} SET published_revision = max(published_revision, $revision), published_at = $now WHERE id = $id",
                ("$id", item.Id.ToString()), ("$revision", item.Revision), ("$now", now));
        }
    }

    /// <param name="last">Up to so long before the last acknowledgement.</param>
    /// <returns>How many are owed again.</returns>
    public static int Reclaim(StoreDatabase database, TimeSpan last)
    {
        long newest = database.Query(
            "SELECT max((SELECT coalesce(max(published_at), 0) FROM detections), (SELECT coalesce(max(published_at), 0) FROM sightings))", row => row.GetInt64(0))[0];
        return Tables.Sum(table => database.Execute(
            $"UPDATE {table} SET published_revision = revision - 1 WHERE published_at > 0 AND published_at >= $since AND published_revision = revision",
            ("$since", newest - (long)last.TotalMilliseconds)));
    }

    public static int Count(StoreDatabase database) => database.Query(
        """
        SELECT (SELECT count(*) FROM detections WHERE revision > published_revision)
             + (SELECT count(*) FROM sightings WHERE revision > published_revision AND accepted > 0)
        """,
        row => row.GetInt32(0))[0];

    public static int Waive(StoreDatabase database)
        => Tables.Sum(table => database.Execute($"UPDATE {table} SET published_revision = revision WHERE revision > published_revision"));

    /// <summary>Gives up on the oldest, a few of each kind at a time: those seen before <paramref name="limit"/>, and those beyond <paramref name="keep"/> newer ones.</summary>
    /// <param name="limit">Milliseconds since 1970.</param>
    /// <returns>How many will not be sent.</returns>
    public static int GiveUp(StoreDatabase database, long limit, int keep, int step) => Tables.Sum(table => database.Execute(
        $"""
        UPDATE {table} SET published_revision = revision
        WHERE id IN (SELECT id FROM {table} WHERE {Owed(table)} ORDER BY change LIMIT $step)
            AND ({(table == Tables[0] ? "captured_at" : "last_seen")} < $limit
                OR change <= (SELECT change FROM {table} WHERE {Owed(table)} ORDER BY change DESC LIMIT 1 OFFSET $keep))
        """,
        ("$step", step), ("$limit", limit), ("$keep", keep)));

    private static string Owed(string table) => "revision > published_revision" + (table == Tables[1] ? " AND accepted > 0" : "");
}
