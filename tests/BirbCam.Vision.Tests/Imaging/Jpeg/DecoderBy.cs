using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Tests.Imaging.Jpeg;

/// <summary>A decoder by a library of the test's choice; the test is skipped where that library is not installed.</summary>
internal static class DecoderBy
{
    public static JpegDecoder Library(JpegLibrary library)
    {
        Assert.SkipWhen(library == JpegLibrary.TurboJpeg && JpegDecoder.Library != JpegLibrary.TurboJpeg, "libturbojpeg0 is not installed");
        return new JpegDecoder(library);
    }
}
