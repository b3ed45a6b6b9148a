using System.Numerics;
using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Motion.Kernels;

/// <summary>
/// Cuts the surroundings of one blob out of planes of the analysis size, edges repeated, so that no kernel has to think of the picture's edge.
/// Owns memory for the largest blob of its size; one thread.
/// </summary>
internal sealed class Cutout
{
    private const int Margin = FadedCopy.Margin;

    private readonly int _width;
    private readonly int _height;
    private readonly float[] _weights;
    private PixelRect _box;

    public Cutout(int width, int height)
    {
        (_width, _height) = (width, height);
        Capacity = StrideOf(width) * (height + (2 * Margin));
        _weights = new float[Capacity];
    }

    /// <summary>How many elements a plane's cut-out may have at the most.</summary>
    public int Capacity { get; }

    public int Stride { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Rows·Stride values, 1 where the mask has the pixel, else 0, and 0 outside the box.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Rows * Stride);

    /// <summary>Chooses the place, and takes its weights from the mask.</summary>
    /// <param name="box">In analysis pixels, inside the picture.</param>
    /// <param name="mask">Height·Width bytes; whatever is not 0 counts.</param>
    public void MoveTo(PixelRect box, ReadOnlySpan<byte> mask)
    {
        _box = box;
        Stride = StrideOf(box.Width);
        Rows = box.Height + (2 * Margin);
        Array.Clear(_weights, 0, Rows * Stride);
        for (int y = 0; y < box.Height; y++)
        {
            ReadOnlySpan<byte> from = mask.Slice(((box.Y + y) * _width) + box.X, box.Width);
            Span<float> to = _weights.AsSpan(((y + Margin) * Stride) + Margin, box.Width);
            for (int x = 0; x < from.Length; x++)
                to[x] = from[x] == 0 ? 0 : 1;
        }
    }

    /// <param name="plane">Width values for each line that is there.</param>
    /// <param name="cut">At least <see cref="Capacity"/> elements; receives Rows·Stride values.</param>
    /// <param name="lineStep">From one line that is there to the next, which stands for those between.</param>
    public Span<float> Cut(ReadOnlySpan<float> plane, Span<float> cut, int lineStep = 1)
    {
        (int left, int top) = (_box.X - Margin, _box.Y - Margin);
        int from = Math.Max(left, 0);
        int to = Math.Min(left + Stride, _width);
        for (int y = 0; y < Rows; y++)
        {
            ReadOnlySpan<float> line = plane.Slice(Math.Clamp(top + y, 0, _height - 1) / lineStep * _width, _width);
            Span<float> target = cut.Slice(y * Stride, Stride);
            line[from..to].CopyTo(target[(from - left)..]);
            target[..(from - left)].Fill(line[from]);
            target[(to - left)..].Fill(line[to - 1]);
        }

        return cut[..(Rows * Stride)];
    }

    private static int StrideOf(int width)
    {
        int vectors = (width + Vector<float>.Count - 1) / Vector<float>.Count;
        return (vectors * Vector<float>.Count) + (2 * Margin);
    }
}
