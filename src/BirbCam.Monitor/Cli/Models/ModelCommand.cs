using System.CommandLine;
using System.Globalization;
using BirbCam.Onnx;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Cli.Models;

/// <summary><c>birbcam model inspect</c>: what is in a model file, and which of its layers can be explained.</summary>
internal static class ModelCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "an ONNX model, with or without a card beside it" };
        var inspect = new Command("inspect", "Show what a model takes, gives and can be asked to explain.") { file };
        inspect.SetAction(async (parsed, _) =>
        {
            string path = parsed.GetValue(file)!;
            if (!File.Exists(path))
                throw new UsageException($"{path} does not exist");

            TextWriter output = parsed.InvocationConfiguration.Output;
            try
            {
                await DescribeFileAsync(ModelDescription.Of(ModelFile.Read(path)), output);
            }
            catch (OnnxFormatException damaged)
            {
                throw new ModelException($"{path}: {damaged.Message}", damaged);
            }

            if (!File.Exists(ModelCard.PathBeside(path)))
            {
                await output.WriteLineAsync($"no card at {ModelCard.PathBeside(path)}: without one the model cannot be run");
                return;
            }

            using Classifier classifier = Classifier.Load(path, threads: 1);
            await DescribeCardAsync(classifier, output);
        });

        return new Command("model", "Look at models, and import them.") { inspect, ModelImportCommand.Create() };
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
            await output.WriteLineAsync($"no gradient for {string.Join(", ", model.WithoutGradient)}: layers before these cannot be explained");
    }

    private static async Task DescribeCardAsync(Classifier classifier, TextWriter output)
    {
        ModelCard card = classifier.Card;
        await output.WriteLineAsync($"card       {card.Name} {card.Version}, {card.Activation.ToString().ToLowerInvariant()}");
        foreach (string label in card.Labels)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"label      {label}, accepted from {card.Thresholds[label]:0.00}"));
        await output.WriteLineAsync($"layers     {string.Join("\n           ", classifier.Model.Maps)}");
        await output.WriteLineAsync($"explained  {classifier.Model.Target}");
        await output.WriteLineAsync(card.Golden is null ? "golden     none on the card" : "golden     the known answer comes out");
    }
}
