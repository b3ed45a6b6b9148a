using System.Diagnostics;
using BirbCam.Monitor.Capture.Devices;
using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Cli.Replay;

public sealed class ReplayVideoTests : IDisposable
{
    private const int Pictures = 20;

    private readonly TestFolder _folder = new();

    public ReplayVideoTests()
    {
        Directory.CreateDirectory(_folder["clip"]);
        using var scene = new BalconyScene(new SimulationOptions { Width = 160, Height = 120 });
        byte[] bgr = new byte[160 * 120 * 3];
        for (int i = 0; i < Pictures; i++)
        {
            scene.Render(TimeSpan.FromSeconds(i * 0.2), bgr);
            File.WriteAllBytes(Path.Combine(_folder["clip"], $"{i:000}.jpg"), JpegEncoder.Encode(bgr, 160, 120, 90));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_video_has_a_picture_for_every_frame_at_the_rate_that_was_asked_for()
    {
        if (!ChildProgram.IsInstalled("ffprobe"))
            Assert.Skip("ffprobe is not installed: it comes with ffmpeg");

        (int code, string lines, _) = await RunAsync(_folder["clip"], "--fps", "4", "--json", "--no-timing", "--video", _folder["out.mp4"]);
        (_, string without, _) = await RunAsync(_folder["clip"], "--fps", "4", "--json", "--no-timing");

        Assert.Equal((ExitCode.Success, without), (code, lines));
        Assert.Equal($"160,136,4/1,{Pictures}", await ProbeAsync(_folder["out.mp4"]));
        Assert.Equal(["clip", "out.mp4"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_when_told_so()
    {
        await File.WriteAllTextAsync(_folder["out.mp4"], "holiday", TestContext.Current.CancellationToken);

        (int code, _, string error) = await RunAsync(_folder["clip"], "--video", _folder["out.mp4"]);
        Assert.Equal((ExitCode.Usage, "holiday"), (code, await File.ReadAllTextAsync(_folder["out.mp4"], TestContext.Current.CancellationToken)));
        Assert.Contains("--overwrite", error, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Success, (await RunAsync(_folder["clip"], "--video", _folder["out.mp4"], "--overwrite")).Code);
        Assert.True(new FileInfo(_folder["out.mp4"]).Length > 1000);
    }

    [Fact]
    public async Task A_recording_that_breaks_leaves_no_half_a_video()
    {
        byte[] bytes = await File.ReadAllBytesAsync(_folder["clip/015.jpg"], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["clip/015.jpg"], bytes[..300], TestContext.Current.CancellationToken);

        (int code, _, _) = await RunAsync(_folder["clip"], "--video", _folder["out.mp4"]);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Equal(["clip"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("out.avi", ".mp4")]
    [InlineData("nowhere/out.mp4", "no such folder")]
    public async Task A_name_that_cannot_be_is_refused(string name, string said)
    {
        (int code, _, string error) = await RunAsync(_folder["clip"], "--video", _folder[name]);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_recordings_make_no_video()
        => Assert.Contains("takes one recording", (await RunAsync(_folder["clip"], _folder["clip"], "--video", _folder["out.mp4"])).Error, StringComparison.Ordinal);

    private static async Task<string> ProbeAsync(string video)
    {
        using var probe = Process.Start(new ProcessStartInfo(
            "ffprobe", ["-v", "error", "-count_frames", "-select_streams", "v", "-show_entries", "stream=width,height,r_frame_rate,nb_read_frames", "-of", "csv=p=0", video])
        {
            RedirectStandardOutput = true,
        })!;
        string said = await probe.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await probe.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said.Trim();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await CommandLine.RunAsync(["replay", .. words], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
