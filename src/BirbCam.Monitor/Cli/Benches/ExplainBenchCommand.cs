using System.CommandLine;
using BirbCam.Monitor.Bench;
using BirbCam.Onnx;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Monitor.Cli.Benches;

/// <summary><c>birbcam bench explain</c>: what explanations of models cost here, and how well they show simulated visitors.</summary>
internal static class ExplainBenchCommand
{
    /// <summary>More seeds would reach into each other's balconies.</summary>
    private const int LargestSeed = 9999;

    private const int MostScenes = 10_000;

    public static Command Create()
    {
        var defaults = new ExplainBenchPlan();
        var models = new Argument<string[]>("models") { Description = "ONNX models with their cards beside them", Arity = ArgumentArity.OneOrMore };
        Option<int> scenes = SharedOptions.Bounded("--scenes", "how many simulated scenes to look at", defaults.Scenes, 1, MostScenes);
        Option<int> seed = SharedOptions.Bounded("--seed", "other seeds give other scenes", defaults.Seed, 0, LargestSeed);
        Option<CamMethod?> method = SharedOptions.Method("all of them");
        var layer = new Option<string>("--layer")
        {
            Description = $"{ExplainableModel.AutomaticLayer}, {ExplainableModel.FinerLayer}, or the name of a tensor",
            DefaultValueFactory = _ => defaults.Layer,
        };
        var noTiming = new Option<bool>("--no-timing") { Description = "leave out times and memory: the same output, byte by byte, in every run" };
        Option<bool> json = SharedOptions.Json();

        var explain = new Command("explain", "Measure what explanations cost, and whether they show simulated visitors.") { models, scenes, seed, method, layer, noTiming, json };
        explain.SetAction(async (parsed, stop) =>
        {
            await SharedOptions.LetSignalsThrough();
            var plan = new ExplainBenchPlan
            {
                Scenes = parsed.GetValue(scenes),
                Seed = parsed.GetValue(seed),
                Layer = parsed.GetValue(layer)!,
                Method = parsed.GetValue(method),
                IsTimed = !parsed.GetValue(noTiming),
            };
            var bench = new ExplainBench(plan);
            TextWriter output = parsed.InvocationConfiguration.Output;
            foreach (string path in parsed.GetValue(models)!)
            {
                ExplainReport report = bench.Measure(path, stop);
                await output.WriteLineAsync(parsed.GetValue(json) ? ExplainReportText.AsJson(report, plan) : ExplainReportText.InWords(report));
            }

            if (!parsed.GetValue(json))
                await output.WriteLineAsync(ExplainReportText.Caution);
            return ExitCode.Success;
        });

        return explain;
    }
}
