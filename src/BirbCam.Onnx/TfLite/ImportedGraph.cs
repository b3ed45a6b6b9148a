using System.Globalization;
using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.TfLite;

/// <summary>A tensor of the graph that is being written.</summary>
/// <param name="Shape">As TFLite has it. Where it has four axes, batch, height, width and channels, the ONNX tensor is channels first.</param>
/// <param name="Bounds">What its elements are known to lie between.</param>
internal sealed record Wire(string Name, int[] Shape, Bounds Bounds)
{
    public int Count => Shapes.Count(Shape);

    public bool IsPicture => Shape.Length == 4;

    /// <summary>Whether the elements come in the same order with channels first as with channels last.</summary>
    public bool IsOrderless => !IsPicture || Shape[3] == 1 || Shape[1] * (long)Shape[2] == 1;
}

/// <summary>The ONNX model as it is written. Keeps account of what it would cost to hold and to run, and refuses what is no classifier's.</summary>
/// <param name="mostWeights">How many constant numbers the file can account for.</param>
internal sealed class ImportedGraph(long mostWeights)
{
    /// <summary>HardSwish came with 14, and no operator that is written here has changed since 13.</summary>
    private const int Opset = 17;

    /// <summary>Elements of all inner tensors together: ResNet-152 at 224² has 60 M. A run that looks at all of them then takes 1 GiB.</summary>
    private const long MostActivations = 1L << 28;

    /// <summary>Multiplications of a run: ResNet-152 at 224² needs 11.5 G. A Pi would be busy for half a minute with this many.</summary>
    private const long MostMultiplications = 200_000_000_000;

    private static readonly int[] ChannelsFirst = [0, 3, 1, 2];
    private static readonly int[] ChannelsLast = [0, 2, 3, 1];

    private readonly ProtoWriter _graph = new();
    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _taken = [];
    private int _numbered;
    private long _weights;
    private long _activations;
    private long _multiplications;

    /// <summary>How many nodes there are so far.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>The picture. Its pixels lie within the bounds of the file's own input.</summary>
    public Wire Input(string name, TfLiteTensor declared)
    {
        _taken.Add(name);
        _graph.Message(11, OnnxWriter.TensorInfo(name, ElementType.Float, Stored(declared.Shape)));
        return new Wire(name, declared.Shape, declared.Bounds);
    }

    /// <summary>A node of one output.</summary>
    /// <param name="shape">Of the output, as TFLite would have it.</param>
    public Wire Add(string op, int[] shape, Bounds bounds, IReadOnlyList<string> inputs, params OnnxAttribute[] attributes)
    {
        var made = new Wire(FreshName(op), shape, bounds);
        _nodes.Add(new Node(op, inputs, made.Name, attributes));
        _activations = Within(MostActivations, _activations + Elements(shape), "elements in its inner tensors");
        return made;
    }

    /// <summary>A constant as it is, without regard to channels.</summary>
    public string Constant(float[] values, params int[] shape)
    {
        _weights = Within(mostWeights, _weights + values.Length, "weights, many of them the same ones again and again");
        return Constant(OnnxTensor.Of(values, shape));
    }

    /// <summary>A list of integers: a shape, axes, paddings.</summary>
    public string Integers(IEnumerable<int> values)
    {
        long[] list = [.. values.Select(value => (long)value)];
        return Constant(OnnxTensor.Of(list, list.Length));
    }

    /// <summary>Counts the multiplications of a node.</summary>
    /// <param name="shape">Of its output.</param>
    /// <param name="forEach">Of each element of it.</param>
    public void Charge(int[] shape, int forEach)
        => _multiplications = Within(MostMultiplications, _multiplications + (Elements(shape) * forEach), "multiplications in a run");

    /// <summary>The same numbers, none beyond the bounds.</summary>
    public Wire Clip(Wire wire, Bounds bounds)
    {
        if (bounds.Holds(wire.Bounds))
            return wire;
        if (wire.Bounds.And(bounds) is { IsEmpty: true } nothing)
            throw new TfLiteFormatException($"damaged model: '{wire.Name}' would have to lie between {nothing.Low} and {nothing.High}");
        if (bounds == Bounds.Positive)
            return Add("Relu", wire.Shape, wire.Bounds.And(bounds), [wire.Name]);
        return Add("Clip", wire.Shape, wire.Bounds.And(bounds), [wire.Name, Constant(OnnxTensor.Of([bounds.Low])), Constant(OnnxTensor.Of([bounds.High]))]);
    }

