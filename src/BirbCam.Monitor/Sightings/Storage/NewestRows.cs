namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>The newest visits of each label of which a picture was kept. To be called within a transaction.</summary>
internal static class NewestRows
{
    // Each min jumps along the index to the next label: the visits of the one before are not read.
    private const string Labels =
        """
        WITH RECURSIVE known (label) AS (
            SELECT min(label) FROM sightings WHERE accepted > 0
            UNION ALL SELECT (SELECT min(label) FROM sightings WHERE accepted > 0 AND label > known.label) FROM known WHERE label IS NOT NULL)
        SELECT label FROM known WHERE label IS NOT NULL
        """;

    private const string PicturesOfLabel =
        """
        SELECT visit.id, detections.id FROM (
            SELECT id FROM sightings
            WHERE label = $label AND accepted > 0 AND agreed = 1
                AND EXISTS (SELECT 1 FROM detections WHERE json_extract(payload, '$.sighting_id') = sightings.id AND json_extract(payload, '$.image') IS NOT NULL)
            ORDER BY last_day DESC, id DESC LIMIT $visits) AS visit
        CROSS JOIN detections ON json_extract(detections.payload, '$.sighting_id') = visit.id AND json_extract(detections.payload, '$.image') IS NOT NULL
        """;

    /// <param name="visits">Of each label.</param>
    public static NewestVisits Of(StoreDatabase database, int visits)
    {
        var newest = new NewestVisits([], []);
        if (visits == 0)
            return newest;

        foreach (string label in database.Query(Labels, row => row.GetString(0)))
        {
            List<(Guid Visit, Guid Picture)> pictures = database.Query(
                PicturesOfLabel, row => (Guid.Parse(row.GetString(0)), Guid.Parse(row.GetString(1))), ("$label", label), ("$visits", visits));
            newest.Visits.UnionWith(pictures.Select(one => one.Visit));
            newest.Pictures.UnionWith(pictures.Select(one => one.Picture));
        }

        return newest;
    }
}

/// <param name="Pictures">The detections whose pictures show them.</param>
internal sealed record NewestVisits(HashSet<Guid> Visits, HashSet<Guid> Pictures);
