namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>The detections whose pictures a person has locked. To be called within a transaction.</summary>
internal static class LockRows
{
    public static IReadOnlySet<Guid> All(StoreDatabase database) => database.Query("SELECT id FROM locks", row => Guid.Parse(row.GetString(0))).ToHashSet();

    public static int Count(StoreDatabase database) => database.Query("SELECT count(*) FROM locks", row => row.GetInt32(0))[0];

    public static bool Has(StoreDatabase database, Guid id) => database.Query("SELECT 1 FROM locks WHERE id = $id", row => true, ("$id", id.ToString())).Count > 0;

    public static void Add(StoreDatabase database, Guid id) => database.Execute(
        "INSERT INTO locks (id, sighting_id) SELECT id, json_extract(payload, '$.sighting_id') FROM detections WHERE id = $id ON CONFLICT DO NOTHING", ("$id", id.ToString()));

    /// <returns>False where it was not locked.</returns>
    public static bool Remove(StoreDatabase database, Guid id) => database.Execute("DELETE FROM locks WHERE id = $id", ("$id", id.ToString())) > 0;
}
