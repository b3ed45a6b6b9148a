using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Capture;

/// <summary>Small pictures that a seed makes: the same seed, the same bytes.</summary>
internal static class TestPictures
{
    public static byte[] Bgr(int width, int height, int seed)
    {
        byte[] bgr = new byte[width * height * 3];
        new Random(seed).NextBytes(bgr);
        return bgr;
    }

    public static byte[] Jpeg(int width, int height, int seed) => JpegEncoder.Encode(Bgr(width, height, seed), width, height, 80);
}
