using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using BirbCam.Onnx;
using BirbCam.Onnx.Analysis;
using BirbCam.Onnx.Layers;
using BirbCam.Onnx.Probing;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;

namespace BirbCam.Monitor.Cli.Models;

/// <summary><c>birbcam model validate</c>: whether a model computes here what it did where it was made, whether its gradient is right, and how long it takes.</summary>
internal static class ModelValidateCommand
{
    /// <summary>The median of these bears a machine that does something else now and then.</summary>
    private const int Runs = 15;

    /// <summary>Nobody waits longer for a figure; a network that takes seconds is timed by fewer runs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        Argument<string> file = NamedModel.Argument();
        Option<int[]?> shape = NamedModel.InputShape();
        var command = new Command("validate", "Try a model here: its known answer, its gradient, its speed.") { file, shape };
        command.SetAction(async (parsed, _) =>
        {
            await SharedOptions.LetSignalsThrough();
            TextWriter output = parsed.InvocationConfiguration.Output;
            NamedModel named = NamedModel.Read(parsed.GetValue(file)!);

            // Nothing that an earlier run found out counts here: both ways look at the model anew, and once.
            ExplainableModel model = await CheckCardAsync(named, output) ?? named.Explain(named.ShapeOr(parsed.GetValue(shape)), new AnalysisCache(folder: null));
            await CheckGradientAsync(model, output);
            await TimeAsync(named.File, model, output);
            return ExitCode.Success;
        });
        return command;
    }

    /// <returns>What was found out on the way; null where there is no card.</returns>
    private static async Task<ExplainableModel?> CheckCardAsync(NamedModel named, TextWriter output)
    {
        if (named.Card is null)
        {
            await output.WriteLineAsync($"card       none at {ModelCard.PathBeside(named.Path)}");
            return null;
        }

        // Loading checks the hash and the golden vector, and says what is wrong.
        using Classifier classifier = Classifier.Load(named.Path, threads: 1);
        await output.WriteLineAsync($"card       belongs to the model, SHA-256 {named.Card.Sha256}");
        await output.WriteLineAsync(named.Card.Golden is null ? "golden     none on the card: nothing says that the model computes the same everywhere" : "golden     the known answer comes out");
        return classifier.Model;
    }

    private static async Task CheckGradientAsync(ExplainableModel model, TextWriter output)
    {
        string verdict = model switch
        {
            { Target: null } => $"none: {model.WhyNotExact}",
            { WhyNotExact: string reason } => $"not exact: {reason}",
            { SelfCheckError: double error } => string.Create(CultureInfo.InvariantCulture, $"exact; fits the model's own differences within {error:0.0e+0}"),
            _ => "exact by its rules, and not held against differences: the model answers no numbers here, or what comes after the layer cannot be run alone",
        };
        await output.WriteLineAsync($"gradient   {verdict}");
        if (model.Target is MapLayer target)
            await output.WriteLineAsync($"layer      {target}");
    }

    private static async Task TimeAsync(ModelFile file, ExplainableModel model, TextWriter output)
    {
        using var network = new Network(file, model, Ramp.Of(model.Input.ElementCount), threads: 1);
        using ForwardPass pass = network.NewPass();
        double forward = Milliseconds(() => network.Run(default, pass));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"forward    {forward:0.00} ms on one thread"));
        if (model.Target is null)
            return;

        using var explainer = new Explainer(model, Explainer.DefaultMethod(model));
        double explain = Milliseconds(() => explainer.Explain(pass, 0, "0"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"explain    {explain:0.00} ms for one label, {100 * explain / forward:0.0} % of a forward run"));
    }

    /// <summary>Median of some runs after one to warm up.</summary>
    private static double Milliseconds(Action act)
    {
        act();
        long began = Stopwatch.GetTimestamp();
        List<double> times = [];
        while (times.Count < Runs && (times.Count == 0 || Stopwatch.GetElapsedTime(began) < Patience))
        {
            long start = Stopwatch.GetTimestamp();
            act();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
