using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace BirbCam.Onnx.Format;

/// <summary>A tensor whose values are known: an initialiser, a constant, or what the probe found for a constant part of the graph.</summary>
/// <param name="Shape">Sizes from the outermost axis in; empty for a scalar.</param>
/// <param name="Raw">The elements, little-endian, row order.</param>
internal sealed record OnnxTensor(ElementType Type, int[] Shape, ReadOnlyMemory<byte> Raw)
{
    public static OnnxTensor Of(float[] values, params int[] shape) => new(ElementType.Float, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public static OnnxTensor Of(long[] values, params int[] shape) => new(ElementType.Int64, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <exception cref="OnnxFormatException">The tensor holds no real numbers.</exception>
    public float[] ToFloats()
    {
        ReadOnlySpan<byte> raw = Raw.Span;
        float[] values = new float[raw.Length / Math.Max(1, Type.Size())];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Type switch
            {
                ElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(raw[(i * 4)..]),
                ElementType.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(raw[(i * 8)..]),
                ElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(i * 2)..]),
                ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(raw[(i * 2)..]) << 16),
                _ => throw new OnnxFormatException($"a tensor of {Type} where real numbers are expected"),
            };
        }

        return values;
    }

    /// <exception cref="OnnxFormatException">The tensor holds no integers.</exception>
    public long[] ToIntegers()
    {
        ReadOnlySpan<byte> raw = Raw.Span;
        long[] values = new long[raw.Length / Math.Max(1, Type.Size())];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Type switch
            {
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(raw[(i * 8)..]),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(raw[(i * 4)..]),
                _ => throw new OnnxFormatException($"a tensor of {Type} where integers are expected"),
            };
        }

        return values;
    }
}
