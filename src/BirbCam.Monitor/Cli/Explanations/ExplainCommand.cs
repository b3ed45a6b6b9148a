using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Cli.Explanations;

/// <summary><c>birbcam explain</c>: why the model says what it says of pictures, as the ancestor drew it; or of a tensor, in bare numbers.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        Argument<string[]> images = SharedOptions.Images();
        images.Arity = ArgumentArity.ZeroOrMore;
        Option<PixelRect?> region = SharedOptions.Region();
        Option<string> model = SharedOptions.Model();
        Option<bool> json = SharedOptions.Json();
        var label = new Option<string[]>("--label") { Description = "a label to explain; may be given again [default: those that were called, or the most probable one]" };
        var against = new Option<string?>("--vs") { Description = "show what speaks for the label rather than for this one (with --tensor: the class of this index)" };
        Option<CamMethod?> method = SharedOptions.Method("the card's, or what is best at the layer");
        var layer = new Option<string?>("--layer") { Description = "a tensor or node of the model, auto, or finer [default: the card's]" };
        var folder = new Option<string>("--out") { Description = "folder for the drawings", DefaultValueFactory = _ => "." };
        var overlay = new Option<bool>("--overlay") { Description = "draw the picture under the heatmap only, at its own size" };
        var counter = new Option<bool>("--counter") { Description = "show what speaks against the label instead" };
        var positive = new Option<bool>("--positive") { Description = "colour only what speaks for the label" };
        var raw = new Option<string?>("--raw") { Description = "folder for activation.npy, gradient.npy, cam.npy and logits.npy of the first label (several pictures: one folder each in it)" };
        var tensor = new Option<string?>("--tensor") { Description = "in place of pictures: an .npy file with the ready input, float32; the model needs no card" };
        var index = new Option<int?>("--class")
        {
            Description = "with --tensor: the class to explain, from 0 [default: the one of the largest logit]",
            CustomParser = ParseClass,
        };

        var command = new Command("explain", "Draw why the model says what it says of pictures.")
        {
            images, region, label, against, method, layer, folder, overlay, positive, counter, raw, tensor, index, model, json,
        };
        command.Validators.Add(parsed =>
        {
            // Results, not values: what was written twice has none, and is told so by its own option.
            bool isTensor = parsed.GetResult(tensor) is not null;
            if (isTensor == (parsed.GetResult(images) is { Tokens.Count: > 0 }))
                parsed.AddError("name pictures, or an array with --tensor");
            else if (isTensor && (parsed.GetResult(label) is not null || parsed.GetResult(region) is not null || parsed.GetResult(folder) is { Implicit: false }))
                parsed.AddError("--label, --region and --out are about pictures: a tensor has --class and --raw");
            else if (isTensor && (IsGiven(overlay) || IsGiven(counter) || IsGiven(positive)))
                parsed.AddError("--overlay, --counter and --positive are about drawings: a tensor has its map in --raw");
            else if (parsed.GetResult(raw) is { Tokens: [Token named, ..] } && string.IsNullOrWhiteSpace(named.Value))
                parsed.AddError("--raw is empty: name a folder for the arrays");
            else if (!isTensor && parsed.GetResult(index) is not null)
                parsed.AddError("--class is about a tensor: pictures have --label");

            bool IsGiven(Option<bool> option) => parsed.GetResult(option) is { Implicit: false };
        });
        command.SetAction(async (parsed, stop) =>
        {
            await SharedOptions.LetSignalsThrough();
            var choice = new ExplainChoices(
                parsed.GetValue(model)!, parsed.GetValue(layer), parsed.GetValue(method), parsed.GetValue(against), parsed.GetValue(raw), parsed.GetValue(json),
                parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(tensor) is string array)
                await TensorExplanation.RunAsync(choice, array, parsed.GetValue(index));
            else
                await new PictureExplanation(choice, parsed.GetValue(label)!, new DrawingChoice(
                    parsed.GetValue(overlay), parsed.GetValue(counter), parsed.GetValue(positive) ? HeatmapScale.PositivePart : HeatmapScale.OwnRange))
                    .RunAsync(parsed.GetValue(images)!, parsed.GetValue(region), parsed.GetValue(folder)!, stop);
            return ExitCode.Success;
        });
        return command;
    }

    private static int? ParseClass(ArgumentResult argument)
    {
        string text = argument.Tokens.Single().Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            return index;

        argument.AddError($"--class '{text}' is no class: give its index, from 0");
        return null;
    }
}

/// <summary>What pictures and tensors have in common.</summary>
/// <param name="Layer">Null for the card's, or the automatic one.</param>
/// <param name="Method">Null for the card's, or the best at the layer.</param>
/// <param name="Against">Null for a label by itself.</param>
/// <param name="Raw">Null where no arrays are wanted.</param>
/// <param name="IsJson">One JSON object for each explained picture, instead of sentences.</param>
internal sealed record ExplainChoices(
    string ModelPath, string? Layer, CamMethod? Method, string? Against, string? Raw, bool IsJson, TextWriter Output, TextWriter Error);
