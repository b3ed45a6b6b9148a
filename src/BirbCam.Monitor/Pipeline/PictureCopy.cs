using System.Buffers;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Pipeline;

/// <summary>A frame's picture for somebody who has time: its pixels are copied at once, and made into a JPEG when it is wanted, on the thread of whoever wants it.</summary>
internal static class PictureCopy
{
    /// <summary>A camera's own JPEG is passed on as it came.</summary>
    /// <param name="quality">1–100, of what is made here.</param>
    /// <param name="encoded">Called where one was made.</param>
    /// <exception cref="ImageFormatException">The camera's JPEG must be turned, and is damaged.</exception>
    public static Lazy<byte[]> Of(Frame frame, int quality, Action? encoded = null)
    {
        if (!frame.Jpeg.IsEmpty && frame.JpegRotation == Rotation.None)
            return new Lazy<byte[]>(frame.Jpeg.ToArray());

        ReadOnlySpan<byte> pixels = frame.Pixels;
        (int width, int height) = (frame.Width, frame.Height);
        byte[] copy = ArrayPool<byte>.Shared.Rent(pixels.Length);
        pixels.CopyTo(copy);
        return new Lazy<byte[]>(() =>
        {
            byte[] jpeg = JpegEncoder.Encode(copy.AsSpan(0, width * height * 3), width, height, quality);
            ArrayPool<byte>.Shared.Return(copy);
            encoded?.Invoke();
            return jpeg;
        });
    }
}
