using SkiaSharp;

namespace BirbCam.Vision.Imaging;

/// <summary>The typeface of everything that is drawn: DejaVu Sans, with which matplotlib drew the ancestor's figures.</summary>
public static class Lettering
{
    private static readonly Lazy<SKTypeface> Loaded = new(Load);

    /// <summary>Shared, and never disposed.</summary>
    public static SKTypeface Face => Loaded.Value;

    /// <summary>Skia's build without system libraries brings no font, and text without one is blank.</summary>
    private static SKTypeface Load()
    {
        using Stream font = typeof(Lettering).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        using SKData data = SKData.Create(font);
        return SKTypeface.FromData(data);
    }
}
