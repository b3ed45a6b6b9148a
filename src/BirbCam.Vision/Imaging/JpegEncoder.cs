using System.Buffers;
using SkiaSharp;

namespace BirbCam.Vision.Imaging;

/// <summary>Frames as JPEG files.</summary>
public static class JpegEncoder
{
    /// <summary>The quality of kept pictures: past 90 the files grow quickly and no classifier tells the difference.</summary>
    public const int KeptQuality = 90;

    /// <summary>The frame as JPEG bytes. The camera's own JPEG is passed on as it is where it needs no turn.</summary>
    public static byte[] Encode(Frame frame, int quality = KeptQuality)
        => !frame.Jpeg.IsEmpty && frame.JpegRotation == Rotation.None
            ? frame.Jpeg.ToArray()
            : Encode(frame.Pixels, frame.Width, frame.Height, quality);

    /// <param name="bgr">height·width·3 bytes, blue first.</param>
    /// <param name="quality">1–100.</param>
    public static byte[] Encode(ReadOnlySpan<byte> bgr, int width, int height, int quality)
    {
        using SKBitmap bitmap = Bitmaps.FromBgr(bgr, width, height);
        return Encode(bitmap, quality);
    }

    /// <summary>The same, into memory that can be used again.</summary>
    /// <inheritdoc cref="Encode(ReadOnlySpan{byte}, int, int, int)"/>
    public static void Encode(ReadOnlySpan<byte> bgr, int width, int height, int quality, IBufferWriter<byte> into)
    {
        using SKBitmap bitmap = Bitmaps.FromBgr(bgr, width, height);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        into.Write(data.AsSpan());
    }

    internal static byte[] Encode(SKBitmap bitmap, int quality)
    {
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }
}
