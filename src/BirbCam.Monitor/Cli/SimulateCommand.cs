using System.CommandLine;
using System.CommandLine.Parsing;
using BirbCam.Monitor.Simulation;

namespace BirbCam.Monitor.Cli;

/// <summary><c>birbcam simulate</c>: pictures of many simulated balconies with the truth about them, for training and for looking at.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var folder = new Option<DirectoryInfo>("--out") { Description = "folder for the pictures and truth.jsonl", Required = true };
        var count = SharedOptions.Bounded("--count", "how many pictures", 200, 1, 1_000_000);
        var seed = SharedOptions.Bounded("--seed", "other seeds give other balconies and visits", 1, 0, 20_000);
        var perScene = SharedOptions.Bounded("--per-scene", "pictures of one balcony before the next is built", 8, 1, 10_000);
        var width = SharedOptions.Bounded("--width", "pixels", 640, 64, 3840);
        var height = SharedOptions.Bounded("--height", "pixels", 480, 64, 2160);
        var empty = SharedOptions.Bounded("--empty", "percent of the pictures that show nobody", 25, 0, 100);
        var format = new Option<string>("--format") { Description = "jpg or png", DefaultValueFactory = _ => "jpg" };
        format.Validators.Add(result =>
        {
            if (result.Tokens is [Token written, ..] && written.Value is not ("jpg" or "png"))
                result.AddError($"--format {written.Value}: jpg or png is wanted");
        });

        var command = new Command("simulate", "Draw pictures of simulated balconies, with the truth about them.")
        {
            folder, count, seed, perScene, width, height, empty, format,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var sampler = new SceneSampler(new SamplingPlan
            {
                Count = parsed.GetValue(count),
                Seed = parsed.GetValue(seed),
                PerScene = parsed.GetValue(perScene),
                Width = parsed.GetValue(width),
                Height = parsed.GetValue(height),
                EmptyPercent = parsed.GetValue(empty),
                Format = parsed.GetValue(format)!,
            });
            DirectoryInfo target = parsed.GetValue(folder)!;
            await sampler.WriteAsync(target, stop);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{parsed.GetValue(count)} pictures and {SceneSampler.TruthFile} in {target.FullName}");
        });
        return command;
    }
}
