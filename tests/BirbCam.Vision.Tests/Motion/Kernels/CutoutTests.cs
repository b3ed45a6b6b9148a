using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class CutoutTests
{
    [Theory]
    [InlineData(1, 1, 0, 0, 1, 1)]
    [InlineData(30, 20, 0, 0, 30, 20)]
    [InlineData(30, 20, 29, 19, 1, 1)]
    [InlineData(30, 20, 11, 7, 9, 5)]
    public void The_edges_of_the_picture_are_repeated_around_the_box(int width, int height, int x, int y, int boxWidth, int boxHeight)
    {
        float[] plane = [.. Enumerable.Range(0, width * height).Select(i => (float)i)];
        byte[] mask = [.. Enumerable.Range(0, width * height).Select(i => i % 3 == 0 ? (byte)0 : (byte)255)];
        var cutout = new Cutout(width, height);

        cutout.MoveTo(new PixelRect(x, y, boxWidth, boxHeight), mask);
        ReadOnlySpan<float> cut = cutout.Cut(plane, new float[cutout.Capacity]);

        for (int row = 0; row < cutout.Rows; row++)
        {
            for (int column = 0; column < cutout.Stride; column++)
            {
                (int atX, int atY) = (x + column - FadedCopy.Margin, y + row - FadedCopy.Margin);
                int nearest = (Math.Clamp(atY, 0, height - 1) * width) + Math.Clamp(atX, 0, width - 1);
                bool isInside = atX >= x && atX < x + boxWidth && atY >= y && atY < y + boxHeight;
                Assert.Equal(plane[nearest], cut[(row * cutout.Stride) + column]);
                Assert.Equal(isInside && mask[nearest] != 0 ? 1 : 0, cutout.Weights[(row * cutout.Stride) + column]);
            }
        }
    }

    [Fact]
    public void A_line_stands_for_those_that_are_left_out()
    {
        float[] plane = [.. Enumerable.Range(0, 30 * 10).Select(i => (float)i)];
        var cutout = new Cutout(30, 20);

        cutout.MoveTo(new PixelRect(0, 6, 5, 4), new byte[30 * 20]);
        ReadOnlySpan<float> cut = cutout.Cut(plane, new float[cutout.Capacity], lineStep: 2);

        for (int row = 0; row < cutout.Rows; row++)
            Assert.Equal(plane[Math.Clamp(6 + row - FadedCopy.Margin, 0, 19) / 2 * 30], cut[row * cutout.Stride]);
    }
}
