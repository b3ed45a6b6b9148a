using System.Diagnostics;

namespace BirbCam.Monitor.Tests.House;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>What git knows or would take: no build outputs. Paths are relative to the root.</summary>
    public static string[] Files()
    {
        // The checkout may belong to another user than the one who runs the tests.
        var git = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(git)!;
        string[] files = process.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, "this is no git checkout");
        return [.. files.Where(file => File.Exists(Path.Combine(Root, file)))];
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "BirbCam.Monitor.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("The tests do not lie in a checkout.");
    }
}
