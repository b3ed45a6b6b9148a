using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Sightings.Reading;

/// <summary>All detections of a store, a handful at a time: neither the memory nor whoever writes notices how many there are.</summary>
/// <param name="directory">Of the store.</param>
internal sealed class RecordReader(string directory)
{
    private const int Handful = 500;

    private readonly string _path = Path.Combine(directory, SightingStore.FileName);

    /// <summary>The oldest first.</summary>
    /// <exception cref="StoreException">There is no store, or it cannot be read.</exception>
    public IEnumerable<Detection> All()
    {
        Find();
        string after = "";
        while (Next(after) is { Count: > 0 } handful)
        {
            foreach (Detection detection in handful)
                yield return detection;
            after = $"{handful[^1].Id}";
        }
    }

    /// <summary>Every name that a person has said of a picture, in their order.</summary>
    /// <exception cref="StoreException">There is no store, or it cannot be read.</exception>
    public IReadOnlyCollection<string> LabelsSaid()
    {
        Find();
        return new SortedSet<string>(
            StoreDatabase.Look(_path, database => database.Query(PageQueries.LabelsSaid, row => row.GetString(0))).Distinct().SelectMany(RecordJson.ReadLabels), StringComparer.Ordinal);
    }

    private void Find()
    {
        if (!File.Exists(_path))
            throw new StoreException($"there is no store in {directory}: has the service run, and is this its directory (Store.Directory)?");
    }

    private List<Detection> Next(string after) => StoreDatabase.Look(_path, database => database.Query(
        "SELECT payload FROM detections WHERE id > $after ORDER BY id LIMIT $limit", row => RecordJson.ReadDetection(row.GetString(0)), ("$after", after), ("$limit", Handful)));
}
