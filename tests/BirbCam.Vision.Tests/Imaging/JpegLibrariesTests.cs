using BirbCam.Vision.Imaging;
using BirbCam.Vision.Tests.Imaging.Jpeg;

namespace BirbCam.Vision.Tests.Imaging;

/// <summary>A machine where TurboJPEG is installed sees the same as one where it is not.</summary>
public sealed class JpegLibrariesTests
{
    private static readonly string Scene = Path.Combine(AppContext.BaseDirectory, "Explanation", "Fixtures", "scene.png");

    private readonly JpegDecoder _skia = DecoderBy.Library(JpegLibrary.Skia);
    private readonly JpegDecoder _turbo = DecoderBy.Library(JpegLibrary.TurboJpeg);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Both_give_the_same_luma(int reduction)
    {
        byte[] jpeg = SceneAsJpeg(out _, out _);
        GrayImage? bySkia = null, byTurbo = null;
        _skia.DecodeLuma(jpeg, reduction, Rotation.None, ref bySkia);
        _turbo.DecodeLuma(jpeg, reduction, Rotation.None, ref byTurbo);

        AssertClose(bySkia!.Pixels, byTurbo!.Pixels);
    }

    [Fact]
    public void Both_give_the_same_colours()
    {
        byte[] jpeg = SceneAsJpeg(out int width, out int height);
        byte[] bySkia = new byte[width * height * 3], byTurbo = new byte[width * height * 3];
        _skia.DecodeBgr(jpeg, width, height, Rotation.None, bySkia);
        _turbo.DecodeBgr(jpeg, width, height, Rotation.None, byTurbo);

        AssertClose(bySkia, byTurbo);
    }

    /// <summary>Skia's luma goes by way of rounded colours: a level, seldom two. (Colours outside the gamut, which no sensor delivers, it clips first.)</summary>
    private static void AssertClose(ReadOnlySpan<byte> bySkia, ReadOnlySpan<byte> byTurbo)
    {
        Assert.Equal(bySkia.Length, byTurbo.Length);
        int[] off = new int[bySkia.Length];
        for (int i = 0; i < off.Length; i++)
            off[i] = Math.Abs(bySkia[i] - byTurbo[i]);

        Assert.InRange(off.Max(), 0, 2);
        Assert.InRange(off.Average(), 0, 0.01);
    }

    private static byte[] SceneAsJpeg(out int width, out int height)
    {
        using Frame scene = Picture.Read(Scene, DateTimeOffset.UnixEpoch);
        (width, height) = (scene.Width, scene.Height);
        return JpegEncoder.Encode(scene.Pixels, width, height, 90);
    }
}
