using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Publishing;

/// <summary>Pictures made small enough for a broker.</summary>
internal static class WirePicture
{
    /// <summary>Pixels.</summary>
    public const int MaxSide = 640;

    public const int MaxBytes = 150_000;

    /// <summary>Each step saves about a third; even noise of 640 × 640 pixels ends below the limit at the last one.</summary>
    private static readonly int[] Qualities = [85, 70, 50, 30, 10];

    /// <summary>The picture with its longer side at most <see cref="MaxSide"/> and at most <see cref="MaxBytes"/> as JPEG; the same bytes where it is already.</summary>
    /// <param name="jpeg">A whole JPEG.</param>
    /// <exception cref="ImageFormatException">Not a picture, or damaged.</exception>
    public static byte[] From(byte[] jpeg)
    {
        (int width, int height) = JpegDecoder.ReadSize(jpeg);
        if (Math.Max(width, height) <= MaxSide && jpeg.Length <= MaxBytes)
            return jpeg;

        byte[] bgr = new byte[height * width * 3];
        new JpegDecoder().DecodeBgr(jpeg, width, height, Rotation.None, bgr);
        double scale = Math.Min(1, (double)MaxSide / Math.Max(width, height));
        int smallWidth = Math.Max(1, (int)(width * scale));
        int smallHeight = Math.Max(1, (int)(height * scale));
        byte[] small = new byte[smallHeight * smallWidth * 3];
        Average(bgr, width, height, small, smallWidth, smallHeight);

        byte[] encoded = [];
        foreach (int quality in Qualities)
        {
            encoded = JpegEncoder.Encode(small, smallWidth, smallHeight, quality);
            if (encoded.Length <= MaxBytes)
                break;
        }

        return encoded;
    }

    /// <summary>Each pixel is the mean of the whole pixels that it covers, so that fine structure does not turn into patterns.</summary>
    /// <param name="bgr">height·width·3 bytes.</param>
    /// <param name="small">Receives smallHeight·smallWidth·3 bytes; no larger than the picture.</param>
    private static void Average(ReadOnlySpan<byte> bgr, int width, int height, Span<byte> small, int smallWidth, int smallHeight)
    {
        for (int y = 0; y < smallHeight; y++)
        {
            int top = (int)((long)y * height / smallHeight);
            int bottom = (int)((long)(y + 1) * height / smallHeight);
            for (int x = 0; x < smallWidth; x++)
            {
                int left = (int)((long)x * width / smallWidth);
                int right = (int)((long)(x + 1) * width / smallWidth);
                AverageOne(bgr, width, left, top, right, bottom, small.Slice(((y * smallWidth) + x) * 3, 3));
            }
        }
    }

    private static void AverageOne(ReadOnlySpan<byte> bgr, int width, int left, int top, int right, int bottom, Span<byte> pixel)
    {
        int blue = 0, green = 0, red = 0;
        for (int y = top; y < bottom; y++)
        {
            ReadOnlySpan<byte> row = bgr[(((y * width) + left) * 3)..(((y * width) + right) * 3)];
            for (int i = 0; i < row.Length; i += 3)
            {
                blue += row[i];
                green += row[i + 1];
                red += row[i + 2];
            }
        }

        int count = (right - left) * (bottom - top);
        pixel[0] = (byte)(blue / count);
        pixel[1] = (byte)(green / count);
        pixel[2] = (byte)(red / count);
    }
}
