using System.Buffers.Binary;

namespace BirbCam.Onnx.TfLite;

/// <summary>A TFLite model as data. Read by <see cref="TfLiteReader"/>, which guarantees what is said here.</summary>
/// <param name="Operators">In the order in which they are to be run.</param>
/// <param name="Input">Index of the one tensor that is fed.</param>
/// <param name="Output">Index of the one tensor that is the answer.</param>
internal sealed record TfLiteModel(IReadOnlyList<TfLiteTensor> Tensors, IReadOnlyList<TfLiteOperator> Operators, int Input, int Output);

/// <summary>One operator.</summary>
/// <param name="Index">Its place in the model, for messages.</param>
/// <param name="Name">As the schema has it: <c>CONV_2D</c>.</param>
/// <param name="Inputs">Indices of tensors; -1 for an optional one that is absent.</param>
/// <param name="Outputs">Indices of tensors, at least one.</param>
/// <param name="Options">What the schema calls <c>…Options</c>.</param>
internal sealed record TfLiteOperator(int Index, string Name, int[] Inputs, int[] Outputs, FlatTable Options);

/// <summary>One tensor.</summary>
/// <param name="Type"><see cref="ElementType.Unknown"/> for types that no classifier here needs.</param>
/// <param name="Shape">Sizes from the outermost axis in, none negative; pictures are channels last.</param>
/// <param name="Data">The elements of a constant, little-endian, as many as the shape says; empty for what is computed.</param>
internal sealed record TfLiteTensor(string Name, ElementType Type, int[] Shape, ReadOnlyMemory<byte> Data, Quantization Quantization)
{
    public bool IsConstant => !Data.IsEmpty;

    public int Count => Shapes.Count(Shape);

    /// <summary>The real numbers that the tensor can hold: what an arithmetic of eight or sixteen bits saturates at.</summary>
    /// <exception cref="TfLiteFormatException">It holds small integers and does not say what they stand for.</exception>
    public Bounds Bounds => Type switch
    {
        ElementType.UInt8 => BoundsOf(byte.MinValue, byte.MaxValue),
        ElementType.Int8 => BoundsOf(sbyte.MinValue, sbyte.MaxValue),
        ElementType.Int16 => BoundsOf(short.MinValue, short.MaxValue),
        _ => Bounds.None,
    };

    private Bounds BoundsOf(int lowest, int highest)
    {
        if (Quantization.Count != 1)
            throw new TfLiteFormatException($"the tensor '{Name}' holds {Type} and has {Quantization.Count} scales, not one");

        (float scale, long zeroPoint) = Quantization[0];
        return new Bounds((lowest - zeroPoint) * scale, (highest - zeroPoint) * scale);
    }
}

/// <summary>The real numbers from Low to High.</summary>
internal readonly record struct Bounds(float Low, float High)
{
    public static readonly Bounds None = new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>What ReLU leaves.</summary>
    public static readonly Bounds Positive = new(0, float.PositiveInfinity);

    /// <summary>What ReLU6 leaves.</summary>
    public static readonly Bounds Six = new(0, 6);

    /// <summary>From -1 to 1.</summary>
    public static readonly Bounds One = new(-1, 1);

    public bool IsEmpty => Low > High;

    public bool Holds(Bounds other) => Low <= other.Low && other.High <= High;

    public Bounds And(Bounds other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

    public Bounds Or(Bounds other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
}

/// <summary>What small integers stand for: real = scale · (integer − zero point), with one scale for all or one for each place along an axis.</summary>
/// <param name="Scales">float32, as they lie in the file; empty where the tensor is not quantised.</param>
/// <param name="ZeroPoints">int64, as they lie in the file; empty where all are 0.</param>
internal readonly record struct Quantization(ReadOnlyMemory<byte> Scales, ReadOnlyMemory<byte> ZeroPoints, int Axis)
{
    public int Count => Scales.Length / sizeof(float);

    /// <exception cref="TfLiteFormatException">The scale is no positive number, or the zero point is out of all range.</exception>
    public (float Scale, long ZeroPoint) this[int index]
    {
        get
        {
            float scale = BinaryPrimitives.ReadSingleLittleEndian(Scales.Span[(index * sizeof(float))..]);
            int place = ZeroPoints.Length == sizeof(long) ? 0 : index;
            long zeroPoint = ZeroPoints.IsEmpty ? 0 : BinaryPrimitives.ReadInt64LittleEndian(ZeroPoints.Span[(place * sizeof(long))..]);
            return scale > 0 && float.IsFinite(scale * ushort.MaxValue) && zeroPoint is >= short.MinValue and <= short.MaxValue
                ? (scale, zeroPoint)
                : throw new TfLiteFormatException($"damaged model: a scale of {scale} with zero point {zeroPoint}");
        }
    }
}
