using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Tests.Imaging;

public sealed class JpegTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_frame_of_jpeg_bytes_decodes_when_it_is_looked_at()
    {
        byte[] jpeg = JpegEncoder.Encode(Ramp(64, 48), 64, 48, 95);
        using Frame frame = new FramePool(1).TryRentJpeg(jpeg, 64, 48, Rotation.None, Noon, 0)!;

        Assert.True(frame.IsCompressed);
        AssertNear(Ramp(64, 48), frame.Pixels.ToArray());
        Assert.False(frame.IsCompressed);
    }

    [Theory]
    [InlineData(Rotation.Clockwise90)]
    [InlineData(Rotation.HalfTurn)]
    [InlineData(Rotation.Clockwise270)]
    public void Jpeg_and_pixels_are_turned_alike(Rotation rotation)
    {
        byte[] ramp = Ramp(64, 48);
        byte[] jpeg = JpegEncoder.Encode(ramp, 64, 48, 95);
        using Frame fromJpeg = new FramePool(1).TryRentJpeg(jpeg, 64, 48, rotation, Noon, 0)!;
        using Frame fromPixels = new FramePool(1).TryRent(ramp, 64, 48, rotation, Noon, 0)!;

        Assert.Equal((fromPixels.Width, fromPixels.Height), (fromJpeg.Width, fromJpeg.Height));
        AssertNear(fromPixels.Pixels.ToArray(), fromJpeg.Pixels.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Reduced_grey_shows_the_same_picture(int reduction)
    {
        byte[] jpeg = JpegEncoder.Encode(Ramp(64, 48), 64, 48, 95);
        GrayImage? grey = null;
        new JpegDecoder().DecodeLuma(jpeg, reduction, Rotation.Clockwise90, ref grey);

        Assert.Equal((48 / reduction, 64 / reduction), (grey!.Width, grey.Height));

        // The ramp brightens to the right; turned clockwise it brightens downwards.
        Assert.True(grey.Pixels[^grey.Width] > grey.Pixels[0] + 100);
    }

    [Fact]
    public void The_cameras_own_bytes_are_passed_on()
    {
        byte[] jpeg = JpegEncoder.Encode(Ramp(64, 48), 64, 48, 95);
        using Frame frame = new FramePool(1).TryRentJpeg(jpeg, 64, 48, Rotation.None, Noon, 0)!;

        Assert.Equal(jpeg, JpegEncoder.Encode(frame));
    }

    [Fact]
    public void Damaged_bytes_are_one_kind_of_error_and_lose_no_memory()
    {
        byte[] good = JpegEncoder.Encode(Ramp(64, 48), 64, 48, 90);
        var seeded = new Random(3);
        var pool = new FramePool(1);
        var decoder = new JpegDecoder();
        GrayImage? grey = null;

        for (int round = 0; round < 300; round++)
        {
            byte[] bad = good[..seeded.Next(1, good.Length)];
            for (int flips = seeded.Next(4); flips > 0; flips--)
                bad[seeded.Next(bad.Length)] ^= (byte)(1 << seeded.Next(8));

            using Frame frame = pool.TryRentJpeg(bad, 64, 48, Rotation.None, Noon, round)!;
            Exception? full = Record.Exception(() => frame.Pixels.Length);
            Exception? reduced = Record.Exception(() => decoder.DecodeLuma(bad, 2, Rotation.None, ref grey));
            Assert.True(full is null or ImageFormatException, full?.ToString());
            Assert.True(reduced is null or ImageFormatException, reduced?.ToString());
        }

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void A_damaged_frame_never_shows_the_picture_that_had_its_memory_before()
    {
        var pool = new FramePool(1);
        pool.TryRent(Ramp(64, 48), 64, 48, Rotation.None, Noon, 0)!.Dispose();
        byte[] cut = JpegEncoder.Encode(Ramp(64, 48), 64, 48, 90)[..^300];
        using Frame frame = pool.TryRentJpeg(cut, 64, 48, Rotation.None, Noon, 1)!;

        Assert.Throws<ImageFormatException>(() => frame.Pixels.Length);
        Assert.Throws<ImageFormatException>(() => frame.Pixels.Length);
        Assert.True(frame.IsCompressed);
    }

    [Fact]
    public void A_header_that_lies_about_the_size_is_refused()
    {
        byte[] jpeg = JpegEncoder.Encode(Ramp(64, 48), 64, 48, 90);
        using Frame frame = new FramePool(1).TryRentJpeg(jpeg, 48, 48, Rotation.None, Noon, 0)!;

        Assert.Throws<ImageFormatException>(() => frame.Pixels.Length);
    }

    private static byte[] Ramp(int width, int height)
    {
        byte[] bgr = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
            (bgr[i * 3], bgr[(i * 3) + 1], bgr[(i * 3) + 2]) = ((byte)(i % width * 3), (byte)(i % width * 3), (byte)(i / width * 2));
        return bgr;
    }

    private static void AssertNear(byte[] expected, byte[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double mean = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(mean, 0, 3);
    }
}
