using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Votes;

namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>The records and the columns beside them that queries need. To be called within a transaction; each change takes its place in the order of the outbox.</summary>
internal static class RecordRows
{
    /// <summary>The next place in the order of the outbox.</summary>
    public static long NextChange(StoreDatabase database) => database.Query("UPDATE counter SET change = change + 1 RETURNING change", row => row.GetInt64(0))[0];

    /// <param name="change">Its place in the order of the outbox.</param>
    /// <returns>The payload: the record as it will be published.</returns>
    public static string Put(StoreDatabase database, Detection detection, long change)
    {
        string payload = RecordJson.Write(detection);
        database.Execute(
            """
            INSERT INTO detections (id, captured_at, accepted, pending, revision, change, payload) VALUES ($id, $at, $accepted, $pending, $revision, $change, $payload)
            ON CONFLICT (id) DO UPDATE SET
                accepted = excluded.accepted, pending = excluded.pending, revision = excluded.revision, change = excluded.change, payload = excluded.payload
            """,
            ("$id", detection.Id.ToString()), ("$at", detection.CapturedAt.ToUnixTimeMilliseconds()),
            ("$accepted", detection.Review is Review review ? review.Labels.Count > 0 : detection.Decision == Decision.Accepted),
            ("$pending", detection is { NeedsReview: true, Reasons: [string reason, ..] } ? reason : null), ("$revision", detection.Revision), ("$change", change),
            ("$payload", payload));
        return payload;
    }

    /// <param name="acceptedOn">The local day of the accepted detection that changed it, or null.</param>
    public static void Put(StoreDatabase database, SightingChange change, string? acceptedOn)
    {
        Sighting sighting = change.Sighting;
        database.Execute(
            """
            INSERT INTO sightings (id, label, last_seen, accepted, agreed, ended, first_day, last_day, revision, change, payload)
            VALUES ($id, $label, $seen, $accepted, $agreed, $ended, $day, $day, $revision, $change, $payload)
            ON CONFLICT (id) DO UPDATE SET
                -- What was once published is published to its end, even where a person took back the word that it was published for.
                label = excluded.label, last_seen = excluded.last_seen, accepted = max(excluded.accepted, published_revision > 0), agreed = excluded.agreed,
                ended = excluded.ended, first_day = coalesce(first_day, excluded.first_day), last_day = coalesce(excluded.last_day, last_day),
                revision = excluded.revision, change = excluded.change, payload = excluded.payload
            """,
            ("$id", sighting.Id.ToString()), ("$label", sighting.Label), ("$seen", sighting.LastSeen.ToUnixTimeMilliseconds()),
            ("$accepted", sighting.IsClaimed), ("$agreed", sighting.Verdict == Verdict.Accepted), ("$ended", sighting.Ended), ("$day", acceptedOn),
            ("$revision", sighting.Revision), ("$change", NextChange(database)), ("$payload", RecordJson.Write(change)));
    }

    public static bool IsKnown(StoreDatabase database, Guid detection)
        => database.Query("SELECT 1 FROM detections WHERE id = $id", row => true, ("$id", detection.ToString())).Count > 0;

    /// <summary>The record, or null.</summary>
    public static Detection? Find(StoreDatabase database, Guid detection)
        => database.Query("SELECT payload FROM detections WHERE id = $id", row => RecordJson.ReadDetection(row.GetString(0)), ("$id", detection.ToString())).FirstOrDefault();

    /// <summary>The detections that a person should look at and has not.</summary>
    public static IReadOnlySet<Guid> WaitingForReview(StoreDatabase database)
        => database.Query("SELECT id FROM detections WHERE pending IS NOT NULL", row => Guid.Parse(row.GetString(0))).ToHashSet();

    /// <summary>The pictured detections of a label's visits that nobody need look at. It goes through all visits of the label.</summary>
    public static List<Guid> SeenOf(StoreDatabase database, string label, DateTimeOffset before) => database.Query(
        """
        SELECT detections.id FROM sightings
        CROSS JOIN detections ON json_extract(detections.payload, '$.sighting_id') = sightings.id AND json_extract(detections.payload, '$.image') IS NOT NULL
        WHERE sightings.label = $label AND sightings.accepted > 0 AND detections.captured_at < $before AND detections.pending IS NULL
        """,
        row => Guid.Parse(row.GetString(0)), ("$label", label), ("$before", before.ToUnixTimeMilliseconds()));

