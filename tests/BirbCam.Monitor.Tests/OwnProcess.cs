using System.Diagnostics;

namespace BirbCam.Monitor.Tests;

/// <summary>An explicit test in a process of its own, for what ends in a kill.</summary>
internal static class OwnProcess
{
    /// <param name="test">The method's name.</param>
    /// <param name="environment">What it is told.</param>
    public static Process Start(string test, params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(OwnProcess).Assembly.Location, null), ["--filter-method", $"*{test}", "--explicit", "only"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
