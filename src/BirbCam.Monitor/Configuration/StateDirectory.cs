using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Configuration;

/// <summary>Where database and pictures go.</summary>
internal static class StateDirectory
{
    /// <summary>What the file says; else what systemd gives the unit; else the user's own data folder.</summary>
    public static string Of(StoreOptions store)
        => Path.GetFullPath(store.Directory ?? FromSystemd() ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "birbcam"));

    /// <summary>systemd may name several, separated by colons.</summary>
    private static string? FromSystemd() => Environment.GetEnvironmentVariable("STATE_DIRECTORY")?.Split(':')[0] is { Length: > 0 } given ? given : null;
}
