namespace BirbCam.Monitor.Sightings.Storage;

/// <summary>What parts of the program remember from run to run. To be called within a transaction.</summary>
internal static class SettingRows
{
    public static IReadOnlyDictionary<string, string> Of(StoreDatabase database, string area)
        => database.Query("SELECT key, value FROM settings WHERE area = $area", row => (Key: row.GetString(0), Value: row.GetString(1)), ("$area", area))
            .ToDictionary(row => row.Key, row => row.Value);

    /// <summary>These, and no others of the area.</summary>
    /// <returns>How many rows changed.</returns>
    public static int Remember(StoreDatabase database, string area, IReadOnlyDictionary<string, string> settings)
        => database.Execute("DELETE FROM settings WHERE area = $area", ("$area", area)) + settings.Sum(one => database.Execute(
            "INSERT INTO settings (area, key, value) VALUES ($area, $key, $value)", ("$area", area), ("$key", one.Key), ("$value", one.Value)));
}
