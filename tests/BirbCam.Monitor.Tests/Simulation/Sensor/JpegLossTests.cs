using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Simulation.Sensor;
using BirbCam.Vision.Imaging;
using SkiaSharp;

namespace BirbCam.Monitor.Tests.Simulation.Sensor;

public sealed class JpegLossTests
{
    [Theory]
    [InlineData(30, 640, 480)]
    [InlineData(70, 640, 480)]
    [InlineData(90, 333, 251)]
    public void It_loses_what_a_real_jpeg_loses(int quality, int width, int height)
    {
        using var scene = new BalconyScene(new SimulationOptions { Width = width, Height = height });
        byte[] original = new byte[width * height * 3];
        scene.Render(TimeSpan.FromSeconds(9), original);
        byte[] real = ThroughJpeg(original, width, height, quality);
        byte[] ours = [.. original];

        new JpegLoss(quality, width).Apply(ours);

        // Another decoder smooths the colours between their places, and rounds otherwise; what is lost is the same.
        double lost = Difference(original, real), between = Difference(ours, real);
        Assert.InRange(Difference(original, ours), 0.8 * lost, 1.2 * lost);
        Assert.True(between < 0.5 * lost, $"{between:0.00} apart, where {lost:0.00} are lost");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 3)]
    public void A_picture_smaller_than_a_block_keeps_its_colour(int width, int height)
    {
        byte[] grey = [.. Enumerable.Repeat((byte)120, width * height * 3)];

        new JpegLoss(80, width).Apply(grey);

        Assert.All(grey, value => Assert.InRange(value, 118, 122));
    }

    [Fact]
    public void It_allocates_nothing_once_it_is_there()
    {
        byte[] bgr = new byte[64 * 64 * 3];
        var loss = new JpegLoss(80, 64);
        loss.Apply(bgr);

        long before = GC.GetAllocatedBytesForCurrentThread();
        loss.Apply(bgr);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] ThroughJpeg(byte[] bgr, int width, int height, int quality)
    {
        using SKBitmap decoded = SKBitmap.Decode(
            JpegEncoder.Encode(bgr, width, height, quality), new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        byte[] back = new byte[bgr.Length];
        Bitmaps.ToBgr(decoded.GetPixelSpan(), back);
        return back;
    }

    /// <summary>Grey levels, on the mean.</summary>
    private static double Difference(byte[] one, byte[] other) => one.Zip(other).Average(pair => Math.Abs(pair.First - pair.Second));
}
