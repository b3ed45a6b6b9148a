using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>Paints outlines written as SVG path data: how the animals are drawn.</summary>
internal static class Brush
{
    /// <summary>A filled outline.</summary>
    public static void Fill(SKCanvas canvas, uint colour, string outline)
    {
        using SKPaint paint = new() { Color = new SKColor(colour), IsAntialias = true };
        Paint(canvas, outline, paint);
    }

    /// <summary>An outline filled from a colour above to a colour below: light comes from the sky.</summary>
    /// <param name="top">Where the upper colour begins, in the figure's units.</param>
    /// <param name="bottom">Where the lower colour is reached.</param>
    public static void Shade(SKCanvas canvas, uint upper, uint lower, float top, float bottom, string outline)
    {
        using SKShader shader = SKShader.CreateLinearGradient(
            new SKPoint(0, top), new SKPoint(0, bottom), [new SKColor(upper), new SKColor(lower)], SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = shader, IsAntialias = true };
        Paint(canvas, outline, paint);
    }

    /// <summary>A line with round ends.</summary>
    public static void Stroke(SKCanvas canvas, uint colour, float width, string line)
    {
        using SKPaint paint = new()
        {
            Color = new SKColor(colour),
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = width,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        Paint(canvas, line, paint);
    }

    public static void Dot(SKCanvas canvas, uint colour, float x, float y, float radius)
    {
        using SKPaint paint = new() { Color = new SKColor(colour), IsAntialias = true };
        canvas.DrawCircle(x, y, radius, paint);
    }

    private static void Paint(SKCanvas canvas, string outline, SKPaint paint)
    {
        using SKPath path = SKPath.ParseSvgPathData(outline);
        canvas.DrawPath(path, paint);
    }
}
