namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>Programs of the system that a test talks to.</summary>
internal static class Programs
{
    /// <summary>The program's path; the test is skipped where it is not installed.</summary>
    public static string Find(string name, string package)
    {
        // Debian keeps daemons in /usr/sbin, which is not on everybody's path.
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin"];
        string? found = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is null)
            Assert.Skip($"{name} is not installed (Debian package {package})");

        return found!;
    }
}
