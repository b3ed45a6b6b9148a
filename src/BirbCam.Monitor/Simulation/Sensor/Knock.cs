using BirbCam.Monitor.Simulation.Scenery;

namespace BirbCam.Monitor.Simulation.Sensor;

/// <summary>Somebody knocks against the camera: the picture trembles for a moment, and stays shifted from then on.</summary>
/// <param name="scale">Pixels to one scene unit.</param>
internal sealed class Knock(int seed, float scale)
{
    /// <summary>One knock in each, never in its first part: a gate has settled by then, and settles again.</summary>
    private const float PeriodSeconds = 120;
    private const float QuietSeconds = 45;
    private const float LatestSeconds = 105;
    private const float TrembleSeconds = 0.9f;

    /// <summary>How far the picture's content has moved, in pixels.</summary>
    public (int Right, int Down) OffsetAt(TimeSpan at)
    {
        float second = (float)at.TotalSeconds;
        int period = (int)(second / PeriodSeconds);
        float since = second - (period * PeriodSeconds) - QuietSeconds - ((LatestSeconds - QuietSeconds) * SeededNoise.Uniform(seed + 51, period));
        if (since < 0)
            return Pixels(RestAfter(period - 1));

        (float right, float down) = RestAfter(period);
        if (since < TrembleSeconds)
        {
            float swing = 6 * MathF.Exp(-since / 0.3f);
            right += swing * MathF.Sin(since * 53);
            down += swing * MathF.Cos(since * 41);
        }

        return Pixels((right, down));
    }

    /// <summary>In scene units. Each knock goes another way than the one before it.</summary>
    private (float Right, float Down) RestAfter(int knock)
    {
        if (knock < 0)
            return (0, 0);

        float angle = (2.4f * knock) + (6.3f * SeededNoise.Uniform(seed + 52, 0)) + SeededNoise.Uniform(seed + 53, knock);
        float far = 5 + (10 * SeededNoise.Uniform(seed + 54, knock));
        return (far * MathF.Cos(angle), far * MathF.Sin(angle));
    }

    private (int Right, int Down) Pixels((float Right, float Down) units)
        => ((int)MathF.Round(units.Right * scale), (int)MathF.Round(units.Down * scale));
}
