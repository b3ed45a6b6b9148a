using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Imaging.Kernels;

/// <summary>Makes a small grey picture of a large one by averaging: what is thrown away is noise and detail, never a whole area.</summary>
public static class Downscale
{
    /// <summary>
    /// Samples of a block in each direction. Sixteen bytes average the sensor's noise by four already; all 64 pixels of a 1080p block would be
    /// four times the bytes to add, and twice the lines to fetch.
    /// </summary>
    private const int MaxSamples = 4;

    // BT.601 in 6-bit fixed point: what fits 16 bits with the samples of four lines.
    private const ushort Blue = 7;
    private const ushort Green = 38;
    private const ushort Red = 19;
    private const int QuarterShift = 2;

    /// <summary>What a grey level of one sample counts once it is weighed.</summary>
    private const float WeightedOne = (Blue + Green + Red) >> QuarterShift;

    /// <summary>How many elements <see cref="BlocksToLuma"/> wants as scratch.</summary>
    public static int ScratchLength(int width) => width * 3;

    /// <summary>BT.601 luma of each block of factor×factor pixels, averaged over at most 4×4 evenly spaced samples, cut to sixteenths of a grey level a column.</summary>
    /// <param name="bgr">height·width·3 bytes, blue first.</param>
    /// <param name="factor">1 or more; columns and rows that fill no whole block are left out.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> elements; overwritten.</param>
    /// <param name="luma">Receives (height/factor)·(width/factor) values, 0–255 with fractions.</param>
    public static void BlocksToLuma(ReadOnlySpan<byte> bgr, int width, int height, int factor, Span<ushort> scratch, Span<float> luma)
    {
        (int columns, int rows) = (width / factor, height / factor);
        Debug.Assert(bgr.Length >= width * height * 3 && scratch.Length >= ScratchLength(width) && luma.Length >= columns * rows);

        int samples = Math.Min(factor, MaxSamples);
        Span<ushort> sums = scratch[..(width * 3)];
        for (int row = 0; row < rows; row++)
        {
            for (int sample = 0; sample < samples; sample++)
            {
                int y = (row * factor) + Place(sample, samples, factor);
                ReadOnlySpan<byte> line = bgr.Slice(y * width * 3, width * 3);
                if (sample == 0)
                    Widen(line, sums);
                else
                    Add(line, sums);
            }

            Gather(sums, factor, samples, luma.Slice(row * columns, columns));
        }
    }

    private static void Widen(ReadOnlySpan<byte> line, Span<ushort> sums)
    {
        ref byte source = ref MemoryMarshal.GetReference(line);
        ref ushort target = ref MemoryMarshal.GetReference(sums);
        int x = 0;
        for (; x <= line.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)x), out Vector<ushort> low, out Vector<ushort> high);
            low.StoreUnsafe(ref target, (nuint)x);
            high.StoreUnsafe(ref target, (nuint)(x + Vector<ushort>.Count));
        }

        for (; x < line.Length; x++)
            sums[x] = line[x];
    }

    private static void Add(ReadOnlySpan<byte> line, Span<ushort> sums)
    {
        ref byte source = ref MemoryMarshal.GetReference(line);
        ref ushort target = ref MemoryMarshal.GetReference(sums);
        int x = 0;
        for (; x <= line.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)x), out Vector<ushort> low, out Vector<ushort> high);
            int second = x + Vector<ushort>.Count;
            (Vector.LoadUnsafe(ref target, (nuint)x) + low).StoreUnsafe(ref target, (nuint)x);
            (Vector.LoadUnsafe(ref target, (nuint)second) + high).StoreUnsafe(ref target, (nuint)second);
        }

        for (; x < line.Length; x++)
            sums[x] += line[x];
    }

    /// <summary>Where in a block the sample lies that stands for its share of it.</summary>
    private static int Place(int sample, int samples, int factor) => ((2 * sample) + 1) * factor / (2 * samples);

    /// <summary>Weighs the colours, sums the samples of each block along the line and picks one sum a block.</summary>
    private static void Gather(Span<ushort> sums, int factor, int samples, Span<float> luma)
    {
        Weigh(sums);
        AddNeighbours(sums, factor, samples);
        float scale = 1f / (WeightedOne * samples * samples);
        int step = factor * 3;
        for (int x = 0, at = 3 * Place(0, samples, factor); x < luma.Length; x++, at += step)
            luma[x] = sums[at] * scale;
    }

    /// <summary>
    /// Makes of every element the weighted sum of itself, taken as blue, and the two that follow, in place. Right where a pixel begins; what comes of the others is not looked at.
    /// 4·255·64 = 65,280 fits 16 bits; a quarter of it leaves room for four neighbours.
    /// </summary>
    private static void Weigh(Span<ushort> sums)
    {
        ref ushort line = ref MemoryMarshal.GetReference(sums);
        int x = 0;
        for (; x <= sums.Length - 2 - Vector<ushort>.Count; x += Vector<ushort>.Count)
        {
            Vector<ushort> weighted = (Vector.LoadUnsafe(ref line, (nuint)x) * Blue)
                + (Vector.LoadUnsafe(ref line, (nuint)(x + 1)) * Green)
                + (Vector.LoadUnsafe(ref line, (nuint)(x + 2)) * Red);
            Vector.ShiftRightLogical(weighted, QuarterShift).StoreUnsafe(ref line, (nuint)x);
        }

        for (; x < sums.Length - 2; x++)
            sums[x] = (ushort)((ushort)((sums[x] * Blue) + (sums[x + 1] * Green) + (sums[x + 2] * Red)) >> QuarterShift);
    }

    /// <summary>
    /// Adds to every element those of the other samples of its block, in place: an element is read again only by those before it.
    /// </summary>
    private static void AddNeighbours(Span<ushort> sums, int factor, int samples)
    {
        if (samples == 1)
            return;

        int first = Place(0, samples, factor);
        int second = 3 * (Place(1, samples, factor) - first);
        int third = samples > 2 ? 3 * (Place(2, samples, factor) - first) : 0;
        int fourth = samples > 3 ? 3 * (Place(3, samples, factor) - first) : 0;
        int reach = Math.Max(second, Math.Max(third, fourth));

        ref ushort line = ref MemoryMarshal.GetReference(sums);
        int x = 0;
        for (; x <= sums.Length - reach - Vector<ushort>.Count; x += Vector<ushort>.Count)
        {
            Vector<ushort> sum = Vector.LoadUnsafe(ref line, (nuint)x) + Vector.LoadUnsafe(ref line, (nuint)(x + second));
            if (third > 0)
                sum += Vector.LoadUnsafe(ref line, (nuint)(x + third));
            if (fourth > 0)
                sum += Vector.LoadUnsafe(ref line, (nuint)(x + fourth));
            sum.StoreUnsafe(ref line, (nuint)x);
        }

        for (; x < sums.Length - reach; x++)
        {
            int sum = sums[x] + sums[x + second];
            sum += third > 0 ? sums[x + third] : 0;
            sum += fourth > 0 ? sums[x + fourth] : 0;
            sums[x] = (ushort)sum;
        }
    }
}
