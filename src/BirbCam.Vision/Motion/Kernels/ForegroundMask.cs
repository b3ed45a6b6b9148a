using System.Numerics;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>The change mask's kernels: Height·Width bytes, 0 or 255.</summary>
internal static class ForegroundMask
{
    /// <summary>Opening with a 3×3 square: what is narrower than three pixels goes, the rest keeps its shape. What lies beyond the edge does not count.</summary>
    /// <param name="mask">Height·Width bytes; opened in place.</param>
    /// <param name="scratch">As many; overwritten.</param>
    public static void Open(Span<byte> mask, int width, int height, Span<byte> scratch)
    {
        Across<Least>(mask, width, height, scratch);
        Down<Least>(scratch, width, height, mask);
        Across<Most>(mask, width, height, scratch);
        Down<Most>(scratch, width, height, mask);
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
        for (; x <= picked.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector<byte> pick = TPick.Of(Vector.LoadUnsafe(ref first, (nuint)x), Vector.LoadUnsafe(ref second, (nuint)x));
            TPick.Of(pick, Vector.LoadUnsafe(ref third, (nuint)x)).StoreUnsafe(ref target, (nuint)x);
        }

        for (; x < picked.Length; x++)
            picked[x] = TPick.Of(TPick.Of(a[x], b[x]), c[x]);
    }

    /// <summary>Least erodes, most dilates; the JIT makes one loop of each.</summary>
    private interface IPick
    {
        static abstract byte Of(byte a, byte b);

        static abstract Vector<byte> Of(Vector<byte> a, Vector<byte> b);
    }

    private readonly struct Least : IPick
    {
        public static byte Of(byte a, byte b) => Math.Min(a, b);

        public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => Vector.Min(a, b);
    }

    private readonly struct Most : IPick
    {
        public static byte Of(byte a, byte b) => Math.Max(a, b);

        public static Vector<byte> Of(Vector<byte> a, Vector<byte> b) => Vector.Max(a, b);
    }
}
