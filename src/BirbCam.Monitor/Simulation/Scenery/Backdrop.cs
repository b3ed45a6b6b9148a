using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Scenery;

/// <summary>What never moves in a scene, drawn once: the far side of the street, and before it the balcony.</summary>
internal sealed class Backdrop
{
    private Backdrop(byte[] bgra, byte[] far)
    {
        Bgra = bgra;
        Far = far;
    }

    /// <summary>height·width·4 bytes.</summary>
    public byte[] Bgra { get; }

    /// <summary>height·width bytes: 255 where the picture shows the far side, 0 where the balcony hides it.</summary>
    public byte[] Far { get; }

    public static Backdrop Draw(BalconyLayout layout, int seed, int width, int height)
    {
        using var far = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Premul));
        using var near = new SKBitmap(far.Info);
        using (var canvas = new SKCanvas(far))
        {
            canvas.Scale(layout.Scale);
            new StreetPainter(layout, new Random(seed + 1)).Paint(canvas);
        }

        using (var canvas = new SKCanvas(near))
        {
            canvas.Clear(SKColors.Transparent);
            canvas.Scale(layout.Scale);
            new BalconyPainter(layout, new Random(seed + 2)).Paint(canvas);
        }

        using var whole = new SKBitmap(far.Info);
        using (var canvas = new SKCanvas(whole))
        {
            // The camera is focused on the balcony.
            using SKImageFilter outOfFocus = SKImageFilter.CreateBlur(0.8f * layout.Scale, 0.8f * layout.Scale, SKShaderTileMode.Clamp, null);
            using SKPaint blurred = new() { ImageFilter = outOfFocus };
            canvas.DrawBitmap(far, 0, 0, SKSamplingOptions.Default, blurred);
            canvas.DrawBitmap(near, 0, 0, SKSamplingOptions.Default);
        }

        byte[] bgra = whole.GetPixelSpan().ToArray();
        Wear(bgra, layout, seed, width, height);
        return new Backdrop(bgra, FarMask(near));
    }

    private static byte[] FarMask(SKBitmap near)
    {
        ReadOnlySpan<byte> pixels = near.GetPixelSpan();
        byte[] far = new byte[near.Width * near.Height];
        for (int i = 0; i < far.Length; i++)
            far[i] = (byte)(255 - pixels[(i * 4) + 3]);
        return far;
    }

    /// <summary>Paint is never even: stains and wear at two scales, so that no area is as flat as a drawing.</summary>
    private static void Wear(Span<byte> bgra, BalconyLayout layout, int seed, int width, int height)
    {
        float fine = 1 / (2.3f * layout.Scale), coarse = 1 / (21f * layout.Scale);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                float wear = 0.93f
                    + (0.07f * SeededNoise.Smooth(seed + 41, x * fine, y * fine))
                    + (0.07f * SeededNoise.Smooth(seed + 42, x * coarse, y * coarse));
                Span<byte> pixel = bgra.Slice(((y * width) + x) * 4, 3);
                for (int channel = 0; channel < 3; channel++)
                    pixel[channel] = (byte)Math.Min(255f, pixel[channel] * wear);
            }
        }
    }
}
