namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>
/// The tables, as steps from one <c>user_version</c> to the next: a step that has been released is never edited, the next one is added.
/// The payload is the record, byte for byte as it is published; a column beside it exists only where a query needs it.
/// </summary>
internal static class StoreSchema
{
    /// <summary>Step i leads from <c>user_version</c> i to i + 1.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE detections (
            id                 TEXT    NOT NULL PRIMARY KEY, -- UUID v7: in the order of time
            captured_at        INTEGER NOT NULL,             -- milliseconds since 1970, UTC
            accepted           INTEGER NOT NULL,             -- 0 or 1
            revision           INTEGER NOT NULL,
            published_revision INTEGER NOT NULL DEFAULT 0,
            change             INTEGER NOT NULL,             -- the order of the outbox
            payload            TEXT    NOT NULL
        ) STRICT;
        CREATE INDEX detections_outbox ON detections (change) WHERE revision > published_revision;
        CREATE INDEX detections_accepted ON detections (change) WHERE accepted = 1;

        CREATE TABLE sightings (
            id                 TEXT    NOT NULL PRIMARY KEY, -- UUID v7: in the order of time
            label              TEXT    NOT NULL,
            last_seen          INTEGER NOT NULL,             -- milliseconds since 1970, UTC
            accepted           INTEGER NOT NULL,             -- accepted detections; none: not published
            ended              INTEGER NOT NULL,             -- 0 or 1
            first_day          TEXT,                         -- local days of the first and last accepted detection
            last_day           TEXT,
            revision           INTEGER NOT NULL,
            published_revision INTEGER NOT NULL DEFAULT 0,
            change             INTEGER NOT NULL,
            payload            TEXT    NOT NULL
        ) STRICT;
        CREATE INDEX sightings_outbox ON sightings (change) WHERE revision > published_revision AND accepted > 0;
        CREATE INDEX sightings_open ON sightings (id) WHERE ended = 0;
        CREATE INDEX sightings_days ON sightings (label, last_day) WHERE accepted > 0;

        -- Outlives the rows above, so that "first ever" stays true after they have gone.
        CREATE TABLE labels (
            label      TEXT    NOT NULL PRIMARY KEY,
            first_seen INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE counter (change INTEGER NOT NULL) STRICT;
        INSERT INTO counter VALUES (0);
        """,
        """
        -- 0 where the looks at a visit disagree: it is published, and does not count.
        ALTER TABLE sightings ADD COLUMN agreed INTEGER NOT NULL DEFAULT 1;
        """,
        """
        -- The first reason why a person should look at it; null where nobody need.
        ALTER TABLE detections ADD COLUMN pending TEXT;
        UPDATE detections SET pending = json_extract(payload, '$.reasons[0]') WHERE json_extract(payload, '$.needs_review');
        CREATE INDEX detections_pending ON detections (pending, captured_at) WHERE pending IS NOT NULL;

        -- When the broker acknowledged it, in milliseconds since 1970: what it had just taken when it died is sent again.
        ALTER TABLE detections ADD COLUMN published_at INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sightings ADD COLUMN published_at INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX detections_published ON detections (published_at);
        CREATE INDEX sightings_published ON sightings (published_at);

        -- What parts of the program remember: a person's wishes, and what Home Assistant was told of.
        CREATE TABLE settings (area TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (area, key)) STRICT;
        """,
        """
        -- A correction of an old detection does not make it the last one.
        DROP INDEX detections_accepted;
        CREATE INDEX detections_accepted ON detections (id) WHERE accepted = 1;
        """,
        """
        -- For the page: what can be reviewed, since it has a picture, and the pictures of a visit. What an index only leaves out is still looked up in every row
        -- that it names; hence the kind of the picture stands in it.
        CREATE INDEX detections_reviewable ON detections (json_type(payload, '$.image'), pending, id) WHERE pending IS NOT NULL;
        CREATE INDEX detections_pictured ON detections (json_extract(payload, '$.sighting_id'), id) WHERE json_extract(payload, '$.image') IS NOT NULL;
        """,
        """
        -- For the page: how right the model was, where a person has said.
        CREATE INDEX detections_reviewed ON detections (id) WHERE json_type(payload, '$.review') = 'object';
        """,
        """
        -- The detections whose pictures a person has locked: neither age nor want of room takes them, or the visits that they show.
        CREATE TABLE locks (id TEXT NOT NULL PRIMARY KEY, sighting_id TEXT) STRICT;
        """,
        """
        -- Whom only a person had named was not remembered as seen.
        INSERT INTO labels (label, first_seen)
        SELECT label, min(CAST(round(unixepoch(json_extract(payload, '$.sighting.first_seen'), 'subsec') * 1000) AS INTEGER))
        FROM sightings WHERE accepted > 0 AND agreed = 1 GROUP BY label
        ON CONFLICT (label) DO UPDATE SET first_seen = min(first_seen, excluded.first_seen);
        """,
    ];
}
