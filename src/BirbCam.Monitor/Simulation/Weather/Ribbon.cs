using BirbCam.Monitor.Simulation.Scenery;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Weather;

/// <summary>A ribbon that somebody tied to the railing swings in the wind.</summary>
internal sealed class Ribbon(BalconyLayout layout, int seed) : IDisposable
{
    private const int Pieces = 7;
    private const float Piece = 8.5f;

    private readonly SKPaint _paint = new()
    {
        IsAntialias = true,
        Color = new SKColor(196, 44, 60),
        Style = SKPaintStyle.Stroke,
        StrokeWidth = 4.5f,
        StrokeCap = SKStrokeCap.Round,
    };

    /// <param name="canvas">In scene units.</param>
    public void Draw(SKCanvas canvas, TimeSpan at)
    {
        float second = (float)at.TotalSeconds;
        float gust = Gusts.Always(seed, second);
        var from = new SKPoint(layout.RibbonX, layout.RailTop + 7);
        for (int i = 1; i <= Pieces; i++)
        {
            float swing = gust * i * 1.6f * MathF.Sin((second * 5.2f) - (i * 0.55f));
            var to = new SKPoint(layout.RibbonX + (layout.Wind * gust * i * 2.5f) + swing, layout.RailTop + 7 + (i * Piece));
            canvas.DrawLine(from, to, _paint);
            from = to;
        }
    }

    public void Dispose() => _paint.Dispose();
}
