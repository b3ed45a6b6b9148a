using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using BirbCam.Onnx;
using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Monitor.Cli.Explanations;

/// <summary>Explains a model on an input that is ready: no picture, no card, nothing between the numbers of who asks and the model's.</summary>
internal static class TensorExplanation
{
    /// <param name="array">An .npy file in the shape of the model's input.</param>
    /// <param name="wanted">The class to explain; null for the one of the largest logit.</param>
    public static async Task RunAsync(ExplainChoices choice, string array, int? wanted)
    {
        Npy tensor = ReadTensor(array);
        if (!File.Exists(choice.ModelPath))
            throw new UsageException($"{choice.ModelPath} does not exist");

        ModelFile file;
        ExplainableModel model;
        try
        {
            file = ModelFile.Read(choice.ModelPath);
            model = SharedOptions.Cache().Build(file, tensor.Shape, inputName: null, outputName: null, choice.Layer ?? ExplainableModel.AutomaticLayer);
        }
        catch (OnnxFormatException unfit)
        {
            throw new ModelException($"{choice.ModelPath}: {unfit.Message}", unfit);
        }

        CamMethod method = choice.Method ?? Explainer.DefaultMethod(model);
        using var network = new Network(file, model, tensor.Values, threads: 1);
        using ForwardPass pass = network.NewPass();
        using var explainer = new Explainer(model, method);
        network.Run(default, pass);

        int index = wanted ?? TensorPrimitives.IndexOfMax(pass.Logits);
        Explanation explanation = Explain(explainer, pass, CheckClass(index, "--class", model), choice.Against, model);
        if (choice.Raw is not null)
            RawArrays.Write(choice.Raw, model, pass, explainer, explanation);
        if (Explainer.WarningOf(model, method) is string warning)
            await choice.Error.WriteLineAsync($"birbcam: {warning}");
        if (!TensorPrimitives.IsFiniteAll<float>(pass.Logits))
            await choice.Error.WriteLineAsync("birbcam: a logit is no finite number, and so the map says nothing: the input or the weights hold NaN or too large values");
        await choice.Output.WriteLineAsync(choice.IsJson ? AsJson(array, model, pass, index, explanation) : InWords(array, model, pass, index, explanation));
    }

    private static Npy ReadTensor(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path} does not exist");
        try
        {
            return Npy.Read(path);
        }
        catch (InvalidDataException wrong)
        {
            throw new UsageException($"{path}: {wrong.Message}");
        }
    }

    private static Explanation Explain(Explainer explainer, ForwardPass pass, int index, string? against, ExplainableModel model)
    {
        string name = index.ToString(CultureInfo.InvariantCulture);
        if (against is null)
            return explainer.Explain(pass, index, name);
        if (!int.TryParse(against, NumberStyles.None, CultureInfo.InvariantCulture, out int other))
            throw new UsageException($"--vs '{against}' is no class: with --tensor give its index, from 0");
        if (other == index)
            throw new UsageException($"--vs {against} is the class itself: name another one to hold it against");
        return explainer.Contrast(pass, index, name, CheckClass(other, "--vs", model), against);
    }

    private static int CheckClass(int index, string option, ExplainableModel model)
        => index >= 0 && index < model.ClassCount
            ? index
            : throw new UsageException($"{option} {index}: the model has the classes 0 to {model.ClassCount - 1}");

    private static string InWords(string array, ExplainableModel model, ForwardPass pass, int index, Explanation explanation)
    {
        string check = explanation.SelfCheckError is double error ? string.Create(CultureInfo.InvariantCulture, $"self-check {error:0.0e+0}") : "not checked";
        string exactness = explanation.IsExact ? $"exact ({check})" : $"not exact: {model.WhyNotExact}";
        string explained = explanation.Completeness is Completeness share ? $"; the layer accounts for {share.Explained:0.00} of {share.Logit:0.00}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{array}: class {index}, logit {pass.Logits[index]:0.0000}; {CamMethods.WordOf(explanation.Method)} at {model.Target}; {exactness}; from {explanation.Weakest:0.0000} to {explanation.Strongest:0.0000}{explained}");
    }

    private static string AsJson(string array, ExplainableModel model, ForwardPass pass, int index, Explanation explanation) => JsonSerializer.Serialize(new
    {
        tensor = array,
        @class = index,
        against = explanation.Against,
        logits = pass.Logits.ToArray().Select(logit => float.IsFinite(logit) ? logit : (float?)null),
        method = CamMethods.WordOf(explanation.Method),
        layer = explanation.Layer,
        shape = model.Target!.Tensor.Shape,
        grid = new[] { explanation.Width, explanation.Height },
        exact = explanation.IsExact,
        why_not_exact = model.WhyNotExact,
        self_check_error = Finite(explanation.SelfCheckError),
        strongest = explanation.Strongest,
        weakest = explanation.Weakest,
        spread = explanation.Spread,
        counter_share = explanation.CounterShare,
        explained = Finite(explanation.Completeness?.Explained),
        logit = Finite(explanation.Completeness?.Logit),
    });

    /// <summary>An overflow is no JSON: then nothing is known.</summary>
    private static double? Finite(double? value) => value is double number && double.IsFinite(number) ? number : null;
}
