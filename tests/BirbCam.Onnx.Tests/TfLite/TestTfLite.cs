using System.Runtime.InteropServices;

namespace BirbCam.Onnx.Tests.TfLite;

/// <summary>Writes TFLite models, tensor by tensor. The first tensor is the input, and the last operator's output the output.</summary>
internal sealed class TestTfLite
{
    public const byte Float = 0;
    public const byte Int32 = 2;
    public const byte UInt8 = 3;
    public const byte Int8 = 9;

    private readonly List<FlatFields> _tensors = [];
    private readonly List<FlatFields> _buffers = [new()];
    private readonly List<FlatFields> _codes = [];
    private readonly List<FlatFields> _operators = [];
    private int _output;

    /// <summary>Something that is computed, or the input.</summary>
    public int Tensor(byte type, int[] shape, float scale = 0, long zeroPoint = 0) => Add(type, shape, 0, Quantized(scale, zeroPoint));

    public TestTfLite Called(int tensor, string name)
    {
        _tensors[tensor][3] = name;
        return this;
    }

    public int Floats(float[] values, params int[] shape) => Constant(Float, MemoryMarshal.AsBytes(values.AsSpan()), shape, []);

    public int Integers(params int[] values) => Constant(Int32, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length], []);

    /// <param name="quantization">Fields of the schema's QuantizationParameters: 2 scales, 3 zero points, 6 axis.</param>
    public int Constant(byte type, ReadOnlySpan<byte> raw, int[] shape, FlatFields quantization)
    {
        _buffers.Add(new FlatFields { [0] = raw.ToArray() });
        return Add(type, shape, _buffers.Count - 1, quantization);
    }

    /// <param name="code">Of the schema's BuiltinOperator.</param>
    public TestTfLite Operator(byte code, int[] inputs, int output, FlatFields? options = null)
    {
        _codes.Add(new FlatFields { [0] = code });
        _operators.Add(new FlatFields { [0] = _codes.Count - 1, [1] = inputs, [2] = new[] { output }, [4] = options ?? [] });
        _output = output;
        return this;
    }

    /// <summary>All elements in a list, in TFLite's order, as the answer.</summary>
    public byte[] Flattened(int tensor)
    {
        int count = ((int[])_tensors[tensor][0]).Aggregate(1, (product, size) => product * size);
        const byte reshape = 22;
        Operator(reshape, [tensor], Tensor(Float, [1, count]));
        return File();
    }

    public byte[] File() => FlatWriter.Write(
        new FlatFields
        {
            [0] = 3,
            [1] = _codes.ToArray(),
            [2] = new FlatFields[] { new() { [0] = _tensors.ToArray(), [1] = new[] { 0 }, [2] = new[] { _output }, [3] = _operators.ToArray() } },
            [4] = _buffers.ToArray(),
        },
        "TFL3");

    private static FlatFields Quantized(float scale, long zeroPoint)
        => scale == 0 ? [] : new FlatFields { [2] = new[] { scale }, [3] = new[] { zeroPoint } };

    private int Add(byte type, int[] shape, int buffer, FlatFields quantization)
    {
        _tensors.Add(new FlatFields { [0] = shape, [1] = type, [2] = buffer, [3] = $"t{_tensors.Count}", [4] = quantization });
        return _tensors.Count - 1;
    }
}
