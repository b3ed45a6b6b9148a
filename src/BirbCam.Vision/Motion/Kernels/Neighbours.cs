using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>The smallest and the largest value of each pixel's 3×3 square, erosion and dilation; what lies beyond the edge does not count.</summary>
internal static class Neighbours
{
    /// <param name="mask">height·width bytes.</param>
    /// <param name="scratch">As many; overwritten.</param>
    /// <param name="smallest">Receives as many; may be <paramref name="mask"/> itself.</param>
    public static void Smallest(ReadOnlySpan<byte> mask, int width, int height, Span<byte> scratch, Span<byte> smallest)
        => Pick<Least>(mask, width, height, scratch, smallest);

    /// <param name="mask">height·width bytes.</param>
    /// <param name="scratch">As many; overwritten.</param>
    /// <param name="largest">Receives as many; may be <paramref name="mask"/> itself.</param>
    public static void Largest(ReadOnlySpan<byte> mask, int width, int height, Span<byte> scratch, Span<byte> largest)
        => Pick<Most>(mask, width, height, scratch, largest);

    /// <summary>Of one pixel only: where few are asked for, a whole plane costs more.</summary>
    /// <param name="plane">height·width values.</param>
    /// <param name="at">The pixel's index.</param>
    public static float LargestAround(ReadOnlySpan<float> plane, int width, int at)
    {
        int x = at % width;
        (int left, int right) = (x == 0 ? at : at - 1, x == width - 1 ? at : at + 1);
        float largest = LargestOf(plane[left..(right + 1)]);
        if (left >= width)
            largest = Math.Max(largest, LargestOf(plane[(left - width)..(right - width + 1)]));
        if (right + width < plane.Length)
            largest = Math.Max(largest, LargestOf(plane[(left + width)..(right + width + 1)]));
        return largest;
    }

    private static float LargestOf(ReadOnlySpan<float> few)
    {
        float largest = few[0];
        foreach (float value in few)
            largest = value > largest ? value : largest;
        return largest;
    }

    private static void Pick<TPick>(ReadOnlySpan<byte> plane, int width, int height, Span<byte> scratch, Span<byte> picked)
        where TPick : struct, IPick
    {
        Debug.Assert(plane.Length == width * height && scratch.Length >= plane.Length && picked.Length >= plane.Length);

        Across<TPick>(plane, width, height, scratch);
        Down<TPick>(scratch, width, height, picked);
    }

    private static void Across<TPick>(ReadOnlySpan<byte> from, int width, int height, Span<byte> to)
        where TPick : struct, IPick
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> line = from.Slice(y * width, width);
            Span<byte> target = to.Slice(y * width, width);
            if (width < 3)
            {
                target.Fill(width == 1 ? line[0] : TPick.Of(line[0], line[1]));
                continue;
            }

            target[0] = TPick.Of(line[0], line[1]);
            target[width - 1] = TPick.Of(line[width - 2], line[width - 1]);
            Three<TPick>(line[..(width - 2)], line[1..(width - 1)], line[2..], target[1..(width - 1)]);
        }
    }

    private static void Down<TPick>(ReadOnlySpan<byte> from, int width, int height, Span<byte> to)
        where TPick : struct, IPick
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> above = from.Slice(Math.Max(y - 1, 0) * width, width);
            ReadOnlySpan<byte> below = from.Slice(Math.Min(y + 1, height - 1) * width, width);
            Three<TPick>(above, from.Slice(y * width, width), below, to.Slice(y * width, width));
        }
    }

    private static void Three<TPick>(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, Span<byte> picked)
        where TPick : struct, IPick
    {
        ref byte first = ref MemoryMarshal.GetReference(a);
        ref byte second = ref MemoryMarshal.GetReference(b);
        ref byte third = ref MemoryMarshal.GetReference(c);
        ref byte target = ref MemoryMarshal.GetReference(picked);
        int x = 0;
        for (; x <= picked.Length - Vector<byte>.Count; x = Lanes.After<byte>(x, picked.Length))
        {
            Vector<byte> pick = TPick.Of(Vector.LoadUnsafe(ref first, (nuint)x), Vector.LoadUnsafe(ref second, (nuint)x));
            TPick.Of(pick, Vector.LoadUnsafe(ref third, (nuint)x)).StoreUnsafe(ref target, (nuint)x);
        }

        for (; x < picked.Length; x++)
            picked[x] = TPick.Of(TPick.Of(a[x], b[x]), c[x]);
    }

    /// <summary>The JIT makes one loop of each.</summary>
    private interface IPick
    {
        static abstract byte Of(byte a, byte b);

        static abstract Vector<byte> Of(Vector<byte> a, Vector<byte> b);
    }

    private readonly struct Least : IPick
    {
        public static byte Of(byte a, byte b) => Math.Min(a, b);

        public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => Vector.MinNative(a, b);
    }

    private readonly struct Most : IPick
    {
        public static byte Of(byte a, byte b) => Math.Max(a, b);

        public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => Vector.MaxNative(a, b);
    }
}
