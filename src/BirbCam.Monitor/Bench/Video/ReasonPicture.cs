using System.Globalization;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Shown;
using SkiaSharp;

namespace BirbCam.Monitor.Bench.Video;

/// <summary>
/// A frame with the gate's reason drawn over it: what moved in boxes, in warm colours where much must change before the gate believes it, and the verdict in a line below.
/// All pictures have the size that the first one asked for; a frame of another shape is fitted into it. Owns its memory; one thread.
/// </summary>
internal sealed class ReasonPicture : IDisposable
{
    /// <summary>Wide enough to see a chickadee; a wider frame is shrunk.</summary>
    public const int LargestWidth = 1280;

    private const string Legend = "orange: more must change here";

    private static readonly SKColor Orange = new(0xFF000000 | ToleranceMap.Orange);
    private static readonly SKColor Triggered = new(90, 230, 90);
    private static readonly SKColor HeldBack = new(255, 196, 64);
    private static readonly SKColor Calm = new(210, 210, 210);

    private readonly SKBitmap _picture;
    private readonly SKCanvas _canvas;
    private readonly SKFont _font;
    private readonly int _pictureHeight;
    private SKBitmap? _heat;

    /// <param name="frameWidth">Of the first frame.</param>
    /// <param name="frameHeight">Of the first frame.</param>
    public ReasonPicture(int frameWidth, int frameHeight)
    {
        double scale = Math.Min(1, (double)LargestWidth / frameWidth);
        Width = Even(frameWidth * scale);
        _pictureHeight = Even(frameHeight * scale);
        float size = Math.Clamp(Width / 36f, 9, 22);
        Height = _pictureHeight + Even(size * 1.8);
        _picture = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Bgra8888, SKAlphaType.Premul));
        _canvas = new SKCanvas(_picture);
        _font = new SKFont(Lettering.Face, size) { Edging = SKFontEdging.Antialias, Subpixel = true };
    }

    /// <summary>Even, as the codecs want it.</summary>
    public int Width { get; }

    /// <summary>The picture's and the line's below it; even.</summary>
    public int Height { get; }

    /// <summary>Height·Width·4 bytes, BGRA; valid until the next <see cref="Draw"/>.</summary>
    public ReadOnlySpan<byte> Bgra => _picture.GetPixelSpan();

    /// <summary>What the line says.</summary>
    public static string Caption(TimeSpan position, MotionResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{position.TotalSeconds:0.0} s   {result.Verdict.ToSnakeCase().Replace('_', ' ')}   {100 * result.Changed:0.00} % changed");

    /// <param name="bgr">height·width·3 bytes, blue first.</param>
    public void Draw(ReadOnlySpan<byte> bgr, int width, int height, TimeSpan position, MotionResult result, ToleranceMap tolerance)
    {
        _canvas.Clear(SKColors.Black);
        SKRect place = Fit(width, height);
        using (SKBitmap frame = Bitmaps.FromBgr(bgr, width, height))
            _canvas.DrawBitmap(frame, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        DrawHeat(tolerance, place);
        DrawRegions(result, place, place.Width / width);
        DrawCaption(position, result);
        _canvas.Flush();
    }

    public void Dispose()
    {
        _heat?.Dispose();
        _font.Dispose();
        _canvas.Dispose();
        _picture.Dispose();
    }

    private static int Even(double pixels) => Math.Max(2, (int)Math.Round(pixels / 2) * 2);

    private SKRect Fit(int width, int height)
    {
        float scale = Math.Min((float)Width / width, (float)_pictureHeight / height);
        (float w, float h) = (width * scale, height * scale);
        return SKRect.Create((Width - w) / 2, (_pictureHeight - h) / 2, w, h);
    }

    private void DrawHeat(ToleranceMap tolerance, SKRect place)
    {
        if (_heat?.Width != tolerance.Width || _heat.Height != tolerance.Height)
        {
            _heat?.Dispose();
            _heat = new SKBitmap(new SKImageInfo(tolerance.Width, tolerance.Height, SKColorType.Bgra8888, SKAlphaType.Premul));
        }

        // Weighed by its strength, as Skia wants it.
        Span<byte> pixels = _heat.GetPixelSpan();
        for (int i = 0; i < tolerance.Bars.Length; i++)
        {
            byte alpha = ToleranceMap.HeatOf(tolerance.Bars[i]);
            pixels[4 * i] = (byte)(alpha * Orange.Blue / 255);
            pixels[(4 * i) + 1] = (byte)(alpha * Orange.Green / 255);
            pixels[(4 * i) + 2] = (byte)(alpha * Orange.Red / 255);
            pixels[(4 * i) + 3] = alpha;
        }

        _heat.NotifyPixelsChanged();
        _canvas.DrawBitmap(_heat, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.None));
    }

    private void DrawRegions(MotionResult result, SKRect place, float scale)
    {
        using var paint = new SKPaint { Color = ColourOf(result.Verdict), IsStroke = true, StrokeWidth = Math.Max(1.5f, Width / 400f), IsAntialias = true };
        foreach (PixelRect region in result.Regions)
            _canvas.DrawRect(SKRect.Create(place.Left + (region.X * scale), place.Top + (region.Y * scale), region.Width * scale, region.Height * scale), paint);
    }

    private void DrawCaption(TimeSpan position, MotionResult result)
    {
        using var paint = new SKPaint { Color = ColourOf(result.Verdict), IsAntialias = true };
        (float margin, float line) = (_font.Size * 0.5f, _pictureHeight + (_font.Size * 1.25f));
        string caption = Caption(position, result);
        _canvas.DrawText(caption, margin, line, SKTextAlign.Left, _font, paint);
        if (_font.MeasureText(caption) + _font.MeasureText(Legend) + (4 * margin) > Width)
            return;

        paint.Color = Orange;
        _canvas.DrawText(Legend, Width - margin, line, SKTextAlign.Right, _font, paint);
    }

    private static SKColor ColourOf(MotionVerdict verdict) => verdict switch
    {
        MotionVerdict.Triggered => Triggered,
        MotionVerdict.Still or MotionVerdict.Settling => Calm,
        _ => HeldBack,
    };
}
