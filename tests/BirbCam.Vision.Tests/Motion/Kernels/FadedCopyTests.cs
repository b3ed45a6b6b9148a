using System.Numerics;
using BirbCam.Tests;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class FadedCopyTests
{
    private const int Width = 60;
    private const int Height = 40;

    public static TheoryData<int, int> Boxes()
    {
        var boxes = new TheoryData<int, int>();
        for (int width = 1; width <= (2 * Vector<float>.Count) + 1; width++)
            boxes.Add(width, 1 + (width % 7));
        return boxes;
    }

    [Theory]
    [MemberData(nameof(Boxes))]
    public void What_is_left_agrees_with_one_pixel_at_a_time(int width, int height)
    {
        (float[] now, float[] before, byte[] mask) = (Noise(1), Noise(2), Mask(3));
        for (int i = 0; i < now.Length; i++)
            now[i] += 0.8f * before[i];
        var box = new PixelRect(0, Height - height, width, height);

        (float left, float share) = Kernels(now, before, mask, box);

        double expected = LeftByOnePixelAtATime(now, before, mask, box);
        Assert.Equal(expected, left, 1e-4 * (expected + 1));
        Assert.Equal(ShareByOnePixelAtATime(now, before, mask, box), share, 1e-4);
    }

    [Fact]
    public void A_copy_that_fades_from_one_side_to_the_other_leaves_next_to_nothing()
    {
        float[] before = Noise(4);
        float[] now = [.. before.Select((value, i) => value * (1 - (0.9f * (i % Width) / Width)))];

        (float left, _) = Kernels(now, before, All, Inner);

        Assert.InRange(left / Energy(now, Inner), 0, 0.01);
    }

    [Fact]
    public void A_copy_that_moved_by_two_pixels_is_found()
    {
        float[] before = Noise(5);
        float[] now = [.. Enumerable.Range(0, before.Length).Select(i => before[Math.Clamp(i + 2 - (2 * Width), 0, before.Length - 1)])];

        (float left, float share) = Kernels(now, before, All, Inner);

        Assert.True(left > 0.5 * Energy(now, Inner));
        Assert.InRange(share, 0, 0.01);
    }

    [Fact]
    public void Something_else_is_no_copy()
    {
        (float[] now, float[] before) = (Noise(6), Noise(7));

        (float left, float share) = Kernels(now, before, All, Inner);

        Assert.True(left > 0.8 * Energy(now, Inner));
        Assert.True(share > 0.6, $"{share}");
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        (float[] now, float[] before) = (Noise(8), Noise(9));
        var cutout = new Cutout(Width, Height);
        (float[] a, float[] b) = (new float[cutout.Capacity], new float[cutout.Capacity]);

        Assert.Equal(0, Allocations.Of(() => Look(cutout, now, before, All, Inner, a, b)));
    }

    private static readonly PixelRect Inner = new(9, 8, 41, 23);
    private static readonly byte[] All = [.. Enumerable.Repeat((byte)255, Width * Height)];

    private static (float Left, float Share) Kernels(float[] now, float[] before, byte[] mask, PixelRect box)
    {
        var cutout = new Cutout(Width, Height);
        return Look(cutout, now, before, mask, box, new float[cutout.Capacity], new float[cutout.Capacity]);
    }

    private static (float Left, float Share) Look(Cutout cutout, float[] now, float[] before, byte[] mask, PixelRect box, float[] a, float[] b)
    {
        cutout.MoveTo(box, mask);
        ReadOnlySpan<float> structure = cutout.Cut(now, a);
        ReadOnlySpan<float> background = cutout.Cut(before, b);
        return (
            FadedCopy.Unexplained(structure, background, cutout.Weights, cutout.Stride, cutout.Rows),
            FadedCopy.UnexplainedByDisplaced(structure, background, cutout.Weights, cutout.Stride, cutout.Rows, rowStep: 1));
    }

    private static double LeftByOnePixelAtATime(float[] now, float[] before, byte[] mask, PixelRect box)
    {
        double sum = 0;
        foreach ((int x, int y) in Pixels(mask, box))
        {
            (_, double hb, double bb) = Window(now, before, x, y, 0, 0);
            double rest = At(now, x, y) - (Gain(hb, bb) * At(before, x, y));
            sum += rest * rest;
        }

        return sum;
    }

    private static double ShareByOnePixelAtATime(float[] now, float[] before, byte[] mask, PixelRect box)
    {
        (double left, double all) = (0, 0);
        foreach ((int x, int y) in Pixels(mask, box))
        {
            double least = double.MaxValue;
            for (int shift = 0; shift < 25; shift++)
            {
                (double hh, double hb, double bb) = Window(now, before, x, y, (shift % 5) - 2, (shift / 5) - 2);
                double gain = Gain(hb, bb);
                least = Math.Min(least, hh - (2 * gain * hb) + (gain * gain * bb));
            }

            left += Math.Max(least, 0);
            all += Window(now, before, x, y, 0, 0).Hh;
        }

        return left / (all + 1);
    }

    private static (double Hh, double Hb, double Bb) Window(float[] now, float[] before, int x, int y, int right, int down)
    {
        (double hh, double hb, double bb) = (0, 0, 0);
        for (int dy = -2; dy <= 2; dy++)
        {
            for (int dx = -2; dx <= 2; dx++)
            {
                (double h, double b) = (At(now, x + dx, y + dy), At(before, x + dx + right, y + dy + down));
                (hh, hb, bb) = (hh + (h * h), hb + (h * b), bb + (b * b));
            }
        }

        return (hh, hb, bb);
    }

    private static double Gain(double hb, double bb) => Math.Clamp(hb / (bb + 4), 0, 6);

    private static float At(float[] plane, int x, int y) => plane[(Math.Clamp(y, 0, Height - 1) * Width) + Math.Clamp(x, 0, Width - 1)];

    private static IEnumerable<(int X, int Y)> Pixels(byte[] mask, PixelRect box) =>
        from y in Enumerable.Range(box.Y, box.Height)
        from x in Enumerable.Range(box.X, box.Width)
        where mask[(y * Width) + x] != 0
        select (x, y);

    private static double Energy(float[] plane, PixelRect box) => Pixels(All, box).Sum(at => (double)At(plane, at.X, at.Y) * At(plane, at.X, at.Y));

    private static float[] Noise(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Width * Height).Select(_ => 40 * (random.NextSingle() - 0.5f))];
    }

    private static byte[] Mask(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Width * Height).Select(_ => random.Next(4) == 0 ? (byte)0 : (byte)255)];
    }
}
