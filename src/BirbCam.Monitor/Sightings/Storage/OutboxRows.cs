namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>
/// The outbox: rows whose revision the broker has not had. To be called within a transaction. A sighting of which nobody was ever sure is not owed.
/// </summary>
internal static class OutboxRows
{
    private static readonly Table Detections = new("detections", "captured_at", "revision > published_revision");
    private static readonly Table Sightings = new("sightings", "last_seen", "revision > published_revision AND accepted > 0");
    private static readonly Table[] Tables = [Detections, Sightings];

    /// <summary>In the order of their making.</summary>
    public static IReadOnlyList<OutboxItem> Take(StoreDatabase database, int limit, OutboxKinds kinds) => database.Query(
        $"""
        -- Each half limited for itself, along its index: a backlog of months is not sorted anew for each handful.
        SELECT * FROM (
            SELECT 1, id, revision, payload, change FROM {Detections.Name}
            WHERE {Detections.Owed} AND $kinds & 1 ORDER BY change LIMIT $limit)
        UNION ALL
        SELECT * FROM (
            SELECT 2, id, revision, payload, change FROM {Sightings.Name}
            WHERE {Sightings.Owed} AND $kinds & 2 ORDER BY change LIMIT $limit)
        ORDER BY change LIMIT $limit
        """,
        row => new OutboxItem((OutboxKinds)row.GetInt32(0), Guid.Parse(row.GetString(1)), row.GetInt32(2), row.GetString(3)),
        ("$kinds", (int)kinds), ("$limit", limit));

    /// <param name="now">Milliseconds since 1970.</param>
    public static void Mark(StoreDatabase database, IReadOnlyList<OutboxItem> delivered, long now)
    {
        foreach (OutboxItem item in delivered)
        {
            Table table = item.Kind == OutboxKinds.Detection ? Detections : Sightings;
            database.Execute(
                $"UPDATE {table.Name} SET published_revision = max(published_revision, $revision), published_at = $now WHERE id = $id",
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
            $"UPDATE {table.Name} SET published_revision = revision - 1 WHERE published_at > 0 AND published_at >= $since AND published_revision = revision",
            ("$since", newest - (long)last.TotalMilliseconds)));
    }

    public static int Count(StoreDatabase database)
        => Tables.Sum(table => database.Query($"SELECT count(*) FROM {table.Name} WHERE {table.Owed}", row => row.GetInt32(0))[0]);

    public static int Waive(StoreDatabase database)
        => Tables.Sum(table => database.Execute($"UPDATE {table.Name} SET published_revision = revision WHERE revision > published_revision"));

    /// <summary>Does some work of which the broker shall never be told.</summary>
    /// <param name="before">A place in the order of the outbox, before everything that the work changes.</param>
    public static T Waive<T>(StoreDatabase database, long before, Func<T> work)
    {
        T done = work();
        foreach (Table table in Tables)
            database.Execute($"UPDATE {table.Name} SET published_revision = revision WHERE {table.Owed} AND change > $before", ("$before", before));

        return done;
    }

    /// <summary>Gives up on the oldest, a few of each kind at a time: those seen before <paramref name="limit"/>, and those beyond <paramref name="keep"/> newer ones.</summary>
    /// <param name="limit">Milliseconds since 1970.</param>
    /// <returns>How many will not be sent.</returns>
    public static int GiveUp(StoreDatabase database, long limit, int keep, int step) => Tables.Sum(table => database.Execute(
        $"""
        UPDATE {table.Name} SET published_revision = revision
        WHERE id IN (SELECT id FROM {table.Name} WHERE {table.Owed} ORDER BY change LIMIT $step)
            AND ({table.Seen} < $limit OR change <= (SELECT change FROM {table.Name} WHERE {table.Owed} ORDER BY change DESC LIMIT 1 OFFSET $keep))
        """,
        ("$step", step), ("$limit", limit), ("$keep", keep)));

    /// <param name="Seen">The column that says when, in milliseconds since 1970.</param>
    /// <param name="Owed">The condition of the table's index of owed rows.</param>
    private sealed record Table(string Name, string Seen, string Owed);
}
