using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Scenery;

/// <summary>What moves in the picture and is no visitor: falling snow, and a ribbon somebody tied to the railing.</summary>
internal sealed class Weather(BalconyLayout layout, int seed) : IDisposable
{
    private const int Flakes = 110;
    private const float ShowerSeconds = 40;

    private readonly SKPaint _snow = new() { IsAntialias = true, Color = new SKColor(250, 250, 252, 220) };
    private readonly SKPaint _ribbon = new()
    {
        IsAntialias = true,
        Color = new SKColor(196, 44, 60),
        Style = SKPaintStyle.Stroke,
        StrokeWidth = 4.5f,
        StrokeCap = SKStrokeCap.Round,
    };

    /// <param name="canvas">In scene units.</param>
    public void DrawRibbon(SKCanvas canvas, TimeSpan at)
    {
        const int Pieces = 7;
        const float Piece = 8.5f;
        float second = (float)at.TotalSeconds;
        float gust = SeededNoise.Smooth(seed + 31, second / 4);
        var from = new SKPoint(layout.RibbonX, layout.RailTop + 7);
        for (int i = 1; i <= Pieces; i++)
        {
            float swing = gust * i * 1.6f * MathF.Sin((second * 5.2f) - (i * 0.55f));
            var to = new SKPoint(layout.RibbonX + (layout.Wind * gust * i * 2.5f) + swing, layout.RailTop + 7 + (i * Piece));
            canvas.DrawLine(from, to, _ribbon);
            from = to;
        }
    }

    /// <param name="canvas">In scene units.</param>
    public void DrawSnow(SKCanvas canvas, TimeSpan at)
    {
        float second = (float)at.TotalSeconds;
        int flakes = (int)(Flakes * SeededNoise.Step(0.5f, 0.8f, SeededNoise.Smooth(seed + 32, second / ShowerSeconds)));
        for (int i = 0; i < flakes; i++)
        {
            float nearness = 0.4f + (0.6f * SeededNoise.Uniform(seed + 33, i));
            float fallen = (SeededNoise.Uniform(seed + 34, i) * BalconyLayout.Height) + (second * 95 * nearness);
            float y = fallen % (BalconyLayout.Height + 8);
            float x = (SeededNoise.Uniform(seed + 35, i, (int)(fallen / (BalconyLayout.Height + 8))) * layout.Width)
                + (12 * MathF.Sin((second * 1.4f) + i)) + (layout.Wind * 0.15f * y);
            canvas.DrawCircle(x, y - 4, 1.9f * nearness, _snow);
        }
    }

    public void Dispose()
    {
        _snow.Dispose();
        _ribbon.Dispose();
    }
}
