using BirbCam.Monitor.Publishing;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Publishing;

public sealed class WirePictureTests
{
    [Theory]
    [InlineData(1280, 720, 640, 360)]
    [InlineData(720, 1280, 360, 640)]
    [InlineData(641, 3, 640, 2)]
    [InlineData(4000, 1, 640, 1)]
    public void A_large_picture_shrinks_to_its_longer_side(int width, int height, int smallWidth, int smallHeight)
        => Assert.Equal((smallWidth, smallHeight), JpegDecoder.ReadSize(WirePicture.From(Jpeg(width, height, new byte[width * height * 3], 90))));

    [Fact]
    public void A_picture_that_is_small_enough_is_passed_on_as_it_is()
    {
        byte[] jpeg = Jpeg(640, 480, new byte[640 * 480 * 3], 90);

        Assert.Same(jpeg, WirePicture.From(jpeg));
    }

    [Fact]
    public void Even_noise_ends_below_the_limit()
    {
        byte[] noise = new byte[1920 * 1920 * 3];
        new Random(1).NextBytes(noise);
        byte[] small = new byte[640 * 640 * 3];
        new Random(2).NextBytes(small);

        Assert.InRange(WirePicture.From(Jpeg(1920, 1920, noise, 100)).Length, 1, WirePicture.MaxBytes);
        Assert.InRange(WirePicture.From(Jpeg(640, 640, small, 100)).Length, 1, WirePicture.MaxBytes);
    }

    [Fact]
    public void Shrinking_takes_the_mean_of_what_is_covered()
    {
        // Columns of 0 and 200 in turn: at half the size every pixel is 100.
        byte[] stripes = new byte[1280 * 640 * 3];
        for (int i = 0; i < stripes.Length; i++)
            stripes[i] = (byte)(i / 3 % 2 * 200);

        byte[] wire = WirePicture.From(Jpeg(1280, 640, stripes, 100));
        byte[] bgr = new byte[640 * 320 * 3];
        new JpegDecoder().DecodeBgr(wire, 640, 320, Rotation.None, bgr);

        // JPEG itself is good to a few steps on a flat picture.
        Assert.All(bgr.Where((_, i) => i % 997 == 0), value => Assert.InRange(value, 96, 104));
    }

    [Fact]
    public void What_is_no_picture_is_refused()
        => Assert.Throws<ImageFormatException>(() => WirePicture.From([1, 2, 3]));

    private static byte[] Jpeg(int width, int height, byte[] bgr, int quality) => JpegEncoder.Encode(bgr, width, height, quality);
}
