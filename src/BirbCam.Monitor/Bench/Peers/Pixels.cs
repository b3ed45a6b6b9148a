using BirbCam.Vision.Imaging;
using OpenCvSharp;

namespace BirbCam.Monitor.Bench.Peers;

/// <summary>Our pixels in OpenCV's memory.</summary>
internal static class Pixels
{
    /// <param name="frame">Decoded.</param>
    /// <param name="mat">Receives Height×Width×3 bytes, BGR.</param>
    public static void Copy(Frame frame, Mat mat)
    {
        mat.Create(frame.Height, frame.Width, MatType.CV_8UC3);
        frame.Pixels.CopyTo(mat.AsSpan<byte>());
    }
}
