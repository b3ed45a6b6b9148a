using BirbCam.Monitor.Capture.Streams;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Capture.Streams;

public sealed class JpegHeaderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(640, 480)]
    [InlineData(33, 1000)]
    public void The_size_is_what_the_decoder_says(int width, int height)
    {
        byte[] jpeg = TestPictures.Jpeg(width, height, 1);

        Assert.True(JpegHeader.TryReadSize(jpeg, out int w, out int h));
        Assert.Equal(JpegDecoder.ReadSize(jpeg), (w, h));
    }

    [Fact]
    public void A_header_cut_anywhere_is_no_header_and_a_hurt_one_no_crash()
    {
        byte[] jpeg = TestPictures.Jpeg(32, 24, 1);
        Assert.True(JpegHeader.TryReadSize(jpeg, out _, out _));
        for (int length = 0; length < 100; length++)
            _ = JpegHeader.TryReadSize(jpeg.AsSpan(0, length), out _, out _);

        var random = new Random(1);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] hurt = jpeg[..random.Next(jpeg.Length)];
            for (int i = 0; i < 5 && hurt.Length > 0; i++)
                hurt[random.Next(hurt.Length)] = (byte)random.Next(256);
            if (JpegHeader.TryReadSize(hurt, out int width, out int height))
                Assert.True(width > 0 && height > 0);
        }
    }
}
