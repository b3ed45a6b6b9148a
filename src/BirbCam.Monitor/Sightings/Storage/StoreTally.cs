namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>What there is to say of the store as a whole.</summary>
/// <param name="Labels">One entry for each label that was asked for, in their order.</param>
internal sealed record StoreTally(IReadOnlyList<LabelTally> Labels, ReviewTally Review)
{
    /// <param name="day">The local day, as <c>2026-10-04</c>.</param>
    public static StoreTally Read(StoreDatabase database, IReadOnlyList<string> labels, string day)
        => new([.. labels.Select(label => Of(database, label, day))], ReadReview(database));

    /// <summary>Accepted sightings of the label that touch the local day; one that lasts over midnight counts on both.</summary>
    public static int CountOn(StoreDatabase database, string label, string day) => database.Query(
        "SELECT count(*) FROM sightings WHERE label = $label AND accepted > 0 AND agreed = 1 AND last_day >= $day AND first_day <= $day",
        row => row.GetInt32(0), ("$label", label), ("$day", day))[0];

    private static LabelTally Of(StoreDatabase database, string label, string day)
    {
        // The plus keeps SQLite from going through the label's whole history: few visits are open.
        bool present = database.Query(
            "SELECT 1 FROM sightings WHERE +label = $label AND ended = 0 AND accepted > 0 AND agreed = 1 LIMIT 1", row => true, ("$label", label)).Count > 0;
        List<long> seen = database.Query(
            "SELECT last_seen FROM sightings WHERE label = $label AND accepted > 0 AND agreed = 1 ORDER BY last_day DESC, last_seen DESC LIMIT 1",
            row => row.GetInt64(0), ("$label", label));
        return new LabelTally(label, present, CountOn(database, label, day), seen is [long at] ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }

    private static ReviewTally ReadReview(StoreDatabase database)
    {
        List<(string Reason, int Count, long Oldest)> reasons = database.Query(
            "SELECT pending, count(*), min(captured_at) FROM detections WHERE pending IS NOT NULL GROUP BY pending",
            row => (row.GetString(0), row.GetInt32(1), row.GetInt64(2)));
        return new ReviewTally(
            reasons.Sum(reason => reason.Count),
            reasons is [] ? null : DateTimeOffset.FromUnixTimeMilliseconds(reasons.Min(reason => reason.Oldest)),
            new SortedDictionary<string, int>(reasons.ToDictionary(reason => reason.Reason, reason => reason.Count), StringComparer.Ordinal));
    }
}

/// <summary>A label's visits: those on which the looks agree, or which a person has named.</summary>
/// <param name="Present">Whether somebody of this label is there: an accepted sighting that has not ended.</param>
/// <param name="Today">Accepted sightings since local midnight.</param>
/// <param name="LastSeen">Of the last accepted sighting, UTC; null where there is none.</param>
internal sealed record LabelTally(string Label, bool Present, int Today, DateTimeOffset? LastSeen);

/// <summary>What waits for a person.</summary>
/// <param name="Oldest">UTC; null where nothing waits.</param>
/// <param name="ByReason">By the first reason of each, in snake case.</param>
internal sealed record ReviewTally(int Pending, DateTimeOffset? Oldest, IReadOnlyDictionary<string, int> ByReason);
