using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Sightings.Votes;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Sightings;

/// <summary>
/// Keeps detections and sightings in SQLite and knows what the broker has not had yet. Each change is one transaction that bumps the revision;
/// what has been added is on the disk when the call returns. Any thread may call; calls wait for each other.
/// </summary>
internal sealed partial class SightingStore : IDisposable
{
    private const string FileName = "birbcam.db";

    /// <summary>Of each table: at 1.6 kB a detection some 400 MB, three weeks of a bird in every burst of every hour of daylight.</summary>
    private const int MaxRows = 250_000;

    /// <summary>A step that takes milliseconds, so that no detection waits for it.</summary>
    private const int RowsPerStep = 200;

    private readonly Lock _gate = new();
    private readonly StoreDatabase _database;
    private readonly TimeProvider _time;
    private readonly TimeZoneInfo _place;
    private readonly string _bootId;
    private readonly ILogger _logger;
    private SightingTracker _tracker;
    private long _detectionSeq;
    private long _sightingSeq;

    private SightingStore(StoreDatabase database, SightingTracker tracker, StoreSetup setup)
    {
        _database = database;
        _tracker = tracker;
        _time = setup.Time;
        _place = setup.Place;
        _bootId = setup.BootId;
        _logger = setup.Logger;
    }

    /// <summary>The outbox may have got something. Raised after the commit, on the thread that wrote.</summary>
    public event Action? Changed;

    /// <summary>Opens the store and takes up the sightings that had not ended. A damaged database is moved aside and a new one begun.</summary>
    /// <exception cref="StoreException">The folder cannot be made or written, another process has the store, or a newer version wrote it.</exception>
    public static SightingStore Open(StoreSetup setup)
    {
        string path = Path.Combine(setup.Directory, FileName);
        try
        {
            Directory.CreateDirectory(setup.Directory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"the folder {setup.Directory} cannot be made: {refused.Message}", refused);
        }

        try
        {
            return OpenAt(path, setup);
        }
        catch (DamagedDatabaseException damage)
        {
            LogDamaged(setup.Logger, damage.Message, StoreDatabase.MoveAside(path, setup.Time.GetUtcNow()));
            return OpenAt(path, setup);
        }
    }

    /// <summary>Stamps and stores a detection, and joins it into its sightings.</summary>
    /// <exception cref="StoreException">It was not stored.</exception>
    public StoredDetection Add(Detection detection)
    {
        StoredDetection stored;
        lock (_gate)
        {
            SightingStep step = _tracker.Observe(detection);
            stored = Write(() => Insert(detection, step));
            _tracker = step.Tracker;
            _detectionSeq = stored.Detection.Seq;
        }

        Changed?.Invoke();
        return stored;
    }

    /// <summary>Ends the sightings that nothing joined for too long; to be called every few seconds.</summary>
    /// <exception cref="StoreException">Nothing was stored; the next call tries again.</exception>
    public void EndOverdue()
    {
        lock (_gate)
        {
            SightingStep step = _tracker.EndOverdue(_time.GetUtcNow());
            if (step.Changed.IsEmpty)
                return;

            Write(() =>
            {
                foreach (Sighting ended in step.Changed)
                    Upsert(ended, acceptedOn: null);

                return true;
            });
            _tracker = step.Tracker;
        }

        Changed?.Invoke();
    }

    /// <summary>The sighting that a detection of the label at that time would join, or null.</summary>
    public Sighting? FindOpen(string label, DateTimeOffset at)
    {
        lock (_gate)
            return _tracker.Find(label, at);
    }

    /// <summary>What the broker has not had, in the order of its making.</summary>
    /// <param name="kinds">Others are left where they are.</param>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public IReadOnlyList<OutboxItem> TakeUnpublished(int limit, OutboxKinds kinds = OutboxKinds.All)
    {
        lock (_gate)
        {
            return Write(() => _database.Query(
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
                ("$kinds", (int)kinds), ("$limit", limit)));
        }
    }

