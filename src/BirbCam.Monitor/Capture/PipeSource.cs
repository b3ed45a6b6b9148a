using System.ComponentModel;
using System.Diagnostics;
using BirbCam.Monitor.Capture.Devices;
using BirbCam.Monitor.Capture.Streams;

namespace BirbCam.Monitor.Capture;

/// <summary>
/// A child process that writes motion JPEG to its standard output. It lives no longer than this source: disposal kills it and whatever it started.
/// Should we be killed ourselves, its next write fails for want of a reader, and under systemd the unit's group goes with us.
/// </summary>
internal sealed class PipeSource(ChildProgram child) : IFrameSource
{
    /// <summary>Between the end of its output and its exit a program tidies up.</summary>
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(1);

    private readonly JpegStream _pictures = new();
    private readonly LastWords _said = new();
    private Process? _process;
    private Task _listening = Task.CompletedTask;

    /// <exception cref="CaptureException">The program is missing; the message says what to install.</exception>
    public ValueTask OpenAsync(CancellationToken stop)
    {
        var start = new ProcessStartInfo(child.Program, child.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new CaptureException($"{child.Program} cannot be started. {child.Install}", missing);
        }

        _listening = _said.ListenAsync(_process.StandardError.BaseStream);
        _pictures.Start(_process.StandardOutput.BaseStream);
        return ValueTask.CompletedTask;
    }

    /// <exception cref="CaptureException">The program ended; the message carries the last line that it said.</exception>
    public async ValueTask<CapturedImage?> ReadAsync(CancellationToken stop)
        => await _pictures.ReadAsync(stop) is ReadOnlyMemory<byte> jpeg ? CapturedImage.OfJpeg(jpeg, position: null) : throw await EndedAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not Process process)
            return;

        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<CaptureException> EndedAsync()
    {
        await _process!.WaitForExitAsync().WaitAsync(ExitLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _listening.WaitAsync(ExitLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        string how = _process.HasExited ? $"ended (exit code {_process.ExitCode})" : "closed its output";
        return _said.LastLine() is { Length: > 0 } words
            ? new CaptureException($"{child.Program} {how}: {words}")
            : new CaptureException($"{child.Program} {how} and gave no reason.");
    }
}
