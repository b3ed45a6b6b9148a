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

        Assert.All(Blocks(bgr, 64, 48, factor), value => Assert.Equal(200f, value, 0.001f));
    }

    [Fact]
    public void The_colours_weigh_what_they_do_in_a_JPEG()
    {
        foreach (byte[] colour in new byte[][] { [255, 0, 0], [0, 255, 0], [0, 0, 255] })
        {
            byte[] bgr = [.. Enumerable.Repeat(colour, 12 * 12).SelectMany(pixel => pixel)];
            byte[] luma = new byte[12 * 12];
            Vision.Imaging.Kernels.Luma.FromBgr(bgr, luma);

            Assert.All(Blocks(bgr, 12, 12, 3), value => Assert.Equal(luma[0], value, 1f));
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        byte[] bgr = new byte[640 * 480 * 3];
        ushort[] scratch = new ushort[Downscale.ScratchLength(640)];
        float[] luma = new float[213 * 160];

        Assert.Equal(0, Allocations.Of(() => Downscale.BlocksToLuma(bgr, 640, 480, 3, scratch, luma)));
    }

    private static float[] Blocks(byte[] bgr, int width, int height, int factor)
    {
        float[] luma = new float[width / factor * (height / factor)];
        Downscale.BlocksToLuma(bgr, width, height, factor, new ushort[Downscale.ScratchLength(width)], luma);
        return luma;
    }

    private static float[] BlocksOneByOne(byte[] bgr, int width, int height, int factor)
    {
        (int[] lines, int[] columns) = (Places(Math.Min(factor, 2), factor), Places(Math.Min(factor, 4), factor));
        float[] luma = new float[width / factor * (height / factor)];
        for (int i = 0; i < luma.Length; i++)
        {
            (int left, int top) = (i % (width / factor) * factor, i / (width / factor) * factor);
            luma[i] = (float)columns.Average(column => lines.Average(line => Luma(bgr, (((top + line) * width) + left + column) * 3)));
        }

        return luma;
    }

    private static double Luma(byte[] bgr, int at) => (0.114 * bgr[at]) + (0.587 * bgr[at + 1]) + (0.299 * bgr[at + 2]);

    /// <summary>The middles of equal parts of a block.</summary>
    private static int[] Places(int count, int factor) => [.. Enumerable.Range(0, count).Select(sample => (int)((sample + 0.5) * factor / count))];

    private static void AssertClose(float[] expected, float[] actual, string where)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) < 0.001f, $"{where}: element {i} is {actual[i]}, should be {expected[i]}");
    }
}
