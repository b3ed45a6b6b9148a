using BirbCam.Tests;
using BirbCam.Vision.Classification;

namespace BirbCam.Vision.Tests.Classification;

public sealed class InputTensorTests
{
    private static readonly Random Seeded = new(7);

    [Fact]
    public void At_the_same_size_every_value_is_the_pixel_normalised()
    {
        byte[] bgr = Noise(8, 8);
        var tensor = new InputTensor(Input(8, 8) with { Scale = 1.0 / 255, Mean = [0.5, 0.25, 0.125], Std = [0.5, 1, 2] });
        tensor.Fill(bgr, 8, 8, new InputView(0, 0, 8, 8));

        int at = (3 * 8) + 5;
        Assert.Equal(((bgr[(at * 3) + 2] / 255f) - 0.5f) / 0.5f, tensor.Values[at], 1e-5f);
        Assert.Equal((bgr[(at * 3) + 1] / 255f) - 0.25f, tensor.Values[64 + at], 1e-5f);
        Assert.Equal(((bgr[at * 3] / 255f) - 0.125f) / 2, tensor.Values[128 + at], 1e-5f);
    }

    [Fact]
    public void Bgr_and_nhwc_are_where_the_card_says()
    {
        byte[] bgr = Noise(8, 8);
        var tensor = new InputTensor(Input(8, 8) with { Scale = 1, Colour = ColourOrder.Bgr, Layout = TensorLayout.Nhwc });
        tensor.Fill(bgr, 8, 8, new InputView(0, 0, 8, 8));

        Assert.All(Enumerable.Range(0, bgr.Length), i => Assert.Equal(bgr[i], tensor.Values[i], 1e-4f));
    }

    [Theory]
    [InlineData(0, 0, 40, 30)]
    [InlineData(3.25, 4.5, 21.5, 17.25)]
    [InlineData(10, 8, 6, 5)]
    public void Any_view_agrees_with_the_triangle_filter_one_pixel_at_a_time(double x, double y, double width, double height)
    {
        byte[] bgr = Noise(40, 30);
        var view = new InputView(x, y, width, height);
        var tensor = new InputTensor(Input(12, 9) with { Scale = 1 });
        tensor.Fill(bgr, 40, 30, view);

        for (int row = 0; row < 9; row++)
        {
            for (int column = 0; column < 12; column++)
                Assert.Equal(Triangle(bgr, 40, 30, view, 12, 9, column, row, channel: 2), tensor.Values[(row * 12) + column], 1e-3f);
        }
    }

    [Fact]
    public void Beyond_the_frame_the_tensor_is_zero_after_normalisation()
    {
        byte[] bgr = Noise(16, 8);
        var tensor = new InputTensor(Input(8, 8) with { Mean = [0.4, 0.4, 0.4], Std = [0.2, 0.2, 0.2], Resize = ResizeRule.Pad });
        tensor.Fill(bgr, 16, 8, InputView.OfFrame(16, 8, Input(8, 8) with { Resize = ResizeRule.Pad }));

        Assert.All(Enumerable.Range(0, 16), i => Assert.Equal(0, tensor.Values[i]));
        Assert.All(Enumerable.Range(48, 16), i => Assert.Equal(0, tensor.Values[i]));
        Assert.Contains(Enumerable.Range(16, 32), i => tensor.Values[i] != 0);
    }

    [Fact]
    public void Filling_again_allocates_nothing()
    {
        byte[] bgr = Noise(64, 48);
        var tensor = new InputTensor(Input(32, 24));
        tensor.Fill(bgr, 64, 48, new InputView(0, 0, 64, 48));

        Assert.Equal(0, Allocations.Of(() => tensor.Fill(bgr, 64, 48, new InputView(4, 4, 30, 30))));
    }

    private static ModelInput Input(int width, int height) => new() { Name = "image", Width = width, Height = height };

    private static byte[] Noise(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        Seeded.NextBytes(pixels);
        return pixels;
    }

    private static float Triangle(byte[] bgr, int width, int height, InputView view, int columns, int rows, int column, int row, int channel)
    {
        double stepX = view.Width / columns, stepY = view.Height / rows;
        double centreX = view.X + ((column + 0.5) * stepX), centreY = view.Y + ((row + 0.5) * stepY);
        double sum = 0, weights = 0;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double weight = Math.Max(0, 1 - (Math.Abs(x + 0.5 - centreX) / Math.Max(1, stepX))) * Math.Max(0, 1 - (Math.Abs(y + 0.5 - centreY) / Math.Max(1, stepY)));
                sum += weight * bgr[(((y * width) + x) * 3) + channel];
                weights += weight;
            }
        }

        return (float)(sum / weights);
    }
}
