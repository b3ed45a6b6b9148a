namespace BirbCam.Monitor.Configuration;

/// <summary>Where lies what can be computed again: in systemd's cache directory, else in the user's.</summary>
internal static class CacheDirectory
{
    /// <summary>The folder of what was found out about models; null where the machine names none, and then nothing is kept.</summary>
    public static string? Models => (FromSystemd() ?? OfUser()) is string root ? Path.Combine(root, "models") : null;

    private static string? FromSystemd() => Environment.GetEnvironmentVariable("CACHE_DIRECTORY")?.Split(':')[0] is { Length: > 0 } given ? given : null;

    /// <summary>freedesktop.org, "XDG Base Directory Specification": relative paths are ignored.</summary>
    private static string? OfUser()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is string named && Path.IsPathRooted(named))
            return Path.Combine(named, "birbcam");

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0 ? Path.Combine(home, ".cache", "birbcam") : null;
    }
}
