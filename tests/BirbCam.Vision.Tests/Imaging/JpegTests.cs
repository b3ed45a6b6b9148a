using BirbCam.Tests;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Tests.Imaging.Jpeg;

namespace BirbCam.Vision.Tests.Imaging;

public sealed class JpegBySkiaTests() : JpegTests(JpegLibrary.Skia);

public sealed class JpegByTurboJpegTests() : JpegTests(JpegLibrary.TurboJpeg)
{
    [Theory]
    [InlineData(Rotation.None)]
    [InlineData(Rotation.Clockwise90)]
    public void Nothing_is_allocated(Rotation rotation)
    {
        byte[] jpeg = JpegEncoder.Encode(Ramp(64, 48), 64, 48, 90);
        byte[] bgr = new byte[64 * 48 * 3];
        (int width, int height) = Rotate.Size(64, 48, rotation);
        JpegDecoder decoder = Decoder();
        GrayImage? gray = null;

        Assert.Equal(0, Allocations.Of(() => decoder.DecodeBgr(jpeg, width, height, rotation, bgr)));
        Assert.Equal(0, Allocations.Of(() => decoder.DecodeLuma(jpeg, 8, rotation, ref gray)));
    }
}

/// <summary>What the decoder promises, whichever library does the work.</summary>
public abstract class JpegTests(JpegLibrary library)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_frame_of_jpeg_bytes_decodes_when_it_is_looked_at()
    {
        byte[] jpeg = JpegEncoder.Encode(Ramp(64, 48), 64, 48, 95);
        FramePool pool = Pool();
        using Frame frame = pool.TryRentJpeg(jpeg, 64, 48, Rotation.None, Noon, 0)!;

        Assert.True(frame.IsCompressed);
        Assert.Equal(0, pool.Decoded);
        AssertNear(Ramp(64, 48), frame.Pixels.ToArray());
        Assert.False(frame.IsCompressed);
        Assert.Equal(1, pool.Decoded);
    }

    [Theory]
    [InlineData(Rotation.Clockwise90)]
    [InlineData(Rotation.HalfTurn)]
    [InlineData(Rotation.Clockwise270)]
    public void Jpeg_and_pixels_are_turned_alike(Rotation rotation)
    {
        byte[] ramp = Ramp(64, 48);
        byte[] jpeg = JpegEncoder.Encode(ramp, 64, 48, 95);
        using Frame fromJpeg = Pool().TryRentJpeg(jpeg, 64, 48, rotation, Noon, 0)!;
        using Frame fromPixels = Pool().TryRent(ramp, 64, 48, rotation, Noon, 0)!;

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
        byte[] jpeg = JpegEncoder.Encode(Ramp(61, 47), 61, 47, 95);
        GrayImage? grey = null;
        Decoder().DecodeLuma(jpeg, reduction, Rotation.Clockwise90, ref grey);

        // What the reduction does not divide is rounded up.
        Assert.Equal(((47 + reduction - 1) / reduction, (61 + reduction - 1) / reduction), (grey!.Width, grey.Height));

        // The ramp brightens to the right; turned clockwise it brightens downwards.
        Assert.True(grey.Pixels[^grey.Width] > grey.Pixels[0] + 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void A_picture_of_one_pixel_is_one_pixel_at_any_reduction(int reduction)
    {
        byte[] jpeg = JpegEncoder.Encode([50, 50, 50], 1, 1, 95);
        byte[] bgr = new byte[3];
        GrayImage? grey = null;
        JpegDecoder decoder = Decoder();
        decoder.DecodeBgr(jpeg, 1, 1, Rotation.None, bgr);
        decoder.DecodeLuma(jpeg, reduction, Rotation.None, ref grey);

        Assert.Equal((1, 1), (grey!.Width, grey.Height));
        Assert.All([bgr[0], bgr[1], bgr[2], grey.Pixels[0]], value => Assert.InRange(value, 48, 52));
    }

    [Fact]
    public void The_cameras_own_bytes_are_passed_on()
    {
        byte[] jpeg = JpegEncoder.Encode(Ramp(64, 48), 64, 48, 95);
        using Frame frame = Pool().TryRentJpeg(jpeg, 64, 48, Rotation.None, Noon, 0)!;

        Assert.Equal(jpeg, JpegEncoder.Encode(frame));
    }

    [Fact]
    public void A_damaged_frame_never_shows_the_picture_that_had_its_memory_before()
    {
        FramePool pool = Pool();
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
        using Frame frame = Pool().TryRentJpeg(jpeg, 48, 48, Rotation.None, Noon, 0)!;

        Assert.Throws<ImageFormatException>(() => frame.Pixels.Length);
    }

    private protected JpegDecoder Decoder() => DecoderBy.Library(library);

    private protected static byte[] Ramp(int width, int height)
    {
        byte[] bgr = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
            (bgr[i * 3], bgr[(i * 3) + 1], bgr[(i * 3) + 2]) = ((byte)(i % width * 3), (byte)(i % width * 3), (byte)(i / width * 2));
        return bgr;
    }

    private FramePool Pool() => new(1, Decoder());

    private static void AssertNear(byte[] expected, byte[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double mean = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(mean, 0, 3);
    }
}
