using System.Buffers.Binary;

namespace BirbCam.Onnx.TfLite;

/// <summary>The real numbers that a constant tensor stands for.</summary>
internal static class Weights
{
    /// <summary>In TFLite's order of axes.</summary>
    /// <exception cref="TfLiteFormatException">The scales do not fit the tensor, or it holds something else than numbers.</exception>
    public static float[] Of(TfLiteTensor tensor)
    {
        float[] values = tensor.Type switch
        {
            ElementType.Float => Numbers(tensor, sizeof(float), BinaryPrimitives.ReadSingleLittleEndian),
            ElementType.Float16 => Numbers(tensor, sizeof(ushort), raw => (float)BinaryPrimitives.ReadHalfLittleEndian(raw)),
            ElementType.UInt8 => Numbers(tensor, sizeof(byte), raw => raw[0]),
            ElementType.Int8 => Numbers(tensor, sizeof(byte), raw => (sbyte)raw[0]),
            ElementType.Int16 => Numbers(tensor, sizeof(short), raw => BinaryPrimitives.ReadInt16LittleEndian(raw)),
            ElementType.Int32 => Numbers(tensor, sizeof(int), raw => BinaryPrimitives.ReadInt32LittleEndian(raw)),
            ElementType.Int64 => Numbers(tensor, sizeof(long), raw => BinaryPrimitives.ReadInt64LittleEndian(raw)),
            _ => throw new TfLiteFormatException($"the weights '{tensor.Name}' are of a type that cannot be imported"),
        };

        if (tensor.Quantization.Count > 0)
            Dequantise(tensor, values);
        return Array.TrueForAll(values, float.IsFinite) ? values : throw new TfLiteFormatException($"damaged model: the weights '{tensor.Name}' are not all numbers");
    }

    /// <summary>Shapes, axes and paddings.</summary>
    /// <exception cref="TfLiteFormatException">The tensor holds something else.</exception>
    public static int[] Integers(TfLiteTensor tensor) => tensor.Type is ElementType.Int32 or ElementType.Int64 && tensor.Quantization.Count == 0
        ? Array.ConvertAll(Of(tensor), value => (int)value)
        : throw new TfLiteFormatException($"the tensor '{tensor.Name}' is {tensor.Type} where integers are expected");

    private static void Dequantise(TfLiteTensor tensor, float[] values)
    {
        Quantization quantization = tensor.Quantization;
        int axis = quantization.Count == 1 ? 0 : quantization.Axis;
        bool fits = quantization.Count == 1 || (axis >= 0 && axis < tensor.Shape.Length && tensor.Shape[axis] == quantization.Count);
        if (!fits)
            throw new TfLiteFormatException($"damaged model: {quantization.Count} scales do not fit the weights '{tensor.Name}', [{string.Join(", ", tensor.Shape)}]");

        // Runs of this length share a scale, and the scales take turns.
        int run = quantization.Count == 1 ? values.Length : Shapes.Count(tensor.Shape.AsSpan(axis + 1));
        for (int start = 0; start < values.Length; start += run)
        {
            (float scale, long zeroPoint) = quantization[start / run % quantization.Count];
            foreach (ref float value in values.AsSpan(start, run))
                value = (value - zeroPoint) * scale;
        }
    }

    private static float[] Numbers(TfLiteTensor tensor, int size, Reader read)
    {
        float[] values = new float[tensor.Count];
        ReadOnlySpan<byte> raw = tensor.Data.Span;
        for (int i = 0; i < values.Length; i++)
            values[i] = read(raw[(i * size)..]);
        return values;
    }

    private delegate float Reader(ReadOnlySpan<byte> raw);
}
