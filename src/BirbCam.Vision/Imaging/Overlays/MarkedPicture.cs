using System.Globalization;
using SkiaSharp;

namespace BirbCam.Vision.Imaging.Overlays;

/// <summary>A frame for a person who says where something is: a grid in tenths with its numbers, and polygons with their names.</summary>
public static class MarkedPicture
{
    private static readonly SKColor Line = new(255, 255, 255, 110);

    private static readonly SKColor Shade = new(0, 0, 0, 110);
    private static readonly SKColor Ground = new(0, 0, 0, 150);
    private static readonly SKColor Outline = new(255, 90, 0);
    private static readonly SKColor Inside = new(255, 90, 0, 50);

    /// <param name="polygons">Corners x, y as shares of the picture, 0–1.</param>
    /// <returns>A JPEG.</returns>
    public static byte[] Draw(Frame frame, IEnumerable<(string Name, IReadOnlyList<double[]> Corners)> polygons)
    {
        using SKBitmap picture = Bitmaps.FromBgr(frame.Pixels, frame.Width, frame.Height);
        using var canvas = new SKCanvas(picture);

        // Readable where the picture fills a phone.
        using var font = new SKFont(Lettering.Face, Math.Max(10, frame.Width / 45f)) { Edging = SKFontEdging.Antialias };
        DrawGrid(canvas, frame.Width, frame.Height, font);
        foreach ((string name, IReadOnlyList<double[]> corners) in polygons)
            DrawPolygon(canvas, name, [.. corners.Select(corner => new SKPoint((float)(corner[0] * frame.Width), (float)(corner[1] * frame.Height)))], font);
        canvas.Flush();
        return JpegEncoder.Encode(picture, JpegEncoder.KeptQuality);
    }

    private static void DrawGrid(SKCanvas canvas, int width, int height, SKFont font)
    {
        for (int tenth = 1; tenth < 10; tenth++)
        {
            float x = width * tenth / 10f, y = height * tenth / 10f;
            DrawLine(canvas, x, 0, x, height);
            DrawLine(canvas, 0, y, width, y);

            string number = string.Create(CultureInfo.InvariantCulture, $"0.{tenth}");
            DrawText(canvas, number, x - (font.MeasureText(number) / 2), font.Size, font);
            DrawText(canvas, number, 0, y + (font.Size / 3), font);
        }
    }

    /// <summary>White beside black: seen on any ground.</summary>
    private static void DrawLine(SKCanvas canvas, float fromX, float fromY, float toX, float toY)
    {
        using var white = new SKPaint { Color = Line };
        using var black = new SKPaint { Color = Shade };
        canvas.DrawLine(fromX, fromY, toX, toY, white);
        canvas.DrawLine(fromX + 1, fromY + 1, toX + 1, toY + 1, black);
    }

    private static void DrawPolygon(SKCanvas canvas, string name, SKPoint[] corners, SKFont font)
    {
        using var builder = new SKPathBuilder { FillType = SKPathFillType.EvenOdd };
        builder.AddPoly(corners, close: true);
        using SKPath path = builder.Detach();
        using var inside = new SKPaint { Color = Inside, IsAntialias = true };
        using var outline = new SKPaint { Color = Outline, IsStroke = true, StrokeWidth = Math.Max(2, font.Size / 8), IsAntialias = true };
        canvas.DrawPath(path, inside);
        canvas.DrawPath(path, outline);
        SKRect bounds = path.Bounds;
        DrawText(canvas, name, bounds.MidX - (font.MeasureText(name) / 2), bounds.MidY, font);
    }

    private static void DrawText(SKCanvas canvas, string text, float x, float baseline, SKFont font)
    {
        using var ground = new SKPaint { Color = Ground };
        using var letters = new SKPaint { Color = SKColors.White, IsAntialias = true };
        canvas.DrawRect(SKRect.Create(x, baseline - font.Size, font.MeasureText(text), font.Size * 1.25f), ground);
        canvas.DrawText(text, x, baseline, SKTextAlign.Left, font, letters);
    }
}
