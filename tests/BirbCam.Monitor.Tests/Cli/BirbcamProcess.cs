using System.Collections.Concurrent;
using System.Diagnostics;
using BirbCam.Monitor.Tests.House;

namespace BirbCam.Monitor.Tests.Cli;

/// <summary>The program itself, in a process of its own, as a person or systemd starts it.</summary>
internal sealed class BirbcamProcess : IDisposable
{
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;

    private BirbcamProcess(Process process) => _process = process;

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>What a person would type.</summary>
    public StreamWriter Input => _process.StandardInput;

    public bool HasExited => _process.HasExited;

    /// <summary>
    /// How the program is started: as it was built, not from the output of the tests, which leaves out what their web framework brings.
    /// </summary>
    public static string[] Command { get; } =
        ["dotnet", Path.Combine(Repository.Root, "src/BirbCam.Monitor/bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/'))!), "net10.0/birbcam.dll")];

    public static BirbcamProcess Start(params string[] arguments)
    {
        // A shell that runs the tests in the background has told them to ignore Ctrl+C, which children inherit: a person's shell has not.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", .. Command, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // Tests run side by side, and the page's usual port is for one. The environment would override what a test itself writes of the page.
        if (!arguments.Any(argument => File.Exists(argument) && File.ReadAllText(argument).Contains("\"Web\"", StringComparison.Ordinal)))
            start.Environment["BIRBCAM__Web__Listen"] = "http://127.0.0.1:0";
        var birbcam = new BirbcamProcess(new Process { StartInfo = start });
        birbcam._process.OutputDataReceived += (_, line) => Keep(birbcam._output, line.Data);
        birbcam._process.ErrorDataReceived += (_, line) => Keep(birbcam._errors, line.Data);
        birbcam._process.Start();
        birbcam._process.BeginOutputReadLine();
        birbcam._process.BeginErrorReadLine();
        return birbcam;
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> RunAsync(params string[] arguments)
    {
        using BirbcamProcess birbcam = Start(arguments);
        int exitCode = await birbcam.ExitAsync();
        return (exitCode, birbcam.Output, birbcam.Errors);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Pulls the plug: SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>As systemd stops it: SIGTERM.</summary>
    public Task<int> StopAsync() => StopAsync("-TERM");

    /// <summary>As a person does at a terminal: SIGINT.</summary>
    public Task<int> InterruptAsync() => StopAsync("-INT");

    private async Task<int> StopAsync(string signal)
    {
        using Process kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await ExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
