using BirbCam.Onnx.Analysis;
using BirbCam.Onnx.Format;
using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Head;
using BirbCam.Onnx.Layers;

namespace BirbCam.Onnx;

/// <summary>
/// What it takes to explain a classifier, found out once when it is loaded: which layer is a map of the picture, and a second model that turns what the
/// user's model left behind there, and a one-hot seed, into ∂logit/∂activation. The user's own model only gets inner tensors as additional
/// outputs and serves every picture; the second one is run only for what is explained.
/// </summary>
/// <remarks>
/// Where an operator has no gradient rule, <see cref="Backward"/> is null and <see cref="Head"/> is what comes after the layer, for measuring channel
/// weights by perturbation. Where no layer is a map of the picture, both are null. <see cref="WhyNotExact"/> says why in either case; and also where
/// there is a derivative which the self-check doubts.
/// </remarks>
public sealed record ExplainableModel
{
    /// <summary>In place of a layer's name: the last one that is a map of the picture.</summary>
    public const string AutomaticLayer = "auto";

    /// <summary>In place of a layer's name: the last one with more places than the automatic one.</summary>
    public const string FinerLayer = "finer";

    /// <summary>
    /// A gradient is called exact where the self-check finds less. Wrong rules are off by tenths and more; kinks of deep layers and the float's own
    /// rounding were never seen above a hundredth.
    /// </summary>
    internal const double LargestError = 0.02;

    /// <summary>The input, with the shape that the model was loaded for.</summary>
    public required TensorInfo Input { get; init; }

    /// <summary>The output that was named, as the user's model makes it.</summary>
    public required TensorInfo Output { get; init; }

    /// <summary>The logits: what the gradient is taken of. The same as <see cref="Output"/> where the model ends with them.</summary>
    public required TensorInfo Score { get; init; }

    /// <summary>The operator that makes <see cref="Output"/> of <see cref="Score"/>: Sigmoid, Softmax or LogSoftmax; null where they are the same.</summary>
    public required string? FinalActivation { get; init; }

    /// <summary>All layers that everything passes through and that are maps of the picture, first to last: what a user may name instead.</summary>
    public required IReadOnlyList<MapLayer> Maps { get; init; }

    /// <summary>The explained layer; null where the model has none and none was named.</summary>
    public required MapLayer? Target { get; init; }

    /// <summary>Whether the explained layer is as deep as the automatic one, or deeper: plain Grad-CAM is sound there, and loses on finer ones.</summary>
    public required bool IsLastLayer { get; init; }

    /// <summary>The derivative; null where there is none.</summary>
    public BackwardModel? Backward { get; init; }

    /// <summary>What comes after the layer, where there is no derivative; else null.</summary>
    public HeadModel? Head { get; init; }

    /// <summary>One line; null where the gradient is exact.</summary>
    public string? WhyNotExact { get; init; }

    /// <summary>Median relative error of the gradient against central differences through the model's own operators; null where it was not checked.</summary>
    public double? SelfCheckError { get; init; }

    public int ClassCount => Score.ElementCount;

    /// <summary>Each tensor that an explanation needs of the forward run, once: logits, layer, and what the second model reads. The input is not among them.</summary>
    public IReadOnlyList<string> ForwardOutputs
    {
        get
        {
            IEnumerable<string> explained = Target is null ? [] : [Target.Name, .. Backward?.Saved ?? Head?.Saved ?? []];
            return [.. explained.Prepend(Score.Name).Where(name => name != Input.Name).Distinct()];
        }
    }

    /// <summary>The user's bytes, with <see cref="ForwardOutputs"/> among the outputs. Ask for outputs by name: a run without names computes them all.</summary>
    /// <param name="file">The one that this was built from.</param>
    public byte[] Forward(ModelFile file) => AppendOutputs.To(file.Bytes.Span, file.Graph, ForwardOutputs);

    /// <summary>Runs the model once, chooses the layer, differentiates what comes after it, and checks the result.</summary>
    /// <param name="inputShape">Batch of one; sizes that the model fixes must agree.</param>
    /// <param name="inputName">Null for the only one.</param>
    /// <param name="outputName">Null for the first.</param>
    /// <param name="layer"><see cref="AutomaticLayer"/>, <see cref="FinerLayer"/>, or the name of a tensor or node.</param>
    /// <exception cref="OnnxFormatException">The model does not fit these names and this shape, has no such layer, or ONNX Runtime refuses it.</exception>
    public static ExplainableModel Build(ModelFile file, int[] inputShape, string? inputName, string? outputName, string layer = AutomaticLayer)
    {
        TensorInfo input = FindInput(file.Graph, inputName, inputShape);
        TensorInfo output = file.Graph.Outputs.FirstOrDefault(output => outputName is null || output.Name == outputName)
            ?? throw new OnnxFormatException($"the model has no output '{outputName}', only {Names(file.Graph.Outputs)}");
        return new ModelAnalysis(file, input, output.Name).Explain(layer);
    }

    private static TensorInfo FindInput(OnnxGraph graph, string? name, int[] shape)
    {
        if (graph.Inputs.Count == 0)
            throw new OnnxFormatException("the model has no input: a classifier of pictures has one");

        TensorInfo declared = graph.Inputs.FirstOrDefault(input => name is null || input.Name == name)
            ?? throw new OnnxFormatException($"the model has no input '{name}', only {Names(graph.Inputs)}");
        if (graph.Inputs.Count > 1)
            throw new OnnxFormatException($"the model wants {graph.Inputs.Count} inputs ({Names(graph.Inputs)}); a classifier of pictures has one");
        if (!declared.Type.IsReal() && declared.Type != ElementType.UInt8)
            throw new OnnxFormatException($"the input '{declared.Name}' takes {declared.Type}, neither real numbers nor bytes");

        // A model may leave out the whole shape; it is then found out by the run.
        bool fits = declared.Shape.Count == 0 || declared.Shape.Count == shape.Length && declared.Shape.Zip(shape).All(size => size.First < 0 || size.First == size.Second);
        if (!fits)
            throw new OnnxFormatException($"the input is {declared}, which does not fit [{string.Join(", ", shape)}]");
        return shape is not [> 1, ..] ? declared with { Shape = shape } : throw new OnnxFormatException($"the input takes {shape[0]} pictures at once: export the model for one");
    }

    private static string Names(IEnumerable<TensorInfo> tensors) => string.Join(", ", tensors.Select(tensor => $"'{tensor.Name}'"));
}
