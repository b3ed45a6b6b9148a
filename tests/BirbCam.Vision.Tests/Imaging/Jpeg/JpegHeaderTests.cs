using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Jpeg;

namespace BirbCam.Vision.Tests.Imaging.Jpeg;

public sealed class JpegHeaderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(640, 480)]
    [InlineData(33, 1000)]
    public void The_size_is_what_the_decoder_says(int width, int height)
    {
        byte[] jpeg = JpegEncoder.Encode(new byte[width * height * 3], width, height, 80);

        Assert.True(JpegHeader.TryRead(jpeg, out JpegHeader header));
        Assert.Equal((JpegDecoder.ReadSize(jpeg), (byte)3), ((header.Width, header.Height), header.Components));
    }

    [Fact]
    public void A_header_cut_anywhere_is_no_header_and_a_hurt_one_no_crash()
    {
        byte[] jpeg = FlatJpeg.Of(32, 24, components: 3);
        int headerEnds = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]) + 10;
        for (int length = 0; length <= jpeg.Length; length++)
            Assert.Equal(length >= headerEnds, JpegHeader.TryRead(jpeg.AsSpan(0, length), out _));

        var random = new Random(1);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] hurt = jpeg[..random.Next(jpeg.Length)];
            for (int i = 0; i < 5 && hurt.Length > 0; i++)
                hurt[random.Next(hurt.Length)] = (byte)random.Next(256);
            if (JpegHeader.TryRead(hurt, out JpegHeader header))
                Assert.True(header.Width > 0 && header.Height > 0);
        }
    }
}
