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

    // BT.601 in 8-bit fixed point, as in Luma.
    private const float Blue = 29f / 256;
    private const float Green = 150f / 256;
    private const float Red = 77f / 256;

    /// <summary>How many elements <see cref="BlocksToLuma"/> wants as scratch.</summary>
    public static int ScratchLength(int width) => width * 3;

    /// <summary>BT.601 luma of each block of factor×factor pixels, averaged over at most 4×4 evenly spaced samples.</summary>
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
                int y = (row * factor) + (sample * factor / samples);
                ReadOnlySpan<byte> line = bgr.Slice(y * width * 3, width * 3);
                if (sample == 0)
                    Widen(line, sums);
                else
                    Add(line, sums);
            }

            Gather(sums, factor, samples, luma.Slice(row * columns, columns));
        }
    }

    /// <summary>Averages areas of any, also fractional, size: for a picture that a JPEG decoder has made small already.</summary>
    /// <param name="from">fromHeight·fromWidth bytes.</param>
    /// <param name="to">Receives toHeight·toWidth values, 0–255; not larger than the source in either direction.</param>
    public static void Areas(ReadOnlySpan<byte> from, int fromWidth, int fromHeight, Span<float> to, int toWidth, int toHeight)
    {
        Debug.Assert(toWidth <= fromWidth && toHeight <= fromHeight && from.Length >= fromWidth * fromHeight && to.Length >= toWidth * toHeight);

        float stepX = (float)fromWidth / toWidth;
        float stepY = (float)fromHeight / toHeight;
        for (int y = 0; y < toHeight; y++)
        {
            float top = y * stepY;
            float bottom = Math.Min(top + stepY, fromHeight);
            for (int x = 0; x < toWidth; x++)
            {
                float left = x * stepX;
                to[(y * toWidth) + x] = Area(from, fromWidth, left, Math.Min(left + stepX, fromWidth), top, bottom);
            }
        }
    }

    private static float Area(ReadOnlySpan<byte> from, int width, float left, float right, float top, float bottom)
    {
        float sum = 0;
        for (int y = (int)top; y < bottom; y++)
        {
            float line = 0;
            for (int x = (int)left; x < right; x++)
                line += from[(y * width) + x] * (Math.Min(x + 1, right) - Math.Max(x, left));
            sum += line * (Math.Min(y + 1, bottom) - Math.Max(y, top));
        }

        return sum / ((right - left) * (bottom - top));
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

    /// <summary>Sums the samples of each block along the line and weighs the colours.</summary>
    private static void Gather(Span<ushort> sums, int factor, int samples, Span<float> luma)
    {
        AddNeighbours(sums, factor, samples);
        float scale = 1f / (samples * samples);
        (float blue, float green, float red) = (Blue * scale, Green * scale, Red * scale);
        int step = factor * 3;
        for (int x = 0, at = 0; x < luma.Length; x++, at += step)
            luma[x] = (blue * sums[at]) + (green * sums[at + 1]) + (red * sums[at + 2]);
    }

    /// <summary>
    /// Adds to every element its neighbours of the same colour, in place: an element is read again only by those before it.
    /// 4·4·255 = 4,080 fits 16 bits.
    /// </summary>
    private static void AddNeighbours(Span<ushort> sums, int factor, int samples)
    {
        if (samples == 1)
            return;

        int second = 3 * (factor / samples);
        int third = samples > 2 ? 3 * (2 * factor / samples) : 0;
        int fourth = samples > 3 ? 3 * (3 * factor / samples) : 0;
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
