using System.Collections.Concurrent;
using System.Diagnostics;
using BirbCam.Monitor.Tests.House;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>A program of <c>tests/peers</c>, running. tests/run installs the packages that it needs; where it could not, the test is skipped.</summary>
internal sealed class JavaScriptPeer : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private JavaScriptPeer(Process process) => _process = process;

    /// <summary>What it printed, with what it complained about.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <param name="script">Below <c>tests/peers</c>.</param>
    public static JavaScriptPeer Start(string script, params string[] arguments)
    {
        string node = Programs.Find("node", "nodejs");
        // npm writes this file when it is done.
        Assert.SkipUnless(File.Exists(PathOf("node_modules/.package-lock.json")), "the packages of tests/peers are not installed: tests/run installs them, with node 18 or newer and npm");
        var start = new ProcessStartInfo(node, [PathOf(script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var peer = new JavaScriptPeer(new Process { StartInfo = start });
        peer._process.OutputDataReceived += (_, line) => peer.Keep(line.Data);
        peer._process.ErrorDataReceived += (_, line) => peer.Keep(line.Data);
        peer._process.Start();
        peer._process.BeginOutputReadLine();
        peer._process.BeginErrorReadLine();
        return peer;
    }

    public static string PathOf(string file) => Path.Combine(Repository.Root, "tests/peers", file);

    public Task SaysAsync(Func<string, bool> line, string what) => Eventually.HoldsAsync(() => Lines.Any(line), () => $"{what}; it says\n{string.Join('\n', Lines)}");

    /// <summary>Pulls the plug.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }
}
