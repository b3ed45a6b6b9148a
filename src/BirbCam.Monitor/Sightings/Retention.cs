using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Sightings;

/// <summary>
/// Holds the bounds of <see cref="StoreOptions"/> and of the outbox: deletes pictures, whole sets, a few at a time, the oldest first and those that wait for a person
/// last, and never what is locked; and the oldest rows; and gives up on records that no broker fetches. One thread at a time.
/// </summary>
internal sealed partial class Retention(
    PictureArchive archive, SightingStore store, PictureLocks locks, StoreOptions options, OutboxBounds outbox, TimeProvider time, ILogger logger)
{
    /// <summary>A hundred deletions: some 0.4 s on a slow card, then others get their turn.</summary>
    public const int SetsPerStep = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DayMeasure> _days = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _outlived = [];
    private DateTime _outlivedOn;
    private long _usedBytes;
    private long _removed;
    private long _givenUp;
    private long _givenUpTold;
    private bool _isLockedFull;

    /// <summary>What the pictures take, when it was last measured.</summary>
    public long UsedMegabytes => Interlocked.Read(ref _usedBytes) >> 20;

    /// <summary>Sets deleted since the start.</summary>
    public long Removed => Interlocked.Read(ref _removed);

    /// <summary>Records that were not sent, and will not be, since the start.</summary>
    public long GivenUp => Interlocked.Read(ref _givenUp);

    /// <summary>Once a minute, until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                while (Step() > 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(200), time, stop);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or StoreException)
            {
                LogFailed(failed.Message);
            }

            TellGivenUp();
            await Task.Delay(Pause, time, stop);
        }
    }

    /// <summary>Deletes at most <see cref="SetsPerStep"/> sets and a few rows.</summary>
    /// <returns>How much was deleted; 0 when every bound holds.</returns>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be deleted.</exception>
    /// <exception cref="StoreException">The rows cannot be deleted.</exception>
    public int Step()
    {
        DateTimeOffset now = time.GetUtcNow();
        int givenUp = store.GiveUpUnpublished(now - (outbox.MaxAge < options.MaxAge ? outbox.MaxAge : options.MaxAge), outbox.MaxRecords);
        Interlocked.Add(ref _givenUp, givenUp);
        NewestVisits newest = store.InTransaction(database => NewestRows.Of(database, options.KeepPerLabel));
        FindOutlived(now);
        return givenUp + locks.Hold(locked => RemoveSets(now - options.MaxAge, locked, newest.Pictures)) + store.TrimRows(now - options.MaxAge, newest);
    }

    /// <summary>What has outlived <see cref="StoreOptions.MaxAgePerLabel"/>. Once a day: each label's visits are all gone through.</summary>
    private void FindOutlived(DateTimeOffset now)
    {
        if (options.MaxAgePerLabel.Count == 0 || now.UtcDateTime.Date == _outlivedOn)
            return;

        _outlivedOn = now.UtcDateTime.Date;
        foreach (LabelAge age in options.MaxAgePerLabel)
        {
            // As the model writes it, and as people's words are kept.
            foreach (string label in new[] { age.Label, VisitorName.Normalise(age.Label) }.Distinct(StringComparer.Ordinal))
                _outlived.UnionWith(store.InTransaction(database => RecordRows.SeenOf(database, label, now - age.MaxAge)));
        }
    }

    /// <summary>One line for all that were given up on in a row.</summary>
    private void TellGivenUp()
    {
        if (GivenUp - _givenUpTold is > 0 and long more)
            LogGivenUp(more, outbox.MaxRecords, outbox.MaxAge.TotalDays);
        _givenUpTold = GivenUp;
    }

    private int RemoveSets(DateTimeOffset limit, IReadOnlySet<Guid> locked, HashSet<Guid> newest)
    {
        IReadOnlyList<string> days = PictureFolders.Days(archive.Root);
        Interlocked.Exchange(ref _usedBytes, days.Sum(Measure));
        int removed = Delete(Oldest(days, MayAge).TakeWhile(set => PictureName.TimeOf(Path.GetFileName(set.Stem)) < limit), SetsPerStep);
        removed += Delete(Oldest(days, id => _outlived.Contains(id) && MayAge(id)), SetsPerStep - removed);
        if (removed < SetsPerStep)
            _outlived.Clear();
        if (days.Count > 0 && removed < SetsPerStep && IsCrowded())
        {
            // What a person has seen, or need not see, goes first, and of it first what is not among the newest of its label; then the same of what waits.
            IReadOnlySet<Guid> waiting = store.InTransaction(RecordRows.WaitingForReview);
            foreach (Func<Guid, bool> turn in (Func<Guid, bool>[])
                [id => !waiting.Contains(id) && !newest.Contains(id), id => !waiting.Contains(id), id => !newest.Contains(id), _ => true])
            {
                removed += Delete(Oldest(days, id => !locked.Contains(id) && turn(id)).TakeWhile(_ => IsCrowded()), SetsPerStep - removed);
            }
        }

        // What is left then is locked. One line for each stretch of it.
        bool wasLockedFull = _isLockedFull;
        _isLockedFull = removed < SetsPerStep && UsedMegabytes >= options.MaxMegabytes;
        if (_isLockedFull && !wasLockedFull)
            LogLockedFull(UsedMegabytes, options.MaxMegabytes);
        foreach (string day in days)
            RemoveIfEmpty(day);
        return removed;

        bool MayAge(Guid id) => !locked.Contains(id) && !newest.Contains(id);
    }

    private bool IsCrowded() => UsedMegabytes >= options.MaxMegabytes || Volume.FreeMegabytes(archive.Root) < options.KeepFreeMegabytes;

    /// <summary>Of all days, those that may go. The measure is asked first: a day that holds none of them is not listed again at each step.</summary>
    private IEnumerable<PictureSet> Oldest(IReadOnlyList<string> days, Func<Guid, bool> mayGo)
        => days.Where(day => _days[day].Ids.Any(mayGo)).SelectMany(PictureFolders.Sets).Where(set => mayGo(IdOf(set)));

    /// <summary>The bytes of a day's sets. A folder's time changes with each file that comes or goes, so only those of today are listed.</summary>
    private long Measure(string day)
    {
        DateTime written = Directory.GetLastWriteTimeUtc(day);
        if (!_days.TryGetValue(day, out DayMeasure? known) || known.Written != written)
        {
            IReadOnlyList<PictureSet> sets = PictureFolders.Sets(day);
            _days[day] = known = new DayMeasure(written, sets.Sum(set => set.Bytes), [.. sets.Select(IdOf)]);
        }

        return known.Bytes;
    }

    private static Guid IdOf(PictureSet set) => PictureName.IdOf(Path.GetFileName(set.Stem));

    /// <param name="sets">Looked at one by one, each after the one before it is gone.</param>
    private int Delete(IEnumerable<PictureSet> sets, int most)
    {
        int deleted = 0;
        foreach (PictureSet set in sets.Take(most))
        {
            // The record first: what it seals must not be missing under it.
            foreach (string ending in PictureName.Endings.Reverse())
                File.Delete(set.Stem + ending);

            Interlocked.Add(ref _usedBytes, -set.Bytes);
            Interlocked.Increment(ref _removed);
            deleted++;
        }

        return deleted;
    }

    private void RemoveIfEmpty(string day)
    {
        if (Directory.EnumerateFileSystemEntries(day).Any())
            return;

        Directory.Delete(day);
        _days.Remove(day);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old pictures and records cannot be removed, trying again in a minute: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} records will not be sent any more: more than {MaxRecords} waited for a broker, or they waited longer than {Days:0.#} days (Mqtt.OutboxMaxRecords, Mqtt.OutboxMaxAge). They stay in the store")]
    private partial void LogGivenUp(long count, int maxRecords, double days);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Locked pictures alone take {Megabytes} MB, and {MaxMegabytes} are for all: a new picture goes again within a minute, until some are unlocked or Store.MaxMegabytes is raised")]
    private partial void LogLockedFull(long megabytes, int maxMegabytes);

    /// <param name="Ids">Of the detections, 16 bytes for each set that is kept.</param>
    private sealed record DayMeasure(DateTime Written, long Bytes, Guid[] Ids);
}

/// <summary>How much may wait for a broker.</summary>
/// <param name="MaxRecords">Of detections and of sightings, each; beyond, the oldest are given up on.</param>
internal readonly record struct OutboxBounds(TimeSpan MaxAge, int MaxRecords);
