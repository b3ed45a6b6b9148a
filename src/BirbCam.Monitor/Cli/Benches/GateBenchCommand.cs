using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Monitor.Bench.Peers;
using BirbCam.Monitor.Cli.Replay;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Cli.Benches;

/// <summary><c>birbcam bench gate</c>: how often the motion gate is wrong on clips whose truth is known, and what it costs; the gates of others beside it.</summary>
internal static class GateBenchCommand
{
    private const string OwnName = "birbcam";

    /// <summary>Of the suite of scenes.</summary>
    private const int LargestSeed = 1_000_000;

    public static Command Create()
    {
        var folder = new Argument<string?>("dir") { Description = "clips, each with what is expected of it in NAME.json beside it", Arity = ArgumentArity.ZeroOrOne };
        var simulated = new Option<bool>("--sim") { Description = "judge on simulated scenes" };
        var seeds = new Option<int[]>("--seeds", "--seed") { Description = "which scenes: numbers with commas between them", CustomParser = ParseSeeds, DefaultValueFactory = _ => [1, 2, 3] };
        Option<double?> fps = ReplayCommand.Fps("look at the frames of a recording nearest to this many ticks a second [default: 5]");
        var alone = new Option<bool>("--no-peers") { Description = "leave out the gates of others" };
        var untimed = new Option<bool>("--no-timing") { Description = "leave out what the gates took: the same clips then give the same bytes" };

        var command = new Command("gate", "Judge the motion gate on clips whose truth is known, beside the gates of others.") { folder, simulated, seeds, fps, alone, untimed };
        command.Validators.Add(result =>
        {
            if (result.GetValue(folder) is null != result.GetValue(simulated))
                result.AddError("name a folder of clips, or --sim");
        });
        command.SetAction(async (parsed, stop) =>
        {
            await SharedOptions.LetSignalsThrough();
            var notes = new List<string>();
            IReadOnlyList<GateClip> clips = parsed.GetValue(folder) is string path
                ? ClipFolder.Find(path, parsed.GetValue(fps) ?? 5, notes)
                : [.. parsed.GetValue(seeds)!.SelectMany(SimulatedClips)];

            Contender[] contenders = [Own(new MotionOptions())];
            if (!parsed.GetValue(alone))
            {
                if (GatePeers.TryGet(out Contender[]? peers, out string? missing))
                    contenders = [.. contenders, .. peers];
                else
                    notes.Add($"without the gates of others: {missing}");
            }

            (TextWriter output, TextWriter error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var bench = new GateBench(contenders, parsed.GetValue(untimed) ? null : TimeProvider.System);
            var progress = new ProgressLine(Console.IsErrorRedirected ? TextWriter.Null : error, TimeProvider.System);
            var reports = new List<ClipReport>();
            try
            {
                foreach (GateClip clip in clips)
                    reports.Add(await bench.WatchAsync(clip, (frames, position) => progress.Show(frames, position, total: null), stop));
            }
            finally
            {
                progress.Clear();
            }

            var report = new GateReport([.. contenders.Select(contender => contender.Name)], [.. reports], [.. notes]);
            await output.WriteLineAsync(GateReportText.InWords(report));
            return ExitCode.Success;
        });
        return command;
    }

    private static Contender Own(MotionOptions options) => new(OwnName, () => new OwnGate(options));

    private static IEnumerable<GateClip> SimulatedClips(int seed)
        => SceneSuite.Of(seed).Select(scene => new SimulatedClip(string.Create(CultureInfo.InvariantCulture, $"{scene.Name} (seed {seed})"), scene));

    private static int[] ParseSeeds(ArgumentResult result)
    {
        string written = string.Join(',', result.Tokens.Select(token => token.Value));
        var seeds = new List<int>();
        foreach (string word in written.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int seed) || seed > LargestSeed || seeds.Contains(seed))
            {
                result.AddError($"--seeds {written}: different whole numbers from 0 to {LargestSeed} are wanted, with commas between them");
                return [];
            }

            seeds.Add(seed);
        }

        return [.. seeds];
    }
}