    /// <summary>Remembers that the broker acknowledged these revisions; later ones stay in the outbox.</summary>
    /// <exception cref="StoreException">Not remembered: they will be sent again.</exception>
    public void MarkPublished(IReadOnlyList<OutboxItem> delivered)
    {
        if (delivered.Count == 0)
            return;

        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            Write(() =>
            {
                foreach (OutboxItem item in delivered)
                {
                    string table = item.Kind == OutboxKinds.Detection ? "detections" : "sightings";
                    _database.Execute(
                        $"UPDATE {table} SET published_revision = max(published_revision, $revision), published_at = $now WHERE id = $id",
                        ("$id", item.Id.ToString()), ("$revision", item.Revision), ("$now", now));
                }

                return true;
            });
        }
    }

    /// <summary>Owes the broker again what it acknowledged last: the same bytes, in the same order, before everything newer.</summary>
    /// <param name="last">Up to so long before the last acknowledgement.</param>
    /// <returns>How many records.</returns>
    /// <exception cref="StoreException">Nothing changed.</exception>
    public int ReclaimPublished(TimeSpan last)
    {
        lock (_gate)
        {
            return Write(() =>
            {
                long newest = _database.Query("SELECT max((SELECT coalesce(max(published_at), 0) FROM detections), (SELECT coalesce(max(published_at), 0) FROM sightings))", row => row.GetInt64(0))[0];
                return ((string[])["detections", "sightings"]).Sum(table => _database.Execute(
                    $"UPDATE {table} SET published_revision = revision - 1 WHERE published_at > 0 AND published_at >= $since AND published_revision = revision",
                    ("$since", newest - (long)last.TotalMilliseconds)));
            });
        }
    }

    /// <summary>How many records the broker has not had.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public int CountUnpublished()
    {
        lock (_gate)
        {
            return Write(() => _database.Query(
                """
                SELECT (SELECT count(*) FROM detections WHERE revision > published_revision)
                     + (SELECT count(*) FROM sightings WHERE revision > published_revision AND accepted > 0)
                """,
                row => row.GetInt32(0))[0]);
        }
    }

    /// <summary>Owes the broker nothing more: where no broker is configured, the outbox must not wait for one for months.</summary>
    /// <exception cref="StoreException">Nothing changed.</exception>
    public void WaiveOutbox()
    {
        lock (_gate)
        {
            Write(() => _database.Execute("UPDATE detections SET published_revision = revision WHERE revision > published_revision")
                + _database.Execute("UPDATE sightings SET published_revision = revision WHERE revision > published_revision"));
        }
    }

    /// <summary>The payload of the last accepted detection, or null.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public string? LastAccepted()
    {
        lock (_gate)
        {
            return Write(() => _database.Query(
                "SELECT payload FROM detections WHERE accepted = 1 ORDER BY change DESC LIMIT 1", row => row.GetString(0))).FirstOrDefault();
        }
    }

    /// <summary>Who is there, who came today, and what waits for a person.</summary>
    /// <param name="labels">Of the model.</param>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public StoreTally Tally(IReadOnlyList<string> labels)
    {
        string today = DayOf(TimeZoneInfo.ConvertTime(_time.GetUtcNow(), _place));
        lock (_gate)
            return Write(() => StoreTally.Read(_database, labels, today));
    }

    /// <summary>What some part of the program remembers from run to run.</summary>
    /// <param name="area">The part.</param>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public IReadOnlyDictionary<string, string> Settings(string area)
    {
        lock (_gate)
        {
            return Write(() => _database.Query("SELECT key, value FROM settings WHERE area = $area", row => (Key: row.GetString(0), Value: row.GetString(1)), ("$area", area)))
                .ToDictionary(row => row.Key, row => row.Value);
        }
    }

    /// <param name="area">The part whose settings these are now, and no others.</param>
    /// <exception cref="StoreException">Nothing is remembered.</exception>
    public void RememberSettings(string area, IReadOnlyDictionary<string, string> settings)
    {
        lock (_gate)
        {
            Write(() => _database.Execute("DELETE FROM settings WHERE area = $area", ("$area", area)) + settings.Sum(one => _database.Execute(
                "INSERT INTO settings (area, key, value) VALUES ($area, $key, $value)", ("$area", area), ("$key", one.Key), ("$value", one.Value))));
        }
    }

    /// <summary>Deletes the oldest rows of before <paramref name="limit"/> and beyond a fixed number, a few at a time; ended sightings only.</summary>
    /// <returns>How many rows went; 0 when there is nothing left to delete.</returns>
    /// <exception cref="StoreException">Nothing was deleted.</exception>
    public int TrimRows(DateTimeOffset limit)
    {
        lock (_gate)
            return Write(() => Trim("detections", "captured_at", "TRUE", limit) + Trim("sightings", "last_seen", "ended = 1", limit));
    }

    /// <summary>Closes the file; everything that was added is in it.</summary>
    public void Dispose()
    {
        lock (_gate)
            _database.Dispose();
    }

    private static SightingStore OpenAt(string path, StoreSetup setup)
    {
        StoreDatabase database = StoreDatabase.Open(path);
        try
        {
            List<Sighting> open = database.InTransaction(() => database.Query("SELECT payload FROM sightings WHERE ended = 0", ReadSighting));
            return new SightingStore(database, new SightingTracker(setup.JoinGap, open), setup);
        }
        catch (JsonException damage)
        {
            database.Dispose();
            throw new DamagedDatabaseException($"{path}: an open sighting cannot be read: {damage.Message}", damage);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static Sighting ReadSighting(DbDataReader row) => RecordJson.ReadSightingChange(row.GetString(0)).Sighting;

    /// <summary>One transaction. Where the file turns out to be damaged, a new one takes its place and the work is done there.</summary>
    private T Write<T>(Func<T> work)
    {
        try
        {
            return _database.InTransaction(work);
        }
        catch (DamagedDatabaseException damage)
        {
            LogDamaged(_logger, damage.Message, _database.Replace(_time.GetUtcNow()));
            return _database.InTransaction(work);
        }
    }

    private StoredDetection Insert(Detection detection, SightingStep step)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(detection.CapturedAt, _place);
        string day = DayOf(local);
        bool accepted = detection.Decision == Decision.Accepted;

        bool firstOfDay = accepted && detection.Labels.Any(label => StoreTally.CountOn(_database, label, day) == 0);
        bool firstEver = accepted && RememberLabels(detection) > 0;
        foreach (Sighting changed in step.Changed)
            Upsert(changed, accepted && !changed.Ended && detection.Labels.Contains(changed.Label) ? day : null);

        Detection stamped = detection with
        {
            Seq = _detectionSeq + 1,
            BootId = _bootId,
            Revision = 1,
            SightingId = step.Changed.FirstOrDefault(sighting => !sighting.Ended && sighting.Label == detection.Labels[0])?.Id,
            LocalTime = local,
            FirstEver = firstEver,
            FirstOfDay = firstOfDay,
            CountToday = detection.Labels is [string counted, ..] ? StoreTally.CountOn(_database, counted, day) : 0,
        };
        string payload = RecordJson.Write(stamped);
        _database.Execute(
            "INSERT INTO detections (id, captured_at, accepted, pending, revision, change, payload) VALUES ($id, $at, $accepted, $pending, $revision, $change, $payload)",
            ("$id", stamped.Id.ToString()), ("$at", stamped.CapturedAt.ToUnixTimeMilliseconds()), ("$accepted", accepted),
            ("$pending", stamped is { NeedsReview: true, Reasons: [string reason, ..] } ? reason : null), ("$revision", stamped.Revision), ("$change", NextChange()), ("$payload", payload));
        return new StoredDetection(stamped, payload, step.Changed);
    }

    /// <returns>How many of the labels had never been seen.</returns>
    private int RememberLabels(Detection detection) => detection.Labels.Sum(label => _database.Execute(
        "INSERT INTO labels (label, first_seen) VALUES ($label, $at) ON CONFLICT DO NOTHING",
        ("$label", label), ("$at", detection.CapturedAt.ToUnixTimeMilliseconds())));

    /// <param name="acceptedOn">The local day of the accepted detection that changed it, or null.</param>
    private void Upsert(Sighting sighting, string? acceptedOn)
    {
        if (sighting.Accepted > 0)
            _sightingSeq++;

        var change = new SightingChange("birbcam.sighting/1", _sightingSeq, _bootId, TypeOf(sighting), sighting);
        _database.Execute(
            """
            INSERT INTO sightings (id, label, last_seen, accepted, agreed, ended, first_day, last_day, revision, change, payload)
            VALUES ($id, $label, $seen, $accepted, $agreed, $ended, $day, $day, $revision, $change, $payload)
            ON CONFLICT (id) DO UPDATE SET
                last_seen = excluded.last_seen, accepted = excluded.accepted, agreed = excluded.agreed, ended = excluded.ended,
                first_day = coalesce(first_day, excluded.first_day), last_day = coalesce(excluded.last_day, last_day),
                revision = excluded.revision, change = excluded.change, payload = excluded.payload
            """,
            ("$id", sighting.Id.ToString()), ("$label", sighting.Label), ("$seen", sighting.LastSeen.ToUnixTimeMilliseconds()),
            ("$accepted", sighting.Accepted), ("$agreed", sighting.Verdict != Verdict.Abstained), ("$ended", sighting.Ended), ("$day", acceptedOn),
            ("$revision", sighting.Revision), ("$change", NextChange()), ("$payload", RecordJson.Write(change)));
    }

    private string TypeOf(Sighting sighting)
    {
        if (sighting.Ended)
            return "end";

        List<bool> known = _database.Query(
            "SELECT published_revision > 0 FROM sightings WHERE id = $id", row => row.GetBoolean(0), ("$id", sighting.Id.ToString()));
        return known is [true] ? "update" : "new";
    }

    /// <param name="mayGo">What a row must be to be deleted at all.</param>
    private int Trim(string table, string seen, string mayGo, DateTimeOffset limit) => _database.Execute(
        $"""
        DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT $step)
            AND {mayGo} AND ({seen} < $limit OR id <= (SELECT id FROM {table} ORDER BY id DESC LIMIT 1 OFFSET $keep))
        """,
        ("$step", RowsPerStep), ("$limit", limit.ToUnixTimeMilliseconds()), ("$keep", MaxRows));

    private static string DayOf(DateTimeOffset local) => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private long NextChange() => _database.Query("UPDATE counter SET change = change + 1 RETURNING change", row => row.GetInt64(0))[0];

    [LoggerMessage(Level = LogLevel.Error, Message = "The database is damaged ({Damage}). It was moved to {MovedTo} and a new one was begun")]
    private static partial void LogDamaged(ILogger logger, string damage, string movedTo);
}

/// <summary>What a store needs to know.</summary>
/// <param name="Directory">Holds the database; made where it is missing.</param>
/// <param name="JoinGap">As in <see cref="SightingOptions"/>.</param>
/// <param name="Place">Whose midnight begins a day.</param>
/// <param name="BootId">Names the run of the program in every record.</param>
internal sealed record StoreSetup(string Directory, TimeSpan JoinGap, TimeZoneInfo Place, string BootId, TimeProvider Time, ILogger Logger);
