using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using BirbCam.Monitor.Capture.Devices;

namespace BirbCam.Monitor.Bench.Video;

/// <summary>Hands raw pictures to an <c>ffmpeg</c> process. It lives no longer than this encoder.</summary>
internal sealed class FfmpegEncoder : IVideoEncoder
{
    public const string Program = "ffmpeg";

    private readonly Process _process;
    private readonly LastWords _said = new();
    private readonly Task _listening;

    /// <exception cref="IOException">The program cannot be started.</exception>
    public FfmpegEncoder(string path, VideoForm form)
    {
        // What plays everywhere: which encoder of H.264 there is, ffmpeg knows best.
        string[] arguments =
        [
            "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgra", "-s", string.Create(CultureInfo.InvariantCulture, $"{form.Width}x{form.Height}"),
            "-r", form.Fps.ToString("0.######", CultureInfo.InvariantCulture), "-i", "pipe:0", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-f", "mp4", $"file:{path}",
        ];
        try
        {
            _process = Process.Start(new ProcessStartInfo(Program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception refused)
        {
            throw new IOException($"{Program} cannot be started: {refused.Message}", refused);
        }

        _listening = _said.ListenAsync(_process.StandardError.BaseStream);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bgra, CancellationToken stop)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(bgra, stop);
        }
        catch (IOException)
        {
            // Nobody reads any more.
            throw await RefusedAsync(stop);
        }
    }

    public async ValueTask FinishAsync(CancellationToken stop)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            throw await RefusedAsync(stop);
        }

        await _process.WaitForExitAsync(stop);
        if (_process.ExitCode != 0)
            throw await RefusedAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<IOException> RefusedAsync(CancellationToken stop)
    {
        await _process.WaitForExitAsync(stop);
        await _listening.WaitAsync(stop);
        return new IOException(_said.LastLine() is { Length: > 0 } words ? $"{Program}: {words}" : $"{Program} ended (exit code {_process.ExitCode}) and gave no reason.");
    }
}
