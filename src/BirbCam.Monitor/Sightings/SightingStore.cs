using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Sightings;

/// <summary>
/// Keeps detections and sightings in SQLite and knows what the broker has not had yet. Each change is one transaction that bumps the revision;
/// what has been added is on the disk when the call returns. Any thread may call; calls wait for each other.
/// </summary>
internal sealed partial class SightingStore : IDisposable
{
    /// <summary>In the store's directory.</summary>
    public const string FileName = "birbcam.db";

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

    /// <summary>Takes over what was seen before this store began: it joins nothing but its like, and the broker is never owed it.</summary>
    /// <param name="said">Who a person says is there; null where nobody has.</param>
    /// <param name="past">The like, afterwards with it; for <see cref="EndPast"/>.</param>
    /// <returns>Null where it is here already.</returns>
    /// <exception cref="StoreException">It was not stored.</exception>
    public StoredDetection? AddPast(Detection detection, IReadOnlyList<string>? said, ref SightingTracker past)
    {
        lock (_gate)
        {
            SightingStep step = past.Observe(detection);
            StoredDetection? stored = Write(() => InsertPast(detection, step, said));
            past = stored?.Changed.Aggregate(step.Tracker, (tracker, sighting) => tracker.With(sighting)) ?? past;
            return stored;
        }
    }