    /// <summary>The payload of the last accepted detection, or null.</summary>
    public static string? LastAccepted(StoreDatabase database)
        => database.Query("SELECT payload FROM detections WHERE accepted = 1 ORDER BY id DESC LIMIT 1", row => row.GetString(0)).FirstOrDefault();

    /// <summary>As in <see cref="SightingChange.Type"/>.</summary>
    public static string TypeOf(StoreDatabase database, Sighting sighting)
    {
        if (sighting.Ended)
            return "end";

        List<bool> known = database.Query(
            "SELECT published_revision > 0 FROM sightings WHERE id = $id", row => row.GetBoolean(0), ("$id", sighting.Id.ToString()));
        return known is [true] ? "update" : "new";
    }

    /// <returns>How many of the labels had never been seen.</returns>
    public static int RememberLabels(StoreDatabase database, Detection detection)
        => detection.Labels.Sum(label => Remember(database, label, detection.CapturedAt));

    /// <summary>Follows a person's word on a visit: whose it is now has been seen, and whose it is no longer only where another visit says so.</summary>
    public static void RememberReviewed(StoreDatabase database, Sighting before, Sighting after)
    {
        bool counts = after.Verdict == Verdict.Accepted;
        if (!counts || after.Label != before.Label)
            Forget(database, before);
        if (counts)
            Remember(database, after.Label, after.FirstSeen);
    }

    /// <summary>
    /// Deletes a few of the oldest rows of each table: those of before <paramref name="limit"/>, and those beyond <paramref name="keep"/> newer ones; ended sightings only,
    /// and nothing that is locked.
    /// </summary>
    /// <param name="limit">Milliseconds since 1970.</param>
    /// <param name="spared">What outlasts the limit, though not the number.</param>
    /// <returns>How many rows went.</returns>
    public static int Trim(StoreDatabase database, long limit, int keep, int step, NewestVisits spared)
    {
        return Of("detections", "captured_at", "id NOT IN (SELECT id FROM locks)", spared.Pictures)
            + Of("sightings", "last_seen", "ended = 1 AND id NOT IN (SELECT sighting_id FROM locks WHERE sighting_id IS NOT NULL)", spared.Visits);

        // What may not go is passed over: however much of it is the oldest, the step finds others.
        int Of(string table, string seen, string mayGo, IEnumerable<Guid> spared) => database.Execute(
            $"""
            WITH surplus (id) AS (SELECT id FROM {table} ORDER BY id DESC LIMIT 1 OFFSET $keep)
            DELETE FROM {table}
            WHERE id IN (
                    SELECT id FROM {table}
                    WHERE {mayGo} AND (id NOT IN (SELECT value FROM json_each($spared)) OR id <= (SELECT id FROM surplus))
                    ORDER BY id LIMIT $step)
                AND ({seen} < $limit OR id <= (SELECT id FROM surplus))
            """,
            ("$step", step), ("$limit", limit), ("$keep", keep), ("$spared", $"[{string.Join(',', spared.Select(id => $"\"{id}\""))}]"));
    }

    /// <returns>1 where it had never been seen, or else 0.</returns>
    private static int Remember(StoreDatabase database, string label, DateTimeOffset at)
    {
        long first = at.ToUnixTimeMilliseconds();
        int added = database.Execute("INSERT INTO labels (label, first_seen) VALUES ($label, $at) ON CONFLICT DO NOTHING", ("$label", label), ("$at", first));

        // What was seen before the store began may be taken over later.
        database.Execute("UPDATE labels SET first_seen = $at WHERE label = $label AND first_seen > $at", ("$label", label), ("$at", first));
        return added;
    }

    /// <summary>Where the label was first seen on this visit, it was on the next one that counts; where there is none, never.</summary>
    private static void Forget(StoreDatabase database, Sighting visit)
    {
        int forgotten = database.Execute(
            "DELETE FROM labels WHERE label = $label AND first_seen BETWEEN $from AND $to",
            ("$label", visit.Label), ("$from", visit.FirstSeen.ToUnixTimeMilliseconds()), ("$to", visit.LastSeen.ToUnixTimeMilliseconds()));
        List<Sighting> next = forgotten == 0 ? [] : database.Query(
            "SELECT payload FROM sightings WHERE label = $label AND accepted > 0 AND agreed = 1 ORDER BY last_day, id LIMIT 1",
            row => RecordJson.ReadSightingChange(row.GetString(0)).Sighting, ("$label", visit.Label));
        foreach (Sighting first in next)
            Remember(database, first.Label, first.FirstSeen);
    }
}
