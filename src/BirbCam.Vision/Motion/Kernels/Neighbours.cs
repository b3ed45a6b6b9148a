using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>The smallest and the largest value of each pixel's 3×3 square; what lies beyond the edge does not count. On a mask: erosion and dilation.</summary>
internal static class Neighbours
{
    /// <param name="plane">height·width values.</param>
    /// <param name="scratch">As many; overwritten.</param>
    /// <param name="smallest">Receives as many; may be <paramref name="plane"/> itself.</param>
    public static void Smallest<T>(ReadOnlySpan<T> plane, int width, int height, Span<T> scratch, Span<T> smallest)
        where T : unmanaged, INumber<T>
        => Pick<T, Least<T>>(plane, width, height, scratch, smallest);

    /// <param name="plane">height·width values.</param>
    /// <param name="scratch">As many; overwritten.</param>
    /// <param name="largest">Receives as many; may be <paramref name="plane"/> itself.</param>
    public static void Largest<T>(ReadOnlySpan<T> plane, int width, int height, Span<T> scratch, Span<T> largest)
        where T : unmanaged, INumber<T>
        => Pick<T, Most<T>>(plane, width, height, scratch, largest);

    private static void Pick<T, TPick>(ReadOnlySpan<T> plane, int width, int height, Span<T> scratch, Span<T> picked)
        where T : unmanaged, INumber<T>
        where TPick : struct, IPick<T>
    {
        Debug.Assert(plane.Length == width * height && scratch.Length >= plane.Length && picked.Length >= plane.Length);

        Across<T, TPick>(plane, width, height, scratch);
        Down<T, TPick>(scratch, width, height, picked);
    }

    private static void Across<T, TPick>(ReadOnlySpan<T> from, int width, int height, Span<T> to)
        where T : unmanaged, INumber<T>
        where TPick : struct, IPick<T>
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<T> line = from.Slice(y * width, width);
            Span<T> target = to.Slice(y * width, width);
            if (width < 3)
            {
                target.Fill(width == 1 ? line[0] : TPick.Of(line[0], line[1]));
                continue;
            }

            target[0] = TPick.Of(line[0], line[1]);
            target[width - 1] = TPick.Of(line[width - 2], line[width - 1]);
            Three<T, TPick>(line[..(width - 2)], line[1..(width - 1)], line[2..], target[1..(width - 1)]);
        }
    }

    private static void Down<T, TPick>(ReadOnlySpan<T> from, int width, int height, Span<T> to)
        where T : unmanaged, INumber<T>
        where TPick : struct, IPick<T>
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<T> above = from.Slice(Math.Max(y - 1, 0) * width, width);
            ReadOnlySpan<T> below = from.Slice(Math.Min(y + 1, height - 1) * width, width);
            Three<T, TPick>(above, from.Slice(y * width, width), below, to.Slice(y * width, width));
        }
    }

    private static void Three<T, TPick>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> picked)
        where T : unmanaged, INumber<T>
        where TPick : struct, IPick<T>
    {
        ref T first = ref MemoryMarshal.GetReference(a);
        ref T second = ref MemoryMarshal.GetReference(b);
        ref T third = ref MemoryMarshal.GetReference(c);
        ref T target = ref MemoryMarshal.GetReference(picked);
        int x = 0;
        for (; x <= picked.Length - Vector<T>.Count; x = Lanes.After<T>(x, picked.Length))
        {
            Vector<T> pick = TPick.Of(Vector.LoadUnsafe(ref first, (nuint)x), Vector.LoadUnsafe(ref second, (nuint)x));
            TPick.Of(pick, Vector.LoadUnsafe(ref third, (nuint)x)).StoreUnsafe(ref target, (nuint)x);
        }

        for (; x < picked.Length; x++)
            picked[x] = TPick.Of(TPick.Of(a[x], b[x]), c[x]);
    }

    /// <summary>The JIT makes one loop of each.</summary>
    private interface IPick<T>
        where T : unmanaged, INumber<T>
    {
        static abstract T Of(T a, T b);

        static abstract Vector<T> Of(Vector<T> a, Vector<T> b);
    }

    private readonly struct Least<T> : IPick<T>
        where T : unmanaged, INumber<T>
    {
        public static T Of(T a, T b) => T.Min(a, b);

        public static Vector<T> Of(Vector<T> a, Vector<T> b) => Vector.MinNative(a, b);
    }

    private readonly struct Most<T> : IPick<T>
        where T : unmanaged, INumber<T>
    {
        public static T Of(T a, T b) => T.Max(a, b);

        public static Vector<T> Of(Vector<T> a, Vector<T> b) => Vector.MaxNative(a, b);
    }
}
