using SkiaSharp;

namespace BirbCam.Vision.Imaging.Overlays;

/// <summary>One colour that is stronger here and weaker there, to be laid over a picture.</summary>
public static class Tint
{
    /// <summary>As PNG bytes, clear where the strength is 0.</summary>
    /// <param name="strength">height·width bytes in row order: 0 is clear, 255 hides what is under it.</param>
    /// <param name="colour">Red, green and blue as 0xRRGGBB.</param>
    public static byte[] ToPng(ReadOnlySpan<byte> strength, int width, int height, uint colour)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < width * height; i++)
        {
            pixels[4 * i] = (byte)(colour >> 16);
            pixels[(4 * i) + 1] = (byte)(colour >> 8);
            pixels[(4 * i) + 2] = (byte)colour;
            pixels[(4 * i) + 3] = strength[i];
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }
}
