using SkiaSharp;

namespace BirbCam.Vision.Imaging;

/// <summary>Between our BGR pixels and Skia's bitmaps, for drawing.</summary>
public static class Bitmaps
{
    /// <summary>A bitmap (BGRA, opaque) with a copy of the pixels; the caller disposes it.</summary>
    /// <param name="bgr">height·width·3 bytes, blue first.</param>
    public static SKBitmap FromBgr(ReadOnlySpan<byte> bgr, int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < width * height * 3; from += 3, to += 4)
        {
            pixels[to] = bgr[from];
            pixels[to + 1] = bgr[from + 1];
            pixels[to + 2] = bgr[from + 2];
            pixels[to + 3] = 255;
        }

        return bitmap;
    }

    /// <summary>Leaves out every fourth byte.</summary>
    /// <param name="bgra">n·4 bytes.</param>
    /// <param name="bgr">Receives n·3 bytes.</param>
    public static void ToBgr(ReadOnlySpan<byte> bgra, Span<byte> bgr)
    {
        for (int from = 0, to = 0; from < bgra.Length; from += 4, to += 3)
        {
            bgr[to] = bgra[from];
            bgr[to + 1] = bgra[from + 1];
            bgr[to + 2] = bgra[from + 2];
        }
    }
}
