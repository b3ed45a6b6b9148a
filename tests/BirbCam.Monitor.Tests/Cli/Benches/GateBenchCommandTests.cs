using System.Text.Json;
using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Cli.Benches;

public sealed class GateBenchCommandTests
{
    /// <summary>What <c>--json</c> promises of every gate, in all and in each clip.</summary>
    private static readonly string[] Figures =
    [
        "gate", "judged_minutes", "quiet_minutes", "frames", "events", "false_events", "false_events_per_hour", "false_frames", "false_frame_share", "visits", "seen", "placed",
        "trigger_clips", "trigger_clips_seen", "first_trigger_s", "ms", "verdicts",
    ];

    [Fact]
    public async Task Clips_in_and_one_json_object_out()
    {
        using TestFolder folder = Recorded();

        (int code, string output, string error) = await RunAsync(folder.Path, "--json", "--no-peers");

        Assert.Equal((ExitCode.Success, "", 1), (code, error, output.AsSpan().Count('\n')));
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(["gates", "clips", "notes"], NamesOf(report));
        JsonElement all = Assert.Single(report.GetProperty("gates").EnumerateArray());
        Assert.Equal(Figures, NamesOf(all));
        Assert.Equal("birbcam", all.GetProperty("gate").GetString());
        Assert.Equal(["mean", "median", "p95"], NamesOf(all.GetProperty("ms")));
        JsonElement[] clips = [.. report.GetProperty("clips").EnumerateArray()];
        Assert.Equal(["empty", "nobody-knows"], clips.Select(clip => clip.GetProperty("clip").GetString()));
        Assert.Equal(["nothing", "unjudged"], clips.Select(clip => clip.GetProperty("expect").GetString()));
        JsonElement gate = Assert.Single(clips[0].GetProperty("gates").EnumerateArray());
        Assert.Equal(["figures", "false_events_s", "missed_visits_s"], NamesOf(gate));
        Assert.Equal(Figures, NamesOf(gate.GetProperty("figures")));

        // Forty pictures, five a second; the first second is not judged, nor is the clip that nobody wrote a truth for.
        Assert.Equal(35, all.GetProperty("frames").GetInt32());
        Assert.Equal(35, all.GetProperty("verdicts").EnumerateObject().Sum(verdict => verdict.Value.GetInt32()));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData]
    public async Task Without_times_two_runs_say_the_same(params string[] words)
    {
        using TestFolder folder = Recorded();

        (_, string once, _) = await RunAsync([folder.Path, "--no-timing", "--no-peers", .. words]);
        (_, string again, _) = await RunAsync([folder.Path, "--no-timing", "--no-peers", .. words]);

        Assert.Equal(once, again);
        Assert.DoesNotContain("ms a frame", once, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_scene_of_the_suite_can_be_asked_for_by_its_name()
    {
        (_, string output, _) = await RunAsync("--sim", "--seeds", "4,5", "--scene", "plume-alone", "--json", "--no-peers", "--no-timing");

        Assert.Equal(["plume-alone (seed 4)", "plume-alone (seed 5)"], JsonDocument.Parse(output).RootElement.GetProperty("clips").EnumerateArray().Select(clip => clip.GetProperty("clip").GetString()));
    }

    [Fact]
    public async Task People_read_tables_that_fit_their_terminal()
    {
        using TestFolder folder = Recorded();

        (int code, string output, _) = await RunAsync(folder.Path);

        Assert.Equal(ExitCode.Success, code);
        string[] lines = output.Split('\n');
        Assert.All(lines.Where(line => !line.StartsWith("without the gates", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 160));
        Assert.Contains(lines, line => line.StartsWith("empty  ", StringComparison.Ordinal) && line.Contains("nothing", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("birbcam ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_in_one_line()
    {
        using TestFolder folder = Recorded();

        await AssertRefusedAsync("--sim", []);
        await AssertRefusedAsync("--sim", [folder.Path, "--sim"]);
        await AssertRefusedAsync("--tune", ["--sim", "--tune"]);
        await AssertRefusedAsync("--seeds 1,1", ["--sim", "--seeds", "1,1"]);
        await AssertRefusedAsync("--seeds 1,-2", ["--sim", "--seeds", "1,-2"]);
        await AssertRefusedAsync("--scene party", ["--sim", "--scene", "party"]);
        await AssertRefusedAsync("--scene dusk", [folder.Path, "--scene", "dusk"]);
        await AssertRefusedAsync("nowhere", [folder["nowhere"]]);
        await AssertRefusedAsync("too few clips", [folder.Path, "--tune"]);
        await File.WriteAllTextAsync(folder["empty.json"], """{"settle_s": "soon"}""", TestContext.Current.CancellationToken);
        await AssertRefusedAsync("settle_s", [folder.Path]);
    }

    private static async Task AssertRefusedAsync(string said, string[] words)
    {
        (int code, _, string error) = await RunAsync(words);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Equal(1, error.AsSpan().Count('\n'));
    }

    private static string[] NamesOf(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    /// <summary>Two folders of pictures, the one of which is known to show nobody.</summary>
    private static TestFolder Recorded()
    {
        var folder = new TestFolder();
        using var scene = new BalconyScene(new SimulationOptions { Width = 160, Height = 120, Visitors = [] });
        byte[] bgr = new byte[160 * 120 * 3];
        foreach (string clip in new[] { "empty", "nobody-knows" })
        {
            Directory.CreateDirectory(folder[clip]);
            for (int i = 0; i < 40; i++)
            {
                scene.Render(TimeSpan.FromSeconds(i * 0.2), bgr);
                File.WriteAllBytes(Path.Combine(folder[clip], $"{i:000}.jpg"), JpegEncoder.Encode(bgr, 160, 120, 90));
            }
        }

        File.WriteAllText(folder["empty.json"], """{"expect": "nothing", "settle_s": 1}""");
        return folder;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await CommandLine.RunAsync(["bench", "gate", .. words], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
