using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Imaging.Kernels;

/// <summary>
/// Makes a picture smaller by any factor, for one that a JPEG decoder has made small already. Plain means would smear a pixel that two areas share over both, and a faint bird
/// with it. So each pixel is taken for a slope from one neighbour to the other, and what it has on one side of the cut goes to that side.
/// </summary>
/// <remarks>The second-order conservative scheme of van Leer, "Towards the ultimate conservative difference scheme IV", J. Comput. Phys. 23 (1977), with central slopes.</remarks>
public static class AreaResampling
{
    /// <summary>The mean of each area of step×step source pixels.</summary>
    /// <param name="from">fromHeight·fromWidth bytes.</param>
    /// <param name="step">Source pixels per target pixel in each direction, 1 or more; the first of both begin at the same place, and what the last leaves over is left out.</param>
    /// <param name="scratch">At least fromWidth elements; overwritten.</param>
    /// <param name="to">Receives toHeight·toWidth values; beside a hard edge in the picture they may lie some levels outside 0–255.</param>
    public static void Shrink(ReadOnlySpan<byte> from, int fromWidth, int fromHeight, float step, Span<float> scratch, Span<float> to, int toWidth, int toHeight)
    {
        Debug.Assert(step >= 1 && toWidth * step <= fromWidth + 1 && toHeight * step <= fromHeight + 1 && from.Length >= fromWidth * fromHeight);
        Debug.Assert(scratch.Length >= fromWidth && to.Length >= toWidth * toHeight);

        Span<float> means = scratch[..fromWidth];
        for (int y = 0; y < toHeight; y++)
        {
            (Cut top, Cut bottom) = (new Cut(y * step, fromHeight), new Cut((y + 1) * step, fromHeight));
            means.Clear();
            for (int row = top.Before; row <= bottom.After; row++)
            {
                float share = (bottom.Weight(row) - top.Weight(row)) / step;
                if (share != 0)
                    AddShare(from.Slice(row * fromWidth, fromWidth), share, means);
            }

            Shrink(means, step, to.Slice(y * toWidth, toWidth));
        }
    }

    private static void Shrink(ReadOnlySpan<float> line, float step, Span<float> means)
    {
        if (step == 1)
        {
            line[..means.Length].CopyTo(means);
            return;
        }

        var left = new Cut(0, line.Length);
        float fromLeft = 0;
        for (int x = 0; x < means.Length; x++)
        {
            var right = new Cut((x + 1) * step, line.Length);
            float toRight = right.Part(line);
            float sum = toRight - fromLeft;
            for (int i = left.At; i < right.At; i++)
                sum += line[i];
            means[x] = sum / step;
            (left, fromLeft) = (right, toRight);
        }
    }

    private static void AddShare(ReadOnlySpan<byte> line, float share, Span<float> sums)
    {
        ref byte source = ref MemoryMarshal.GetReference(line);
        ref float target = ref MemoryMarshal.GetReference(sums);
        var shares = new Vector<float>(share);
        int step = Vector<float>.Count;
        int x = 0;
        for (; x <= line.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)x), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
            Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
            Add(ref Unsafe.Add(ref target, x), shares, first);
            Add(ref Unsafe.Add(ref target, x + step), shares, second);
            Add(ref Unsafe.Add(ref target, x + (2 * step)), shares, third);
            Add(ref Unsafe.Add(ref target, x + (3 * step)), shares, fourth);
        }

        for (; x < line.Length; x++)
            sums[x] += share * line[x];
    }

    // Through int: unsigned to float takes several instructions where there is no wider set.
    private static void Add(ref float target, Vector<float> share, Vector<uint> values)
        => (Vector.LoadUnsafe(ref target) + (share * Vector.ConvertToSingle(Vector.AsVectorInt32(values)))).StoreUnsafe(ref target);

    /// <summary>A cut through a line of pixels and what of the line lies before it.</summary>
    private readonly struct Cut
    {
        private readonly float _share;
        private readonly float _slope;

        public Cut(float place, int length)
        {
            At = Math.Min((int)place, length - 1);
            (Before, After) = (Math.Max(At - 1, 0), Math.Min(At + 1, length - 1));
            _share = Math.Min(place - At, 1);
            _slope = _share * (1 - _share) / 4;
        }

        /// <summary>The pixel that is cut.</summary>
        public int At { get; }

        public int Before { get; }

        public int After { get; }

        /// <summary>How much of a pixel counts to what lies before the cut.</summary>
        public float Weight(int pixel)
            => (pixel < At ? 1 : pixel == At ? _share : 0) + (pixel == Before ? _slope : 0) - (pixel == After ? _slope : 0);

        /// <summary>What of the cut pixel lies before the cut.</summary>
        public float Part(ReadOnlySpan<float> line) => (_share * line[At]) + (_slope * (line[Before] - line[After]));
    }
}
