using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Sightings;

/// <summary>
/// Holds the bounds of <see cref="StoreOptions"/>: deletes the oldest pictures, whole sets, a few at a time, and the oldest rows.
/// One thread at a time.
/// </summary>
internal sealed partial class Retention(PictureArchive archive, SightingStore store, StoreOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Eighty deletions: some 0.3 s on a slow card, then others get their turn.</summary>
    public const int SetsPerStep = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (DateTime Written, long Bytes)> _days = new(StringComparer.Ordinal);
    private long _usedBytes;
    private long _removed;

    /// <summary>What the pictures take, when it was last measured.</summary>
    public long UsedMegabytes => Interlocked.Read(ref _usedBytes) >> 20;

    /// <summary>Sets deleted since the start.</summary>
    public long Removed => Interlocked.Read(ref _removed);

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
        DateTimeOffset limit = time.GetUtcNow() - options.MaxAge;
        return RemoveSets(limit) + store.TrimRows(limit);
    }

    private int RemoveSets(DateTimeOffset limit)
    {
        int removed = 0;
        IReadOnlyList<string> days = PictureFolders.Days(archive.Root);
        long bytes = days.Sum(Measure);
        Interlocked.Exchange(ref _usedBytes, bytes);
        foreach (string day in days)
        {
            // The measure is asked first: a day that holds nothing of ours is not listed again at each step.
            foreach (PictureSet set in _days[day].Bytes > 0 ? PictureFolders.Sets(day) : [])
            {
                bool tooOld = PictureName.TimeOf(Path.GetFileName(set.Stem)) < limit;
                if (!tooOld && bytes >> 20 < options.MaxMegabytes && Volume.FreeMegabytes(archive.Root) >= options.KeepFreeMegabytes)
                    return removed;
                if (removed == SetsPerStep)
                    return removed;

                Delete(set);
                bytes -= set.Bytes;
                removed++;
            }

            RemoveIfEmpty(day);
        }

        return removed;
    }

    /// <summary>The bytes of a day's sets. A folder's time changes with each file that comes or goes, so only those of today are listed.</summary>
    private long Measure(string day)
    {
        DateTime written = Directory.GetLastWriteTimeUtc(day);
        if (!_days.TryGetValue(day, out (DateTime Written, long Bytes) known) || known.Written != written)
            _days[day] = known = (written, PictureFolders.Sets(day).Sum(set => set.Bytes));

        return known.Bytes;
    }

    /// <summary>The record first: what it seals must not be missing under it.</summary>
    private void Delete(PictureSet set)
    {
        foreach (string ending in PictureName.Endings.Reverse())
            File.Delete(set.Stem + ending);

        Interlocked.Increment(ref _removed);
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
}
