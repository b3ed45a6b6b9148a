using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Monitor.Bench.Peers;
using BirbCam.Monitor.Bench.Tuning;
using BirbCam.Monitor.Cli.Replay;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Cli.Benches;

/// <summary><c>birbcam bench gate</c>: how often the motion gate is wrong on clips whose truth is known, and what it costs; the gates of others beside it.</summary>
internal static class GateBenchCommand
{
    private const string OwnName = "birbcam";

    /// <summary>What the goals of the gate are stated for.</summary>
    public const double UsualFps = 5;

    /// <summary>Of the suite of scenes.</summary>
    private const int LargestSeed = 1_000_000;

    private static readonly int[] UsualSeeds = [1, 2, 3];

    private static readonly string[] SceneNames = [.. SceneSuite.Of(0).Select(scene => scene.Name)];

    public static Command Create()
    {
        var folder = new Argument<string?>("dir") { Description = "clips, each with what is expected of it in NAME.json beside it", Arity = ArgumentArity.ZeroOrOne };
        var simulated = new Option<bool>("--sim") { Description = "judge on simulated scenes" };
        Option<int[]> seeds = Seeds();
        var scene = new Option<string?>("--scene") { Description = "only this one of the simulated scenes" };
        Option<double?> fps = ReplayCommand.Fps($"look at the frames of a recording nearest to this many ticks a second [default: {UsualFps}]");
        var alone = new Option<bool>("--no-peers") { Description = "leave out the gates of others" };
        var tune = new Option<bool>("--tune") { Description = "search the options of the gate on half of the clips, and say what it would change" };
        var untimed = new Option<bool>("--no-timing") { Description = "leave out what the gates took: the same clips then give the same bytes" };
        var json = new Option<bool>("--json") { Description = "one JSON object, for programs" };

        var command = new Command("gate", "Judge the motion gate on clips whose truth is known, beside the gates of others.") { folder, simulated, seeds, scene, fps, alone, tune, untimed, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(folder) is null != result.GetValue(simulated))
                result.AddError("name a folder of clips, or --sim");
            else if (result.GetValue(tune) && result.GetValue(simulated))
                result.AddError("--tune is for clips of your own: a simulation says nothing about your camera");
            else if (result.GetValue(scene) is string only && (!result.GetValue(simulated) || !SceneNames.Contains(only)))
                result.AddError($"--scene {only}: with --sim, one of {string.Join(", ", SceneNames)}");
        });
        command.SetAction(async (parsed, stop) =>
        {
            await SharedOptions.LetSignalsThrough();
            var notes = new List<string>();
            IReadOnlyList<GateClip> clips = parsed.GetValue(folder) is string path
                ? ClipFolder.Find(path, parsed.GetValue(fps) ?? UsualFps, notes)
                : [.. parsed.GetValue(seeds)!.SelectMany(seed => SimulatedClips(seed, parsed.GetValue(scene)))];

            var progress = new ProgressLine(Console.IsErrorRedirected ? TextWriter.Null : parsed.InvocationConfiguration.Error, TimeProvider.System);
            bool isJson = parsed.GetValue(json);
            string report;
            try
            {
                if (parsed.GetValue(tune))
                {
                    TuningResult result = await new GateTuning(TuningSplit.Of(clips)).SearchAsync(Watched, stop);
                    report = isJson ? TuningReport.AsJson(result) : TuningReport.InWords(result);
                }
                else
                {
                    Contender[] contenders = [new Contender(OwnName, () => new OwnGate(new MotionOptions())), .. parsed.GetValue(alone) ? [] : Peers(notes)];
                    var bench = new GateBench(contenders, parsed.GetValue(untimed) ? null : TimeProvider.System);
                    GateReport result = await bench.WatchAllAsync(clips, notes, Watched, stop);
                    report = isJson ? GateReportJson.AsJson(result) : GateReportText.InWords(result);
                }
            }
            finally
            {
                progress.Clear();
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(report);
            return ExitCode.Success;

            void Watched(long frames, TimeSpan position) => progress.Show(frames, position, total: null);
        });
        return command;
    }

    /// <summary>Which simulated scenes are judged on.</summary>
    public static Option<int[]> Seeds()
        => new("--seeds", "--seed") { Description = "which scenes: numbers with commas between them", CustomParser = ParseSeeds, DefaultValueFactory = _ => UsualSeeds };

    private static Contender[] Peers(List<string> notes)
    {
        if (GatePeers.TryGet(out Contender[]? peers, out string? missing))
            return peers;

        notes.Add($"without the gates of others: {missing}");
        return [];
    }

    /// <param name="only">The name of a scene; all of them without one.</param>
    private static IEnumerable<GateClip> SimulatedClips(int seed, string? only)
        => SceneSuite.Of(seed).Where(scene => only is null || scene.Name == only).Select(scene => SimulatedClip.OfSuite(scene, seed));

    private static int[] ParseSeeds(ArgumentResult result)
    {
        string written = string.Join(',', result.Tokens.Select(token => token.Value));
        var seeds = new List<int>();
        foreach (string word in written.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int seed) || seed > LargestSeed || seeds.Contains(seed))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--seeds {written}: different whole numbers from 0 to {LargestSeed} are wanted, with commas between them"));
                return [];
            }

            seeds.Add(seed);
        }

        return [.. seeds];
    }
}
