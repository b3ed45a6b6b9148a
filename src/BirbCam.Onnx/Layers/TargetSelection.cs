using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Layers;

/// <summary>Chooses the layer whose activations are explained.</summary>
internal static class TargetSelection
{
    /// <summary>Operators that summarise or rearrange a map; the layer before them is the one that saw the picture.</summary>
    private static readonly HashSet<string> Summaries =
    [
        "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "Resize", "Upsample",
        "ReduceMean", "ReduceSum", "ReduceMax", "ReduceL2", "Transpose", "Reshape", "Identity", "Dropout", "Cast",
    ];

    private static readonly HashSet<string> Weighing = ["Conv", "ConvTranspose", "Gemm", "MatMul", "Einsum"];

    /// <summary>The cuts that are maps, [1, channels, h, w] with more than one place, in the order in which they are computed.</summary>
    public static IReadOnlyList<TensorInfo> Maps(OnnxGraph graph, ProbeResult probe, IReadOnlyList<string> cuts)
    {
        HashSet<string> pictures = AxisRoles.ChannelsFirstTensors(graph, probe);
        return [.. cuts.Where(pictures.Contains).Select(cut => probe[cut]).Where(IsMap)];
    }

    /// <summary>The last map that is neither a summary of another nor a map of the classes themselves.</summary>
    /// <exception cref="OnnxFormatException">There is none: the layer has to be named.</exception>
    public static TensorInfo Choose(OnnxGraph graph, IReadOnlyList<TensorInfo> maps, string score)
    {
        TensorInfo[] seeing = [.. maps.Where(map => graph.ProducerOf(map.Name) is OnnxNode producer && !Summaries.Contains(producer.Op))];
        HashSet<string> classMaps = ClassMaps(graph, score);
        return seeing.LastOrDefault(map => !classMaps.Contains(map.Name))
            ?? seeing.LastOrDefault()
            ?? throw new OnnxFormatException("no layer of this model is a map of the picture that everything passes through: name one as explain.layer");
    }

    /// <exception cref="OnnxFormatException">The model has no such tensor, or it is no map.</exception>
    public static TensorInfo Named(ProbeResult probe, string name)
        => IsMap(probe[name])
            ? probe[name]
            : throw new OnnxFormatException($"the tensor '{name}' is no map of the picture: its shape is [{string.Join(", ", probe[name].Shape)}], not [1, channels, h, w]");

    /// <summary>
    /// The tensors after the last weights: a network that ends with a convolution to one channel for each class (SqueezeNet) has maps there, but
    /// their gradient is the same everywhere and tells nothing.
    /// </summary>
    private static HashSet<string> ClassMaps(OnnxGraph graph, string score)
    {
        HashSet<string> maps = [score];
        for (string tensor = score; graph.ProducerOf(tensor) is OnnxNode producer && !Weighing.Contains(producer.Op) && producer.HasInput(0);)
        {
            tensor = producer.Inputs[0];
            maps.Add(tensor);
        }

        return maps;
    }

    private static bool IsMap(TensorInfo tensor)
        => tensor.Type == ElementType.Float && tensor.Shape is [1, > 0, int height, int width] && (long)height * width > 1;
}
