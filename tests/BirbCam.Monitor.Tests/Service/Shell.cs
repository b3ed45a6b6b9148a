using System.Diagnostics;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>What a command said, on both streams, and how it ended.</summary>
internal sealed record Finished(int ExitCode, string Output);

/// <summary>Runs the commands of the system that the service tests drive.</summary>
internal static class Shell
{
    public static async Task<Finished> RunAsync(string command, string[] arguments, CancellationToken stop, string? path = null)
    {
        // One stream for both, so that what was said stays in order; "$@" hands the words over as they are.
        var start = new ProcessStartInfo("bash", ["-c", "exec \"$@\" 2>&1 < /dev/null", "bash", command, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        if (path is not null)
            start.Environment["PATH"] = path;

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return new Finished(process.ExitCode, output);
    }

    /// <summary>The first of these that is not installed, or null.</summary>
    public static string? Missing(params string[] tools) => tools.FirstOrDefault(tool => !IsInstalled(tool));

    private static bool IsInstalled(string tool) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));
}
