using System.CommandLine;
using System.Globalization;
using BirbCam.Onnx;
using BirbCam.Onnx.Layers;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Cli.Models;

/// <summary><c>birbcam model inspect</c>: what is in a model file, and which of its layers can be explained.</summary>
internal static class ModelInspectCommand
{
    public static Command Create()
    {
        Argument<string> file = NamedModel.Argument();
        Option<int[]?> shape = NamedModel.InputShape();
        var command = new Command("inspect", "Show what a model takes, gives and can be asked to explain.") { file, shape };
        command.SetAction(async (parsed, _) =>
        {
            await SharedOptions.LetSignalsThrough();
            TextWriter output = parsed.InvocationConfiguration.Output;
            NamedModel named = NamedModel.Read(parsed.GetValue(file)!);
            await DescribeFileAsync(named.Description, output);
            await DescribeLayersAsync(named.Explain(named.ShapeOr(parsed.GetValue(shape)), SharedOptions.Cache()), output);
            await DescribeCardAsync(named, output);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task DescribeFileAsync(ModelDescription model, TextWriter output)
    {
        await output.WriteLineAsync($"opset      {model.Opset}");
        foreach (TensorInfo input in model.Inputs)
            await output.WriteLineAsync($"input      {input}");
        foreach (TensorInfo result in model.Outputs)
            await output.WriteLineAsync($"output     {result}");
        await output.WriteLineAsync($"operators  {string.Join(", ", model.Operators.Select(pair => $"{pair.Key} × {pair.Value}"))}");
        if (model.WithoutGradient.Count > 0)
            await output.WriteLineAsync($"no rule    {string.Join(", ", model.WithoutGradient)}: matters only where one carries values from the explained layer to the logits");
    }

    private static async Task DescribeLayersAsync(ExplainableModel model, TextWriter output)
    {
        string ending = model.FinalActivation is string activation ? $"logits {model.Score.Name}, then {activation}" : "logits, or what the card says";
        await output.WriteLineAsync($"head       {model.ClassCount} classes: {ending}");
        if (model.Maps.Count > 0)
            await output.WriteLineAsync($"layers     {string.Join("\n           ", model.Maps)}");
        if (model.Target is not MapLayer target)
        {
            await output.WriteLineAsync($"explained  not: {model.WhyNotExact} (explain.layer in the card, or explain --layer)");
            return;
        }

        await output.WriteLineAsync($"explained  {target}");
        string check = model.SelfCheckError is double error ? string.Create(CultureInfo.InvariantCulture, $"; the gradient fits the model's own differences within {error:0.0e+0}") : "";
        await output.WriteLineAsync(model.WhyNotExact is string reason ? $"gradient   not exact: {reason}" : $"gradient   exact{check}");
    }

    private static async Task DescribeCardAsync(NamedModel named, TextWriter output)
    {
        if (named.Card is not ModelCard card)
        {
            await output.WriteLineAsync($"card       none at {ModelCard.PathBeside(named.Path)}: without one the model explains tensors (explain --tensor) and no pictures");
            return;
        }

        // Loading it holds the card against the model: a wrong one is not described.
        using Classifier classifier = Classifier.Load(named.Path, threads: 1, layer: null, SharedOptions.Cache());
        await output.WriteLineAsync($"card       {card.Name} {card.Version}, {card.Activation.ToString().ToLowerInvariant()}");
        foreach (string label in card.Labels)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"label      {label}, accepted from {card.Thresholds[label]:0.00}"));
        await output.WriteLineAsync(card.Golden is null ? "golden     none on the card" : "golden     the known answer comes out");
    }
}
