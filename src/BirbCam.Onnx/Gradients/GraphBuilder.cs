using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Gradients;

/// <summary>
/// Writes a model out of standard operators, at an operator set of its own: the forward model may be of any. Every tensor it makes has a name
/// that the forward model does not use, so that inputs can keep theirs.
/// </summary>
/// <param name="taken">Names of the forward model.</param>
internal sealed class GraphBuilder(IReadOnlySet<string> taken)
{
    /// <summary>ScatterElements adds since 16; 17 is the newest that every ONNX Runtime since 1.12 reads.</summary>
    private const int Opset = 17;

    private readonly ProtoWriter _graph = new();
    private readonly Dictionary<string, Value> _inputs = [];
    private readonly Dictionary<float, Value> _scalars = [];
    private readonly Dictionary<string, Value> _integers = [];
    private int _named;

    /// <summary>Names of the inputs, in the order in which they were asked for.</summary>
    public IEnumerable<string> Inputs => _inputs.Keys;

    /// <summary>Bytes so far.</summary>
    public int Length => _graph.Written.Length;

    /// <summary>An input of this name; the same one when asked again. Reals are floats from here on, whatever they are outside.</summary>
    public Value Input(string name, ElementType type, int[] shape)
    {
        if (_inputs.TryGetValue(name, out Value? known))
            return known;

        _graph.Message(11, OnnxWriter.TensorInfo(name, type, shape));
        var input = new Value(this, name, shape);
        return _inputs[name] = type.IsReal() && type != ElementType.Float
            ? Node("Cast", shape, [input], OnnxAttribute.Of("to", (long)ElementType.Float))
            : input;
    }

    public Value Constant(OnnxTensor tensor)
    {
        string name = FreshName("constant");
        _graph.Message(5, OnnxWriter.Tensor(name, tensor));
        return new Value(this, name, tensor.Shape);
    }

    public Value Constant(float[] values, params int[] shape) => Constant(OnnxTensor.Of(values, shape));

    public Value Scalar(float value)
        => _scalars.TryGetValue(value, out Value? known) ? known : _scalars[value] = Constant([value]);

    /// <summary>A list of integers: a shape, axes, starts.</summary>
    public Value Integers(params int[] values)
    {
        string key = string.Join(',', values);
        return _integers.TryGetValue(key, out Value? known)
            ? known
            : _integers[key] = Constant(OnnxTensor.Of(Array.ConvertAll(values, value => (long)value), values.Length));
    }

    /// <summary>A node with one output.</summary>
    /// <param name="shape">Shape of the output, which the caller knows.</param>
    public Value Node(string op, int[] shape, IReadOnlyList<Value> inputs, params IReadOnlyList<OnnxAttribute> attributes)
        => Nodes(op, [shape], inputs, attributes)[0];

    /// <summary>A node with several outputs, one for each shape.</summary>
    public Value[] Nodes(string op, int[][] shapes, IReadOnlyList<Value> inputs, params IReadOnlyList<OnnxAttribute> attributes)
    {
        Value[] outputs = Array.ConvertAll(shapes, shape => new Value(this, FreshName(op), shape));
        _graph.Message(1, OnnxWriter.Node(op, inputs.Select(input => input.Name), outputs.Select(output => output.Name), attributes));
        return outputs;
    }

    /// <summary>A node that works element by element and broadcasts.</summary>
    public Value Elementwise(string op, params Value[] inputs)
        => Node(op, inputs.Select(input => input.Shape).Aggregate(Broadcast.Shape), inputs);

    /// <summary>The finished model.</summary>
    /// <returns>The bytes, and the name of the output.</returns>
    public (byte[] Model, string Output) Finish(Value output)
    {
        // An input cannot be an output as well, and this gives the output a name that says what it is.
        Value gradient = new(this, FreshName("gradient"), output.Shape);
        _graph.Message(1, OnnxWriter.Node("Identity", [output.Name], [gradient.Name], []));
        _graph.Message(12, OnnxWriter.TensorInfo(gradient.Name, ElementType.Float, gradient.Shape));
        return (OnnxWriter.Model(_graph, Opset), gradient.Name);
    }

    /// <summary>A name that neither model uses yet.</summary>
    public string FreshName(string hint)
    {
        string name;
        do
            name = $"{hint}_{++_named}";
        while (taken.Contains(name));
        return name;
    }
}
