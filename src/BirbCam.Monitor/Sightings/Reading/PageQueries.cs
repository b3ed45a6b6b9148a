namespace BirbCam.Monitor.Sightings.Reading;

/// <summary>What pages ask of the database. Each goes along an index and sorts nothing, so that a page costs what it shows and not what is stored: a test holds the plans to that.</summary>
internal static class PageQueries
{
    public const string NewestVisits = "SELECT payload FROM sightings WHERE id >= $from AND accepted > 0 ORDER BY id DESC LIMIT $limit";

    public const string Events = "SELECT payload FROM sightings WHERE id >= $from AND id < $to ORDER BY id DESC LIMIT $limit";

    public const string Marks = "SELECT id, label, agreed FROM sightings WHERE id >= $from AND id < $to AND accepted > 0";

    public const string Detection = "SELECT payload FROM detections WHERE id = $id";

    public const string Reviewable =
        "SELECT payload FROM detections WHERE pending = $reason AND json_type(payload, '$.image') = 'object' ORDER BY id DESC LIMIT $limit";

    public const string ReviewableCount = "SELECT count(*) FROM detections WHERE pending IS NOT NULL AND json_type(payload, '$.image') = 'object'";

    public const string OldestVisit = "SELECT id FROM sightings ORDER BY id LIMIT 1";

    public const string LabelsEverSeen = "SELECT label, first_seen FROM labels ORDER BY label LIMIT $limit";

    public const string DaysOfLabel =
        "SELECT last_day, count(*) FROM sightings WHERE label = $label AND accepted > 0 AND agreed = 1 AND last_day >= $from GROUP BY last_day";

    public const string VisitsOfLabel = "SELECT payload FROM sightings WHERE label = $label AND accepted > 0 AND agreed = 1 ORDER BY last_day DESC LIMIT $limit";

    public const string Reviewed = "SELECT payload FROM detections WHERE json_type(payload, '$.review') = 'object' ORDER BY id DESC LIMIT $limit";

    public const string LabelsSaid =
        "SELECT json_extract(payload, '$.review.labels') FROM detections INDEXED BY detections_reviewed WHERE json_type(payload, '$.review') = 'object' AND json_type(payload, '$.image') = 'object'";

    public const string NewestDetections = "SELECT payload FROM detections WHERE id >= $from ORDER BY id DESC LIMIT $limit";

    public const string PicturesOfVisit =
        "SELECT payload FROM detections WHERE json_extract(payload, '$.sighting_id') = $sighting AND json_extract(payload, '$.image') IS NOT NULL ORDER BY id DESC LIMIT $limit";

    public const string Locked =
        "SELECT locks.id, coalesce(json_extract(payload, '$.review.labels'), json_extract(payload, '$.labels')) FROM locks CROSS JOIN detections ON detections.id = locks.id ORDER BY locks.id DESC";
}
