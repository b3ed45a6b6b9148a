using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BirbCam.Vision.Imaging.Kernels;

/// <summary>Makes a small grey picture of a large one by averaging: what is thrown away is noise and detail, never a whole area.</summary>
public static class Downscale
{
    /// <summary>Lines of a block that are looked at: to fetch them is most of the cost.</summary>
    private const int MaxLines = 2;

    /// <summary>Samples of a block along each of them: eight average the sensor's noise by nearly three already.</summary>
    private const int MaxSamples = 4;

    // BT.601, in thousandths.
    private const int Blue = 114;
    private const int Green = 587;
    private const int Red = 299;

    /// <summary>How many elements <see cref="BlocksToLuma"/> wants as scratch.</summary>
    public static int ScratchLength(int width) => width * 3;

    /// <summary>BT.601 luma of each block of factor×factor pixels, averaged over at most two lines of it and four evenly spaced samples on each.</summary>
    /// <param name="bgr">height·width·3 bytes, blue first.</param>
    /// <param name="factor">1 or more; columns and rows that fill no whole block are left out.</param>
    /// <param name="scratch">At least <see cref="ScratchLength"/> elements; overwritten.</param>
    /// <param name="luma">Receives (height/factor)·(width/factor) values, 0–255 with fractions.</param>
    public static void BlocksToLuma(ReadOnlySpan<byte> bgr, int width, int height, int factor, Span<ushort> scratch, Span<float> luma)
    {
        (int columns, int rows) = (width / factor, height / factor);
        Debug.Assert(bgr.Length >= width * height * 3 && scratch.Length >= ScratchLength(width) && luma.Length >= columns * rows);

        int samples = Math.Min(factor, MaxSamples);
        Span<int> lines = stackalloc int[Math.Min(factor, MaxLines)];
        for (int line = 0; line < lines.Length; line++)
            lines[line] = Place(line, lines.Length, factor) * width * 3;

        Span<ushort> sums = scratch[..(width * 3)];
        for (int row = 0; row < rows; row++)
        {
            AddLines(bgr[(row * factor * width * 3)..], lines, sums);
            Gather(sums, factor, samples, lines.Length, luma.Slice(row * columns, columns));
        }
    }

    /// <summary>Sums the lines of a row of blocks.</summary>
    /// <param name="lines">Where each begins.</param>
    private static void AddLines(ReadOnlySpan<byte> bgr, ReadOnlySpan<int> lines, Span<ushort> sums)
    {
        ref byte source = ref MemoryMarshal.GetReference(bgr);
        ref ushort target = ref MemoryMarshal.GetReference(sums);
        int x = 0;
        for (; x <= sums.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            (Vector<ushort> low, Vector<ushort> high) = (Vector<ushort>.Zero, Vector<ushort>.Zero);
            foreach (int line in lines)
            {
                Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)(line + x)), out Vector<ushort> left, out Vector<ushort> right);
                low += left;
                high += right;
            }

            low.StoreUnsafe(ref target, (nuint)x);
            high.StoreUnsafe(ref target, (nuint)(x + Vector<ushort>.Count));
        }

        for (; x < sums.Length; x++)
        {
            sums[x] = 0;
            foreach (int line in lines)
                sums[x] += bgr[line + x];
        }
    }

    /// <summary>Where in a block the sample lies that stands for its share of it.</summary>
    private static int Place(int sample, int samples, int factor) => ((2 * sample) + 1) * factor / (2 * samples);

    /// <summary>Sums the samples of each block along the line, and weighs the colours of one sum a block.</summary>
    private static void Gather(Span<ushort> sums, int factor, int samples, int lines, Span<float> luma)
    {
        AddNeighbours(sums, factor, samples);
        float scale = 1f / ((Blue + Green + Red) * samples * lines);
        ref ushort first = ref sums[3 * Place(0, samples, factor)];
        for (int x = 0, at = 0; x < luma.Length; x++, at += factor * 3)
        {
            ref ushort pixel = ref Unsafe.Add(ref first, at);
            luma[x] = ((pixel * Blue) + (Unsafe.Add(ref pixel, 1) * Green) + (Unsafe.Add(ref pixel, 2) * Red)) * scale;
        }
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
