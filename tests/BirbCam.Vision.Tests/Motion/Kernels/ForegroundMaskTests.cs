using System.Numerics;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class ForegroundMaskTests
{
    [Fact]
    public void Opening_agrees_with_one_pixel_at_a_time()
    {
        var random = new Random(1);
        for (int width = 1; width <= (2 * Vector<byte>.Count) + 3; width++)
        {
            foreach (int height in (int[])[1, 2, 7])
            {
                byte[] mask = [.. Enumerable.Range(0, width * height).Select(_ => random.NextDouble() < 0.85 ? (byte)255 : (byte)0)];
                byte[] expected = Pick(Pick(mask, width, Enumerable.Min), width, Enumerable.Max);

                ForegroundMask.Open(mask, width, height, new byte[mask.Length]);

                Assert.Equal(expected, mask);
            }
        }
    }

    [Fact]
    public void What_is_narrower_than_three_pixels_goes_and_the_rest_stays()
    {
        byte[] mask = new byte[20 * 9];
        Fill(mask, 20, 1, 1, 2, 7);
        Fill(mask, 20, 8, 2, 5, 4);
        byte[] wide = new byte[20 * 9];
        Fill(wide, 20, 8, 2, 5, 4);

        ForegroundMask.Open(mask, 20, 9, new byte[mask.Length]);

        Assert.Equal(wide, mask);
    }

    private static void Fill(byte[] mask, int width, int left, int top, int columns, int rows)
    {
        for (int y = top; y < top + rows; y++)
            mask.AsSpan((y * width) + left, columns).Fill(255);
    }

    private static byte[] Pick(byte[] from, int width, Func<IEnumerable<byte>, byte> pick)
    {
        byte[] to = new byte[from.Length];
        for (int i = 0; i < from.Length; i++)
        {
            (int x, int y) = (i % width, i / width);
            to[i] = pick(from.Where((_, j) => Math.Abs((j % width) - x) <= 1 && Math.Abs((j / width) - y) <= 1));
        }

        return to;
    }
}
