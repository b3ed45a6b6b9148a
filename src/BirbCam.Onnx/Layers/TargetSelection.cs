using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Layers;

/// <summary>Chooses the layer whose activations are explained.</summary>
internal sealed class TargetSelection
{
    /// <summary>Operators that summarise or rearrange a map; the layer before them is the one that saw the picture.</summary>
    private static readonly HashSet<string> Summaries =
    [
        "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "Resize", "Upsample",
        "ReduceMean", "ReduceSum", "ReduceMax", "ReduceL2", "Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout", "Cast",
        "Pad", "Expand", "Tile",

        // A generalised mean raises the map to a power before it takes the mean.
        "Pow",
    ];

    private static readonly HashSet<string> Weighing = ["Conv", "ConvTranspose", "Gemm", "MatMul", "Einsum", "FusedConv", "QLinearConv", "ConvInteger"];

    private readonly OnnxGraph _graph;
    private readonly ProbeResult _probe;
    private readonly IReadOnlyDictionary<string, AxisRoles> _roles;
    private readonly MapLayer[] _seeing;
    private readonly HashSet<string> _classMaps;

    /// <param name="cuts">In the order in which they are computed.</param>
    public TargetSelection(OnnxGraph graph, ProbeResult probe, TensorInfo picture, string score, IReadOnlyList<string> cuts)
    {
        _graph = graph;
        _probe = probe;
        _roles = AxisRoles.Follow(graph, probe, picture);
        _classMaps = ClassMaps(graph, probe, score);
        Maps = [.. cuts.Select(cut => _roles.TryGetValue(cut, out AxisRoles? roles) ? MapLayer.Of(probe[cut], roles) : null).OfType<MapLayer>()];
        HashSet<string> weighed = Weighed(graph);
        _seeing = [.. Maps.Where(map => weighed.Contains(map.Name) && !Summaries.Contains(graph.ProducerOf(map.Name)!.Op))];
    }

    /// <summary>The cuts that are maps of more than one place, in the order in which they are computed.</summary>
    public IReadOnlyList<MapLayer> Maps { get; }

    /// <summary>
    /// The last map that is neither a summary of another nor a map of the classes themselves, and whose places all count. Where all are maps of the
    /// classes, the last of them, unless it is one of tokens; null where there is none, and the layer has to be named.
    /// </summary>
    /// <param name="isSeen">
    /// Whether the score depends on the map's places at all. Asked of tokens only: after the last attention of a transformer with a class token, the
    /// others are still there and nobody looks at them.
    /// </param>
    public MapLayer? Last(Func<MapLayer, bool> isSeen)
        => _seeing.LastOrDefault(map => !_classMaps.Contains(map.Name) && (!IsTokens(map) || isSeen(map))) ?? _seeing.LastOrDefault(map => !IsTokens(map));

    /// <summary>The last map that has more places than the one that would be chosen; null where there is none.</summary>
    public MapLayer? FinerThan(MapLayer chosen) => _seeing.LastOrDefault(map => map.Places > chosen.Places);

    /// <summary>The layer of that name: a tensor, or the node that makes one.</summary>
    /// <exception cref="OnnxFormatException">The model has no such tensor, or it is no map.</exception>
    public MapLayer Named(string name)
    {
        string tensor = _probe.Has(name) ? name : _graph.Nodes.FirstOrDefault(node => node.Name == name)?.Outputs[0] ?? name;
        TensorInfo info = _probe[tensor];
        AxisRoles? roles = _roles.GetValueOrDefault(tensor) ?? Guess(info);
        return (roles is null ? null : MapLayer.Of(info, roles))
            ?? throw new OnnxFormatException(
                $"the tensor '{name}' is no map of the picture: its shape is [{string.Join(", ", info.Shape)}], not [1, channels, h, w] with more than one place, nor [1, tokens, channels] of a known grid");
    }

    private static bool IsTokens(MapLayer map) => map.Tensor.Shape.Count == 3;

    /// <summary>Whoever names a layer whose axes could not be followed knows what it is: four axes are channels first, three are the model's tokens.</summary>
    private AxisRoles? Guess(TensorInfo tensor)
    {
        if (tensor.Shape.Count == 4)
            return AxisRoles.ChannelsFirst;
        if (tensor.Shape is not [1, int tokens, _])
            return null;

        return _roles.Values.LastOrDefault(roles => roles.Rows > 0 && roles.TokensBefore + (roles.Rows * roles.Columns) == tokens) is AxisRoles grid
            ? grid with { Letters = $"N{AxisRoles.Token}{AxisRoles.Channel}" }
            : null;
    }

    /// <summary>All that some weights had a hand in: what comes before them is the picture itself, scaled perhaps.</summary>
    private static HashSet<string> Weighed(OnnxGraph graph)
    {
        HashSet<string> weighed = [];
        foreach (OnnxNode node in graph.Nodes.Where(node => Weighing.Contains(node.Op) || node.Reads.Any(weighed.Contains)))
            weighed.UnionWith(node.Outputs);
        return weighed;
    }

    /// <summary>
    /// The tensors after the last weights: a network that ends with a convolution to one channel for each class (SqueezeNet) has maps there, but
    /// their gradient is the same everywhere and tells nothing. Of several inputs the first that depends on the picture is followed; torch writes a bias
    /// before what it is added to.
    /// </summary>
    private static HashSet<string> ClassMaps(OnnxGraph graph, ProbeResult probe, string score)
    {
        HashSet<string> maps = [score];
        string? tensor = score;
        while (tensor is not null && graph.ProducerOf(tensor) is OnnxNode producer && !Weighing.Contains(producer.Op))
        {
            tensor = producer.Reads.FirstOrDefault(read => probe.ConstantOf(read) is null);
            if (tensor is not null)
                maps.Add(tensor);
        }

        return maps;
    }
}
