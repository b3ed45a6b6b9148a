using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests;

/// <summary>A model that a test writes node by node.</summary>
internal sealed class TestModel
{
    private readonly ProtoWriter _graph = new();

    public int Opset { get; init; } = 17;

    public byte[] Bytes => OnnxWriter.Model(_graph, Opset);

    public OnnxGraph Graph => OnnxReader.Read(Bytes, folder: null);

    public ModelFile File => new(Bytes, folder: null);

    public TestModel Input(string name, params int[] shape) => Input(name, ElementType.Float, shape);

    public TestModel Input(string name, ElementType type, params int[] shape)
    {
        _graph.Message(11, OnnxWriter.TensorInfo(name, type, shape));
        return this;
    }

    public TestModel Output(string name)
    {
        _graph.Message(12, new ProtoWriter().Text(1, name));
        return this;
    }

    public TestModel Weights(string name, float[] values, params int[] shape)
    {
        _graph.Message(5, OnnxWriter.Tensor(name, OnnxTensor.Of(values, shape)));
        return this;
    }

    public TestModel Integers(string name, params long[] values)
    {
        _graph.Message(5, OnnxWriter.Tensor(name, OnnxTensor.Of(values, values.Length)));
        return this;
    }

    /// <summary>Weights that look random and are the same in every run.</summary>
    public TestModel RandomWeights(string name, params int[] shape)
    {
        var random = new Random(name.Sum(letter => letter));
        return Weights(name, [.. Enumerable.Range(0, shape.Aggregate(1, (product, size) => product * size)).Select(_ => (random.NextSingle() * 2) - 1)], shape);
    }

    public TestModel Raw(int field, ProtoWriter message)
    {
        _graph.Message(field, message);
        return this;
    }

    public TestModel Node(string op, string[] inputs, string[] outputs, params OnnxAttribute[] attributes)
    {
        _graph.Message(1, OnnxWriter.Node(op, inputs, outputs, attributes));
        return this;
    }

    public TestModel Node(string op, string input, string output, params OnnxAttribute[] attributes) => Node(op, [input], [output], attributes);
}
