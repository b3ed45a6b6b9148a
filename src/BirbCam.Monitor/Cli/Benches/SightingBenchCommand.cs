using System.CommandLine;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Naming;
using BirbCam.Monitor.Cli.Replay;
using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;

namespace BirbCam.Monitor.Cli.Benches;

/// <summary><c>birbcam bench sightings</c>: who is named right, left unnamed or named wrong, by gate, model and votes together.</summary>
internal static class SightingBenchCommand
{
    public static Command Create()
    {
        var cutouts = new Option<string?>("--cutouts") { Description = "a folder of animals cut out of photos, named LABEL_NAME.png, who come instead of the drawn ones" };
        Option<int[]> seeds = GateBenchCommand.Seeds();
        var nobody = new Option<string[]>("--nobody") { Description = "a clip, or a folder of clips, on which no animal is seen; may be given several times" };
        Option<double?> fps = ReplayCommand.Fps($"look at the frames of a recording nearest to this many ticks a second [default: {GateBenchCommand.UsualFps}]");
        Option<string> model = SharedOptions.Model();
        var json = new Option<bool>("--json") { Description = "one JSON object, for programs" };

        var command = new Command("sightings", "Judge gate, model and votes together on simulated visits, and on clips where nobody comes.") { cutouts, seeds, nobody, fps, model, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(cutouts) is string folder && Cast.FaultOf(folder) is string fault)
                result.AddError($"--cutouts {folder}: {fault}");
        });
        command.SetAction(async (parsed, stop) =>
        {
            await SharedOptions.LetSignalsThrough();
            using Classifier classifier = Classifier.Load(parsed.GetValue(model)!, threads: 1, layer: null, SharedOptions.Cache());
            using Explainer? explainer = classifier.Model.Target is null ? null : new Explainer(classifier.Model, Explainer.MethodFor(classifier, word: null));
            var bench = new NamingBench(classifier, explainer);
            var progress = new ProgressLine(Console.IsErrorRedirected ? TextWriter.Null : parsed.InvocationConfiguration.Error, TimeProvider.System);

            // What was named is looked for at once; a simulated balcony is built when its turn comes.
            NamedClip[] recorded =
            [
                .. (parsed.GetValue(nobody) ?? []).SelectMany(path => ClipFolder.Find(path, parsed.GetValue(fps) ?? GateBenchCommand.UsualFps, [])).Select(clip => new NamedClip(clip, [])),
            ];
            IEnumerable<NamedClip> clips = parsed.GetValue(seeds)!.SelectMany(seed => NamedClip.Simulated(seed, parsed.GetValue(cutouts))).Concat(recorded);
            var names = new List<ClipNames>();
            try
            {
                foreach (NamedClip clip in clips)
                    names.Add(await bench.WatchAsync(clip, (frames, position) => progress.Show(frames, position, total: null), stop));
            }
            finally
            {
                progress.Clear();
            }

            var report = new NamingReport(names);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json) ? report.AsJson() : report.InWords());
            return ExitCode.Success;
        });
        return command;
    }
}
