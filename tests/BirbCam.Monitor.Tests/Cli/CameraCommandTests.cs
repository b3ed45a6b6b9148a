using System.Diagnostics;
using System.Text.Json;
using BirbCam.Monitor.Cli;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Cli;

public sealed class CameraCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task A_camera_that_works_is_described_and_drawn_with_a_grid()
    {
        int code = await RunAsync("test", "--uri", "sim:balcony?seed=3&noise=off", "--out", _folder["grid.jpg"]);

        Assert.Equal(("", ExitCode.Success), (_error.ToString(), code));
        string[] lines = _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["camera", "size", "rate", "encoding", "brightness", "sharpness", "picture"], lines.Select(line => line.Split(' ')[0]));
        Assert.Equal("size       640 × 480", lines[1]);
        Assert.Equal((640, 480), JpegDecoder.ReadSize(File.ReadAllBytes(_folder["grid.jpg"])));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "/dev/vid", "birbcam: '/dev/vid' is not a camera. Use one of: v4l2:, rtsp:, http:, rpicam:, replay:, sim:.")]
    [InlineData(ExitCode.Failure, "v4l2:/dev/video99", "birbcam: v4l2:/dev/video99: there is no camera at /dev/video99. 'birbcam camera list' shows which there are.")]
    [InlineData(ExitCode.Failure, "replay:/nowhere", "birbcam: replay:/nowhere: '/nowhere' does not exist. A recording is a folder of pictures or a video file.")]
    public async Task A_camera_that_does_not_exist_gets_one_line(int code, string uri, string line)
    {
        Assert.SkipUnless(code != ExitCode.Failure || !uri.StartsWith("v4l2", StringComparison.Ordinal) || Monitor.Capture.OpenCvSource.TryLoad(out _), "OpenCV cannot be loaded");

        Assert.Equal(code, await RunAsync("test", "--uri", uri));
        Assert.Equal(line, _error.ToString().Trim());
    }

    [Fact]
    public async Task One_that_the_configuration_names_is_a_mistake_of_the_configuration()
    {
        string file = _folder["birbcam.json"];
        File.WriteAllText(file, """{ "Camera": { "Uri": "replay:/nowhere" } }""");

        Assert.Equal(ExitCode.Configuration, await RunAsync("test", "--config", file));
        Assert.Equal($"birbcam: {file}: replay:/nowhere: '/nowhere' does not exist. A recording is a folder of pictures or a video file.", _error.ToString().Trim());
    }

    [Fact]
    public async Task The_list_is_one_json_object()
    {
        Assert.Equal(ExitCode.Success, await RunAsync("list", "--json"));

        using var json = JsonDocument.Parse(_output.ToString());
        Assert.Equal(JsonValueKind.Array, json.RootElement.GetProperty("devices").ValueKind);
        Assert.True(json.RootElement.TryGetProperty("rpicam", out _));
    }

    [Fact]
    public async Task Without_gtk_a_video_gets_one_sentence_and_a_folder_of_pictures_works()
    {
        const string gtk = "/usr/lib/x86_64-linux-gnu/libgtk-3.so.0";
        Assert.SkipUnless(File.Exists(gtk), "libgtk-3-0 is not installed, or this is no x64 machine");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "hiding a library from one process needs root");
        File.WriteAllBytes(_folder["a.jpg"], JpegEncoder.Encode(new byte[48 * 48 * 3], 48, 48, 80));
        File.WriteAllText(_folder["clip.mp4"], "");

        (int folderCode, _, string folderError) = await WithoutAsync(gtk, "replay:" + _folder["a.jpg"]);
        (int videoCode, _, string videoError) = await WithoutAsync(gtk, "replay:" + _folder["clip.mp4"]);

        Assert.SkipWhen(folderError.Contains("Operation not permitted", StringComparison.Ordinal), "no mount namespaces here");
        Assert.Equal((0, ""), (folderCode, folderError));
        Assert.Equal(
            (ExitCode.Failure, $"birbcam: replay:{_folder["clip.mp4"]}: OpenCV cannot be loaded: libgtk-3.so.0 is missing or damaged. Install it with: sudo apt install libgtk-3-0"),
            (videoCode, videoError.Trim()));
    }

    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(["camera", .. arguments], _output, _error);

    /// <summary><c>camera test</c> in a mount namespace of its own, in which the library is an empty file.</summary>
    private static async Task<(int Code, string Output, string Error)> WithoutAsync(string library, string uri)
    {
        string script = $"mount --bind /dev/null \"$(readlink -f {library})\" && exec dotnet \"$0\" camera test --uri \"$1\"";
        var start = new ProcessStartInfo("unshare", ["--mount", "sh", "-c", script, Path.Combine(AppContext.BaseDirectory, "birbcam.dll"), uri])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }
}