    /// <summary>Ends what was taken over and had no end yet.</summary>
    /// <exception cref="StoreException">Nothing was stored.</exception>
    public void EndPast(SightingTracker past)
    {
        lock (_gate)
            Write(() => OutboxRows.Waive(_database, RecordRows.NextChange(_database), () => Upsert(past.EndOverdue(DateTimeOffset.MaxValue))));
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

            Write(() => Upsert(step));
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

    /// <summary>Stores what a person says of detections, and what follows for their sightings, with new revisions of all.</summary>
    /// <param name="labels">Who is there, each once; empty for nobody.</param>
    /// <returns>Empty, and nothing stored, where one of the detections is not there.</returns>
    /// <exception cref="StoreException">Nothing was stored.</exception>
    public IReadOnlyList<StoredDetection> Review(IReadOnlyList<Guid> ids, IReadOnlyList<string> labels) => Revise(ids, Saying(labels));

    /// <summary>The same of one; null where it is not there.</summary>
    public StoredDetection? Review(Guid id, IReadOnlyList<string> labels) => Review([id], labels) is [StoredDetection stored] ? stored : null;

    /// <summary>As if a person had never looked at them.</summary>
    /// <inheritdoc cref="Review(IReadOnlyList{Guid}, IReadOnlyList{string})"/>
    public IReadOnlyList<StoredDetection> UndoReview(IReadOnlyList<Guid> ids)
        => Revise(ids, detection => detection with { Review = null, NeedsReview = detection.Reasons.Count > 0 });

    /// <summary>What the broker has not had, in the order of its making.</summary>
    /// <param name="kinds">Others are left where they are.</param>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public IReadOnlyList<OutboxItem> TakeUnpublished(int limit, OutboxKinds kinds = OutboxKinds.All)
    {
        lock (_gate)
            return Write(() => OutboxRows.Take(_database, limit, kinds));
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
                OutboxRows.Mark(_database, delivered, now);
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
            return Write(() => OutboxRows.Reclaim(_database, last));
    }

    /// <summary>How many records the broker has not had.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public int CountUnpublished()
    {
        lock (_gate)
            return Write(() => OutboxRows.Count(_database));
    }

    /// <summary>Owes the broker nothing more: where no broker is configured, the outbox must not wait for one for months.</summary>
    /// <exception cref="StoreException">Nothing changed.</exception>
    public void WaiveOutbox()
    {
        lock (_gate)
            Write(() => OutboxRows.Waive(_database));
    }

    /// <summary>No longer owes the broker what was seen before <paramref name="limit"/>, nor more than so many of each kind; a few at a time, oldest first. The records stay.</summary>
    /// <returns>How many will not be sent; 0 when the outbox is within its bounds.</returns>
    /// <exception cref="StoreException">Nothing changed.</exception>
    public int GiveUpUnpublished(DateTimeOffset limit, int keep)
    {
        lock (_gate)
            return Write(() => OutboxRows.GiveUp(_database, limit.ToUnixTimeMilliseconds(), Math.Min(keep, MaxRows), RowsPerStep));
    }

    /// <summary>The payload of the last accepted detection, or null.</summary>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public string? LastAccepted()
    {
        lock (_gate)
            return Write(() => RecordRows.LastAccepted(_database));
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

    /// <summary>One transaction on what lies beside the records; whoever calls waits for the others.</summary>
    /// <exception cref="StoreException">Nothing changed.</exception>
    public T InTransaction<T>(Func<StoreDatabase, T> work)
    {
        lock (_gate)
            return Write(() => work(_database));
    }

    /// <summary>What some part of the program remembers from run to run.</summary>
    /// <param name="area">The part.</param>
    /// <exception cref="StoreException">The database cannot be read.</exception>
    public IReadOnlyDictionary<string, string> Settings(string area)
    {
        lock (_gate)
            return Write(() => SettingRows.Of(_database, area));
    }

    /// <param name="area">The part whose settings these are now, and no others.</param>
    /// <exception cref="StoreException">Nothing is remembered.</exception>
    public void RememberSettings(string area, IReadOnlyDictionary<string, string> settings)
    {
        lock (_gate)
            Write(() => SettingRows.Remember(_database, area, settings));
    }

    /// <summary>Deletes the oldest rows of before <paramref name="limit"/> and beyond a fixed number, a few at a time; ended sightings only, and nothing that is locked.</summary>
    /// <param name="spared">What outlasts the limit, though not the number.</param>
    /// <returns>How many rows went; 0 when there is nothing left to delete.</returns>
    /// <exception cref="StoreException">Nothing was deleted.</exception>
    public int TrimRows(DateTimeOffset limit, NewestVisits spared)
    {
        lock (_gate)
            return Write(() => RecordRows.Trim(_database, limit.ToUnixTimeMilliseconds(), MaxRows, RowsPerStep, spared));
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

        // Who waits for news reads of the detection first, and then of the visit that it began or extended.
        long change = RecordRows.NextChange(_database);
        bool firstOfDay = accepted && detection.Labels.Any(label => StoreTally.CountOn(_database, label, day) == 0);
        bool firstEver = accepted && RecordRows.RememberLabels(_database, detection) > 0;
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
        return new StoredDetection(stamped, RecordRows.Put(_database, stamped, change), step.Changed);
    }

    private StoredDetection? InsertPast(Detection detection, SightingStep step, IReadOnlyList<string>? said)
        => RecordRows.IsKnown(_database, detection.Id) ? null : OutboxRows.Waive(_database, RecordRows.NextChange(_database), () =>
        {
            StoredDetection stored = Insert(detection, step);
            _detectionSeq = stored.Detection.Seq;
            return said is null ? stored : Rewrite(detection.Id, _detectionSeq + 1, Saying(said));
        });

    private Func<Detection, Detection> Saying(IReadOnlyList<string> labels)
        => detection => detection with { Review = Reviews.Review.Of(detection, labels, _time.GetUtcNow()), NeedsReview = false };

    private StoredDetection[] Revise(IReadOnlyList<Guid> ids, Func<Detection, Detection> revise)
    {
        StoredDetection[] stored;
        lock (_gate)
        {
            stored = Write(() => ids.All(id => RecordRows.IsKnown(_database, id)) ? ids.Select((id, i) => Rewrite(id, _detectionSeq + 1 + i, revise)).ToArray() : []);
            _tracker = stored.SelectMany(one => one.Changed).Aggregate(_tracker, (tracker, sighting) => tracker.With(sighting));
            _detectionSeq += stored.Length;
        }

        if (stored is not [])
            Changed?.Invoke();
        return stored;
    }

    private StoredDetection Rewrite(Guid id, long seq, Func<Detection, Detection> revise)
    {
        Detection revised = revise(RecordRows.Find(_database, id)!);
        revised = revised with { Revision = revised.Revision + 1, Seq = seq, BootId = _bootId };
        string payload = RecordRows.Put(_database, revised, RecordRows.NextChange(_database));
        List<Sighting> visits = _database.Query("SELECT payload FROM sightings WHERE id = $id", ReadSighting, ("$id", revised.SightingId?.ToString()));
        Sighting[] changed = [.. visits.Select(visit => visit.Reviewed(revised))];
        foreach ((Sighting before, Sighting after) in visits.Zip(changed))
        {
            Upsert(after, DayOf(revised.LocalTime));
            RecordRows.RememberReviewed(_database, before, after);
        }

        return new StoredDetection(revised, payload, changed);
    }

    /// <returns>How many changed.</returns>
    private int Upsert(SightingStep step)
    {
        foreach (Sighting changed in step.Changed)
            Upsert(changed, acceptedOn: null);
        return step.Changed.Length;
    }

    /// <param name="acceptedOn">The local day of the accepted detection that changed it, or null.</param>
    private void Upsert(Sighting sighting, string? acceptedOn)
    {
        if (sighting.IsClaimed)
            _sightingSeq++;

        RecordRows.Put(_database, new SightingChange("birbcam.sighting/1", _sightingSeq, _bootId, RecordRows.TypeOf(_database, sighting), sighting), acceptedOn);
    }

    private static string DayOf(DateTimeOffset local) => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database is damaged ({Damage}). It was moved to {MovedTo} and a new one was begun")]
    private static partial void LogDamaged(ILogger logger, string damage, string movedTo);
}
