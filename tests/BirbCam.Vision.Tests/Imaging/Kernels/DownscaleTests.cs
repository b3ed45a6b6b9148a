using System.Numerics;
using BirbCam.Tests;
using BirbCam.Vision.Imaging.Kernels;

namespace BirbCam.Vision.Tests.Imaging.Kernels;

public sealed class DownscaleTests
{
    [Fact]
    public void Blocks_agree_with_one_pixel_at_a_time()
    {
        var random = new Random(1);
        for (int factor = 1; factor <= 9; factor++)
        {
            for (int width = factor; width <= factor + (2 * Vector<byte>.Count) + 3; width++)
            {
                int height = (2 * factor) + 1;
                byte[] bgr = new byte[width * height * 3];
                random.NextBytes(bgr);

                float[] luma = Blocks(bgr, width, height, factor);

                AssertClose(BlocksOneByOne(bgr, width, height, factor), luma, $"width {width}, factor {factor}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void A_grey_picture_keeps_its_brightness(int factor)
    {
        byte[] bgr = new byte[64 * 48 * 3];
        Array.Fill(bgr, (byte)200);

        Assert.All(Blocks(bgr, 64, 48, factor), value => Assert.Equal(200f, value, 0.01f));
    }

    [Fact]
    public void The_colours_weigh_what_they_do_in_a_JPEG()
    {
        foreach (byte[] colour in new byte[][] { [255, 0, 0], [0, 255, 0], [0, 0, 255] })
        {
            byte[] bgr = [.. Enumerable.Repeat(colour, 12 * 12).SelectMany(pixel => pixel)];
            byte[] luma = new byte[12 * 12];
            Vision.Imaging.Kernels.Luma.FromBgr(bgr, luma);

            Assert.All(Blocks(bgr, 12, 12, 3), value => Assert.Equal(luma[0], value, 2.55f));
        }
    }

    [Fact]
    public void Areas_agree_with_one_pixel_at_a_time()
    {
        var random = new Random(2);
        for (int fromWidth = 1; fromWidth <= (2 * Vector<byte>.Count) + 3; fromWidth++)
        {
            int fromHeight = random.Next(1, 12);
            byte[] from = new byte[fromWidth * fromHeight];
            random.NextBytes(from);
            (int toWidth, int toHeight) = (random.Next(1, fromWidth + 1), random.Next(1, fromHeight + 1));

            AssertClose(AreasOneByOne(from, fromWidth, fromHeight, toWidth, toHeight), Areas(from, fromWidth, fromHeight, toWidth, toHeight), $"{fromWidth} to {toWidth}");
            AssertClose(AreasOneByOne(from, fromWidth, fromHeight, fromWidth, fromHeight), Areas(from, fromWidth, fromHeight, fromWidth, fromHeight), $"{fromWidth} as it is");
        }
    }

    [Theory]
    [InlineData(7, 5, 7, 5)]
    [InlineData(320, 240, 213, 160)]
    [InlineData(17, 9, 4, 2)]
    [InlineData(3, 3, 1, 1)]
    public void Areas_keep_the_mean_of_the_picture(int fromWidth, int fromHeight, int toWidth, int toHeight)
    {
        byte[] from = new byte[fromWidth * fromHeight];
        new Random(2).NextBytes(from);

        Assert.Equal(from.Average(value => (float)value), Areas(from, fromWidth, fromHeight, toWidth, toHeight).Average(), 0.05f);
    }

    [Fact]
    public void Areas_of_whole_pixels_are_plain_means()
        => Assert.Equal([35f, 55f], Areas([10, 20, 30, 40, 50, 60, 70, 80], 4, 2, 2, 1));

    [Fact]
    public void Nothing_is_allocated()
    {
        byte[] bgr = new byte[640 * 480 * 3];
        ushort[] scratch = new ushort[Downscale.ScratchLength(640)];
        float[] luma = new float[213 * 160];

        byte[] decoded = new byte[320 * 240];
        float[] line = new float[320];

        Assert.Equal(0, Allocations.Of(() => Downscale.BlocksToLuma(bgr, 640, 480, 3, scratch, luma)));
        Assert.Equal(0, Allocations.Of(() => Downscale.Areas(decoded, 320, 240, line, luma, 213, 160)));
    }

    private static float[] Areas(byte[] from, int fromWidth, int fromHeight, int toWidth, int toHeight)
    {
        float[] to = new float[toWidth * toHeight];
        Downscale.Areas(from, fromWidth, fromHeight, new float[fromWidth], to, toWidth, toHeight);
        return to;
    }

    private static float[] AreasOneByOne(byte[] from, int fromWidth, int fromHeight, int toWidth, int toHeight)
    {
        (double stepX, double stepY) = ((double)fromWidth / toWidth, (double)fromHeight / toHeight);
        float[] to = new float[toWidth * toHeight];
        for (int i = 0; i < to.Length; i++)
        {
            (double left, double top) = (i % toWidth * stepX, i / toWidth * stepY);
            double sum = 0;
            for (int at = 0; at < from.Length; at++)
            {
                (int x, int y) = (at % fromWidth, at / fromWidth);
                double across = Math.Min(x + 1, left + stepX) - Math.Max(x, left);
                double down = Math.Min(y + 1, top + stepY) - Math.Max(y, top);
                sum += from[at] * Math.Max(across, 0) * Math.Max(down, 0);
            }

            to[i] = (float)(sum / (stepX * stepY));
        }

        return to;
    }

    private static float[] Blocks(byte[] bgr, int width, int height, int factor)
    {
        float[] luma = new float[width / factor * (height / factor)];
        Downscale.BlocksToLuma(bgr, width, height, factor, new ushort[Downscale.ScratchLength(width)], luma);
        return luma;
    }

    private static float[] BlocksOneByOne(byte[] bgr, int width, int height, int factor)
    {
        int[] places = Places(Math.Min(factor, 4), factor);
        float[] luma = new float[width / factor * (height / factor)];
        for (int i = 0; i < luma.Length; i++)
        {
            (int left, int top) = (i % (width / factor) * factor, i / (width / factor) * factor);
            luma[i] = (float)places.Average(column => places.Average(line => Luma(bgr, (((top + line) * width) + left + column) * 3)));
        }

        return luma;
    }

    private static double Luma(byte[] bgr, int at) => ((7.0 * bgr[at]) + (38.0 * bgr[at + 1]) + (19.0 * bgr[at + 2])) / 64;

    /// <summary>The middles of equal parts of a block.</summary>
    private static int[] Places(int count, int factor) => [.. Enumerable.Range(0, count).Select(sample => (int)((sample + 0.5) * factor / count))];

    private static void AssertClose(float[] expected, float[] actual, string where)
    {
        // Columns are cut to sixteenths of a grey level, which sensors do not know.
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) < 0.0625f, $"{where}: element {i} is {actual[i]}, should be {expected[i]}");
    }
}
