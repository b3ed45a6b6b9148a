using System.Numerics;
using BirbCam.Tests;
using BirbCam.Vision.Imaging.Kernels;

namespace BirbCam.Vision.Tests.Imaging.Kernels;

public sealed class AreaResamplingTests
{
    /// <summary>The steps that a frame's size and a decoder's 1/2, 1/4 and 1/8 lead to.</summary>
    public static TheoryData<float> Steps => [1f, 1.125f, 1.25f, 1.5f, 1.75f, 2.5f];

    [Theory]
    [MemberData(nameof(Steps))]
    public void Means_agree_with_one_point_at_a_time(float step)
    {
        var random = new Random(2);
        for (int fromWidth = 3; fromWidth <= (2 * Vector<byte>.Count) + 3; fromWidth++)
        {
            int fromHeight = random.Next(3, 12);
            byte[] from = new byte[fromWidth * fromHeight];
            random.NextBytes(from);
            (int toWidth, int toHeight) = ((int)(fromWidth / step), (int)(fromHeight / step));

            float[] expected = ShrinkPointByPoint(from, fromWidth, fromHeight, step, toWidth, toHeight);
            float[] actual = Shrink(from, fromWidth, fromHeight, step, toWidth, toHeight);

            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], actual[i], 0.001f);
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_ramp_stays_the_ramp_it_is(float step)
    {
        byte[] ramp = [.. Enumerable.Range(0, 80 * 3).Select(i => (byte)(3 * (i % 80)))];
        int toWidth = (int)(80 / step);

        float[] shrunk = Shrink(ramp, 80, 3, step, toWidth, 1);

        for (int x = 1; x < toWidth - 1; x++)
            Assert.Equal(3 * (((x + 0.5f) * step) - 0.5f), shrunk[x], 0.01f);
    }

    [Theory]
    [InlineData(1f, 7, 5, 7, 5)]
    [InlineData(1.5f, 321, 240, 214, 160)]
    [InlineData(4.5f, 18, 9, 4, 2)]
    [InlineData(3f, 3, 3, 1, 1)]
    public void The_mean_of_the_picture_is_kept(float step, int fromWidth, int fromHeight, int toWidth, int toHeight)
    {
        byte[] from = new byte[fromWidth * fromHeight];
        new Random(2).NextBytes(from);

        Assert.Equal(from.Average(value => (float)value), Shrink(from, fromWidth, fromHeight, step, toWidth, toHeight).Average(), 0.05f);
    }

    [Fact]
    public void Whole_pixels_give_plain_means()
        => Assert.Equal([35f, 55f], Shrink([10, 20, 30, 40, 50, 60, 70, 80], 4, 2, 2, 2, 1));

    [Fact]
    public void What_fills_no_whole_area_is_left_out()
        => Assert.Equal([10f], Shrink([10, 10, 10, 10, 10, 10, 10, 10, 255], 3, 3, 2, 1, 1));

    [Fact]
    public void A_single_pixel_is_handled() => Assert.Equal([7f], Shrink([7], 1, 1, 1, 1, 1));

    [Fact]
    public void Nothing_is_allocated()
    {
        byte[] decoded = new byte[320 * 240];
        (float[] line, float[] luma) = (new float[320], new float[213 * 160]);

        Assert.Equal(0, Allocations.Of(() => AreaResampling.Shrink(decoded, 320, 240, 1.5f, line, luma, 213, 160)));
    }

    private static float[] Shrink(byte[] from, int fromWidth, int fromHeight, float step, int toWidth, int toHeight)
    {
        float[] to = new float[toWidth * toHeight];
        AreaResampling.Shrink(from, fromWidth, fromHeight, step, new float[fromWidth], to, toWidth, toHeight);
        return to;
    }

    /// <summary>The mean of a grid of points on each area, each on its pixel's slope; exact, as all steps are eighths and no cell of the grid lies on two pixels.</summary>
    private static float[] ShrinkPointByPoint(byte[] from, int fromWidth, int fromHeight, float step, int toWidth, int toHeight)
    {
        int points = (int)(8 * step);
        float[] to = new float[toWidth * toHeight];
        for (int i = 0; i < to.Length; i++)
        {
            double sum = 0;
            for (int point = 0; point < points * points; point++)
            {
                double x = ((i % toWidth) + (((point % points) + 0.5) / points)) * step;
                double y = ((i / toWidth) + (((point / points) + 0.5) / points)) * step;
                sum += Along(row => Along(column => from[(row * fromWidth) + column], fromWidth, x), fromHeight, y);
            }

            to[i] = (float)(sum / (points * points));
        }

        return to;
    }

    private static double Along(Func<int, double> value, int length, double place)
    {
        int at = Math.Min((int)place, length - 1);
        double slope = (value(Math.Min(at + 1, length - 1)) - value(Math.Max(at - 1, 0))) / 2;
        return value(at) + (slope * (place - at - 0.5));
    }
}