    /// <summary>The same elements in the order in which TFLite has them, in another shape.</summary>
    public Wire Reshape(Wire wire, int[] shape)
    {
        if (wire.Shape.AsSpan().SequenceEqual(shape))
            return wire;

        Wire ordered = wire.IsOrderless ? wire : Add("Transpose", wire.Shape, wire.Bounds, [wire.Name], OnnxAttribute.Of("perm", ChannelsLast));
        var reshaped = new Wire("", shape, wire.Bounds);
        int[] stored = reshaped.IsOrderless ? Stored(shape) : shape;
        Wire made = Add("Reshape", shape, wire.Bounds, [ordered.Name, Integers(stored)]);
        return reshaped.IsOrderless ? made : Add("Transpose", shape, wire.Bounds, [made.Name], OnnxAttribute.Of("perm", ChannelsFirst));
    }

    /// <summary>Where an axis of a TFLite tensor is in ours.</summary>
    public static int StoredAxis(int axis, int rank) => rank == 4 ? Array.IndexOf(ChannelsFirst, axis) : axis;

    /// <summary>A list that has one element for each axis, in our order of axes.</summary>
    public static int[] Stored(int[] ofAxes) => ofAxes.Length == 4 ? Array.ConvertAll(ChannelsFirst, axis => ofAxes[axis]) : ofAxes;

    /// <summary>Constant numbers in our order of axes.</summary>
    public static float[] Stored(float[] values, int[] shape)
    {
        if (shape.Length != 4)
            return values;

        float[] stored = new float[values.Length];
        int places = shape[1] * shape[2], channels = shape[3];
        for (int i = 0; i < values.Length; i++)
        {
            int picture = i / (places * channels), place = i / channels % places, channel = i % channels;
            stored[(((picture * channels) + channel) * places) + place] = values[i];
        }

        return stored;
    }

    /// <summary>
    /// Calls what the last node makes by the name that the file has for it, where that is free. Converters that fuse operators join the names of
    /// all of them with semicolons; the first one says enough.
    /// </summary>
    public Wire Rename(Wire wire, string name)
    {
        string shown = OneLine.Of(name.Split(';')[0]);
        if (_nodes.Count == 0 || _nodes[^1].Output != wire.Name || shown.Length == 0 || !_taken.Add(shown))
            return wire;

        _nodes[^1] = _nodes[^1] with { Output = shown };
        return wire with { Name = shown };
    }

    /// <summary>The finished model, whose one output has this name.</summary>
    public byte[] Finish(Wire output, string name)
    {
        foreach (Node node in _nodes)
            _graph.Message(1, OnnxWriter.Node(node.Op, node.Inputs, [node.Output], node.Attributes));
        _graph.Message(1, OnnxWriter.Node("Identity", [output.Name], [name], []));
        _graph.Message(12, OnnxWriter.TensorInfo(name, ElementType.Float, Stored(output.Shape)));
        return OnnxWriter.Model(_graph, Opset);
    }

    /// <summary>Takes a name, so that no tensor of the file can have it.</summary>
    public void Reserve(string name) => _taken.Add(name);

    private static long Elements(int[] shape) => shape.Aggregate(1L, (count, size) => Math.Min(1L << 31, count * size));

    private static long Within(long most, long count, string what) => count <= most
        ? count
        : throw new TfLiteFormatException($"the model has more than {most.ToString("N0", CultureInfo.InvariantCulture)} {what}: that is no classifier for a small board");

    private string Constant(OnnxTensor tensor)
    {
        string name = FreshName("constant");
        _graph.Message(5, OnnxWriter.Tensor(name, tensor));
        return name;
    }

    private string FreshName(string hint)
    {
        // A tensor of the file may be called just like this.
        string name;
        do
            name = $"{hint.ToLowerInvariant()}_{_numbered++}";
        while (!_taken.Add(name));
        return name;
    }

    private sealed record Node(string Op, IReadOnlyList<string> Inputs, string Output, IReadOnlyList<OnnxAttribute> Attributes);
}
