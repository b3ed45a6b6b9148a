using BirbCam.Monitor.Simulation.Scenery;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Weather;

/// <summary>Snow falls at times: many small flakes, and a few close to the lens, large and out of focus.</summary>
internal sealed class Snow(BalconyLayout layout, int seed) : IDisposable
{
    private const int Flakes = 140;
    private const int NearFlakes = 7;
    private const float ShowerSeconds = 40;

    private readonly SKPaint _flake = new() { IsAntialias = true, Color = new SKColor(250, 250, 252, 220) };
    private readonly SKPaint _blurred = new() { IsAntialias = true, Color = new SKColor(250, 250, 252, 34) };

    /// <param name="canvas">In scene units.</param>
    public void Draw(SKCanvas canvas, TimeSpan at)
    {
        float second = (float)at.TotalSeconds;
        float shower = SeededNoise.Step(0.4f, 0.8f, SeededNoise.Smooth(seed + 32, second / ShowerSeconds));
        for (int i = 0; i < (int)(Flakes * shower); i++)
        {
            float nearness = 0.35f + (0.65f * SeededNoise.Uniform(seed + 33, i));
            canvas.DrawCircle(PlaceOf(i, second, 95 * nearness, 8), 2.1f * nearness, _flake);
        }

        for (int i = 0; i < (int)(NearFlakes * shower); i++)
        {
            float radius = 4 + (5 * SeededNoise.Uniform(seed + 37, i));
            SKPoint place = PlaceOf(1000 + i, second, 170 + (14 * radius), 30);
            for (float part = 1; part > 0.4f; part -= 0.2f)
                canvas.DrawCircle(place, radius * part, _blurred);
        }
    }

    public void Dispose()
    {
        _flake.Dispose();
        _blurred.Dispose();
    }

    /// <param name="speed">Scene units a second.</param>
    /// <param name="margin">How far beyond the picture a flake begins and ends.</param>
    private SKPoint PlaceOf(int flake, float second, float speed, float margin)
    {
        float way = BalconyLayout.Height + (2 * margin);
        float fallen = (SeededNoise.Uniform(seed + 34, flake) * way) + (second * speed);
        float y = fallen % way;
        float x = (SeededNoise.Uniform(seed + 35, flake, (int)(fallen / way)) * layout.Width)
            + (12 * MathF.Sin((second * 1.4f) + flake)) + (layout.Wind * 0.15f * y);
        return new SKPoint(x, y - margin);
    }
}
