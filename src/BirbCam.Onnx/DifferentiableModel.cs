using BirbCam.Onnx.Format;
using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Layers;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx;

/// <summary>
/// A classifier and its derivative, as two models. <see cref="Forward"/> is the user's model with inner tensors as additional outputs and serves every
/// picture; <see cref="Backward"/> turns what it left behind and a one-hot seed into ∂logit/∂activation, and is run only for what is explained.
/// </summary>
public sealed class DifferentiableModel
{
    private DifferentiableModel(ModelFile file, Layers layers, BackwardModel backward)
    {
        Description = ModelDescription.Of(file.Graph);
        ExternalFolder = file.ExternalFolder;
        Input = layers.Input;
        Output = layers.Output;
        Score = layers.Score;
        FinalActivation = layers.FinalActivation;
        Target = layers.Target;
        Maps = layers.Maps;

        Backward = backward.Model;
        SavedTensors = backward.Saved;
        SeedInput = backward.Seed;
        GradientOutput = backward.Output;

        HashSet<string> declared = [.. file.Graph.Outputs.Select(output => output.Name)];
        Forward = AppendOutputs.To(file.Bytes, ForwardOutputs.Where(name => !declared.Contains(name)));
    }

    /// <summary>The user's bytes, with <see cref="ForwardOutputs"/> among its outputs. Ask for outputs by name: a run without names computes them all.</summary>
    public byte[] Forward { get; }

    /// <summary>Reads <see cref="SavedTensors"/> and <see cref="SeedInput"/>, gives <see cref="GradientOutput"/>.</summary>
    public byte[] Backward { get; }

    /// <summary>
    /// The folder of weights that lie outside the model's file, else null. A session that is made from <see cref="Forward"/> needs it as its
    /// configuration entry <c>session.model_external_initializers_file_folder_path</c>.
    /// </summary>
    public string? ExternalFolder { get; }

    /// <summary>The input, with the shape that the model was loaded for.</summary>
    public TensorInfo Input { get; }

    /// <summary>The output that was named, as the user's model makes it.</summary>
    public TensorInfo Output { get; }

    /// <summary>The logits: what the gradient is taken of. The same as <see cref="Output"/> where the model ends with them.</summary>
    public TensorInfo Score { get; }

    /// <summary>The operator that makes <see cref="Output"/> of <see cref="Score"/>: Sigmoid, Softmax or LogSoftmax; null where they are the same.</summary>
    public string? FinalActivation { get; }

    /// <summary>The explained layer: [1, channels, h, w].</summary>
    public TensorInfo Target { get; }

    /// <summary>All layers that everything passes through and that are maps of the picture, first to last: what a user may name instead.</summary>
    public IReadOnlyList<TensorInfo> Maps { get; }

    public int ClassCount => Score.ElementCount;

    /// <summary>What the backward model reads of the forward one, under the same names; nothing else. Often empty for the last layer.</summary>
    public IReadOnlyList<string> SavedTensors { get; }

    /// <summary>Each tensor that an explanation needs, once: logits, target, saved.</summary>
    public IReadOnlyList<string> ForwardOutputs => [.. new[] { Score.Name, Target.Name }.Concat(SavedTensors).Distinct()];

    /// <summary>Input of the backward model in the shape of <see cref="Score"/>: one at the class that is explained, else zero.</summary>
    public string SeedInput { get; }

    /// <summary>Output of the backward model in the shape of <see cref="Target"/>.</summary>
    public string GradientOutput { get; }

    public ModelDescription Description { get; }

    /// <summary>Reads a model and differentiates it between one layer and the score.</summary>
    /// <param name="inputShape">Batch of one; sizes that the model fixes must agree.</param>
    /// <param name="targetTensor">The layer to explain; null for the last one that is a map of the picture.</param>
    /// <exception cref="OnnxFormatException">Not an ONNX model, a damaged one, or one that does not fit these names and this shape.</exception>
    /// <exception cref="UnsupportedOperatorException">An operator between layer and score has no gradient rule.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DifferentiableModel Load(string path, int[] inputShape, string inputName, string outputName, string? targetTensor = null)
    {
        ModelFile file = ModelFile.Read(path);
        OnnxGraph graph = file.Graph;
        TensorInfo input = FindInput(graph, inputName, inputShape);
        if (graph.Outputs.All(output => output.Name != outputName))
            throw new OnnxFormatException($"the model has no output '{outputName}', only {Names(graph.Outputs)}");

        ProbeResult probe = Probe.Run(file.Bytes, file.ExternalFolder, graph, input);
        Layers layers = FindLayers(graph, probe, input, outputName, targetTensor);
        return new DifferentiableModel(file, layers, ReverseMode.Differentiate(graph, probe, layers.Score.Name, layers.Target.Name));
    }

    private static TensorInfo FindInput(OnnxGraph graph, string name, int[] shape)
    {
        TensorInfo declared = graph.Inputs.FirstOrDefault(input => input.Name == name)
            ?? throw new OnnxFormatException($"the model has no input '{name}', only {Names(graph.Inputs)}");
        if (graph.Inputs.Count > 1)
            throw new OnnxFormatException($"the model wants {graph.Inputs.Count} inputs ({Names(graph.Inputs)}); a classifier of pictures has one");
        if (declared.Type != ElementType.Float)
            throw new OnnxFormatException($"the input '{name}' takes {declared.Type}, not float");

        // A model may leave out the whole shape; it is then found out by the run.
        bool fits = declared.Shape.Count == 0 || declared.Shape.Count == shape.Length && declared.Shape.Zip(shape).All(size => size.First < 0 || size.First == size.Second);
        return fits ? declared with { Shape = shape } : throw new OnnxFormatException($"the input is {declared}, which does not fit [{string.Join(", ", shape)}]");
    }

    private static Layers FindLayers(OnnxGraph graph, ProbeResult probe, TensorInfo input, string outputName, string? targetTensor)
    {
        (string logits, string? activation) = ScoreTensor.Of(graph, outputName);
        TensorInfo score = probe[logits];
        if (score.Type != ElementType.Float || score.Shape.Count(size => size != 1) > 1)
            throw new OnnxFormatException($"the output is no list of scores, one for each class: {score}");

        IReadOnlyList<TensorInfo> maps = TargetSelection.Maps(graph, probe, Cuts.Between(graph, probe, input.Name, logits));
        TensorInfo target = targetTensor is null
            ? TargetSelection.Choose(graph, maps, logits)
            : TargetSelection.Named(probe, targetTensor);
        return new Layers(input, probe[outputName], score, activation, target, maps);
    }

    private static string Names(IEnumerable<TensorInfo> tensors) => string.Join(", ", tensors.Select(tensor => $"'{tensor.Name}'"));

    private sealed record Layers(
        TensorInfo Input, TensorInfo Output, TensorInfo Score, string? FinalActivation, TensorInfo Target, IReadOnlyList<TensorInfo> Maps);
}
