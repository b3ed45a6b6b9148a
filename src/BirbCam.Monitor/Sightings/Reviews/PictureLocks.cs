using System.Globalization;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Sightings.Reviews;

/// <summary>
/// The pictures that a person wants kept whatever their age and however little room there is. One for all who lock and for <see cref="Retention"/>; any thread may
/// call, and calls wait for each other, so that a picture that is said to be locked is not being deleted meanwhile.
/// </summary>
internal sealed class PictureLocks(SightingStore store, PictureArchive archive)
{
    /// <summary>Some 300 MB: a bound that a person meets before the store's own does.</summary>
    public const int MostLocks = 1000;

    private readonly Lock _gate = new();

    /// <summary>Locks the picture of a detection; once more changes nothing.</summary>
    /// <returns>In words why it was not locked; null where it is.</returns>
    /// <exception cref="StoreException">Nothing was stored.</exception>
    public string? Take(Guid id)
    {
        lock (_gate)
            return store.InTransaction(database => FaultOf(database, id) ?? Add(database, id));
    }

    /// <summary>From now on it goes when its time has come.</summary>
    /// <returns>In words why there is nothing to unlock; null where it was locked.</returns>
    /// <exception cref="StoreException">Nothing was stored.</exception>
    public string? Undo(Guid id)
    {
        lock (_gate)
            return store.InTransaction(database => LockRows.Remove(database, id)) ? null : "this picture is not locked";
    }

    /// <summary>Tells what is locked, and lets nobody lock more until the work is done.</summary>
    /// <exception cref="StoreException">What is locked cannot be read.</exception>
    public T Hold<T>(Func<IReadOnlySet<Guid>, T> work)
    {
        lock (_gate)
            return work(store.InTransaction(LockRows.All));
    }

    private string? FaultOf(StoreDatabase database, Guid id)
    {
        if (LockRows.Has(database, id))
            return null;
        if (RecordRows.Find(database, id) is not Detection detection || !File.Exists(PictureName.PathOf(archive.Root, detection, PictureName.Clean)))
            return "this picture is not kept, so it cannot be locked";

        return LockRows.Count(database) < MostLocks ? null : string.Create(CultureInfo.InvariantCulture, $"{MostLocks} pictures are locked already: unlock one first");
    }

    private static string? Add(StoreDatabase database, Guid id)
    {
        LockRows.Add(database, id);
        return null;
    }
}
