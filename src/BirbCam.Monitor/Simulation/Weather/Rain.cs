using BirbCam.Monitor.Simulation.Scenery;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Weather;

/// <summary>Rain: streaks as long as a drop falls during one exposure, and now and then a drop so close that it is a blur.</summary>
internal sealed class Rain(BalconyLayout layout, int seed) : IDisposable
{
    private const int Streaks = 240;
    private const int NearDrops = 4;

    /// <summary>On an overcast day; a streak is this long in time.</summary>
    private const float ExposureSeconds = 1 / 40f;
    private const float ShowerSeconds = 25;

    private readonly SKPaint _streak = new() { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeCap = SKStrokeCap.Round };

    /// <param name="canvas">In scene units.</param>
    public void Draw(SKCanvas canvas, TimeSpan at)
    {
        float second = (float)at.TotalSeconds;
        float shower = 0.25f + (0.75f * SeededNoise.Step(0.2f, 0.8f, SeededNoise.Smooth(seed + 61, second / ShowerSeconds)));
        for (int i = 0; i < (int)(Streaks * shower); i++)
        {
            float nearness = 0.3f + (0.7f * SeededNoise.Uniform(seed + 62, i));
            _streak.Color = new SKColor(214, 220, 228, (byte)(40 + (75 * nearness)));
            _streak.StrokeWidth = 0.6f + (0.8f * nearness);
            Fall(canvas, i, second, 1250 * nearness);
        }

        for (int i = 0; i < NearDrops; i++)
        {
            if (SeededNoise.Uniform(seed + 63, i, (int)(second * 5)) > 0.5f * shower)
                continue;
            for (int ring = 1; ring <= 3; ring++)
            {
                _streak.Color = new SKColor(222, 226, 232, 26);
                _streak.StrokeWidth = 3.5f * ring;
                Fall(canvas, 1000 + i, second, 3200);
            }
        }
    }

    public void Dispose() => _streak.Dispose();

    /// <param name="speed">Scene units a second.</param>
    private void Fall(SKCanvas canvas, int drop, float second, float speed)
    {
        float length = speed * ExposureSeconds;
        float way = BalconyLayout.Height + length;
        float fallen = (SeededNoise.Uniform(seed + 64, drop) * way) + (second * speed);
        float y = (fallen % way) - length;
        float lean = 0.1f * layout.Wind;
        float x = (SeededNoise.Uniform(seed + 65, drop, (int)(fallen / way)) * layout.Width * 1.2f) - (0.1f * layout.Width) + (lean * y);
        canvas.DrawLine(x, y, x + (lean * length), y + length, _streak);
    }
}
