using System.Text.Json;
using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Cli.Replay;

public sealed class ReplayCommandTests
{
    private const int Pictures = 40;

    [Fact]
    public async Task Every_picture_of_a_folder_is_one_line_of_json_and_nothing_else()
    {
        using TestFolder folder = Recorded();

        (int code, string output, string error) = await RunAsync("replay", folder.Path, "--json");

        Assert.Equal((ExitCode.Success, ""), (code, error));
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(Pictures, lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            JsonElement line = JsonDocument.Parse(lines[i]).RootElement;
            Assert.Equal(["frame", "time", "verdict", "triggered", "changed", "regions", "gate_ms"], line.EnumerateObject().Select(property => property.Name));
            Assert.Equal(i, line.GetProperty("frame").GetInt32());
            Assert.Equal(i * 0.2, line.GetProperty("time").GetDouble(), 0.0011);
            Assert.Equal(line.GetProperty("verdict").GetString() == "triggered", line.GetProperty("triggered").GetBoolean());
            Assert.Equal(line.GetProperty("triggered").GetBoolean(), line.GetProperty("regions").GetArrayLength() > 0);
        }
    }

    [Fact]
    public async Task The_same_input_gives_the_same_bytes_without_timing()
    {
        using TestFolder folder = Recorded();

        (_, string once, _) = await RunAsync("replay", folder.Path, "--json", "--no-timing");
        (_, string again, _) = await RunAsync("replay", folder.Path, "--json", "--no-timing");

        Assert.Equal(once, again);
        Assert.DoesNotContain("gate_ms", once);
    }

    [Fact]
    public async Task The_gate_starts_anew_for_each_path_and_the_lines_say_which()
    {
        using TestFolder folder = Recorded();

        (_, string both, _) = await RunAsync("replay", folder.Path, folder.Path, "--json", "--no-timing");
        (_, string alone, _) = await RunAsync("replay", folder.Path, "--json", "--no-timing");

        string path = JsonSerializer.Serialize(folder.Path);
        Assert.Equal(alone + alone, both.Replace($"\"path\":{path},", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_json_a_person_reads_a_summary()
    {
        using TestFolder folder = Recorded();

        (int code, string output, _) = await RunAsync("replay", folder.Path);

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains($"{Pictures} frames, 7.8 s", output, StringComparison.Ordinal);
        Assert.Contains("settling", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fps", "0")]
    [InlineData("--fps", "-5")]
    [InlineData("--fps", "NaN")]
    [InlineData("--fps", "many")]
    public async Task A_rate_that_is_none_is_refused(params string[] words)
    {
        using TestFolder folder = Recorded();

        await AssertRefusedAsync([folder.Path, .. words], words[1]);
    }

    [Fact]
    public async Task What_is_no_recording_is_refused_in_one_line()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["empty"]);

        await AssertRefusedAsync([folder["nowhere"]], "nowhere");
        await AssertRefusedAsync([folder["empty"]], "empty");
        await AssertRefusedAsync([], "path");
    }

    [Fact]
    public async Task A_damaged_picture_is_named()
    {
        using TestFolder folder = Recorded();
        string damaged = Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).ElementAt(20);
        byte[] bytes = await File.ReadAllBytesAsync(damaged, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(damaged, bytes[..300], TestContext.Current.CancellationToken);

        await AssertRefusedAsync([folder.Path, "--json"], folder.Path);
    }

    private static async Task AssertRefusedAsync(string[] words, string named)
    {
        (int code, _, string error) = await RunAsync(["replay", .. words]);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Equal(1, error.AsSpan().Count('\n'));
    }

    private static TestFolder Recorded()
    {
        var folder = new TestFolder();
        using var scene = new BalconyScene(new SimulationOptions { Width = 160, Height = 120 });
        byte[] bgr = new byte[160 * 120 * 3];
        for (int i = 0; i < Pictures; i++)
        {
            scene.Render(TimeSpan.FromSeconds(i * 0.2), bgr);
            File.WriteAllBytes(folder[$"{i:000}.jpg"], JpegEncoder.Encode(bgr, 160, 120, 90));
        }

        return folder;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await CommandLine.RunAsync(words, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
