using BirbCam.Monitor.Simulation.Scenery;

namespace BirbCam.Monitor.Simulation.Weather;

/// <summary>How hard the wind blows, 0–1: some things are never still, others move only in a gust and hang still for a while afterwards.</summary>
internal static class Gusts
{
    public static float Always(int seed, float second) => 0.15f + (0.85f * SeededNoise.Smooth(seed + 31, second / 4));

    /// <summary>Half a minute of calm and then a gust, or so.</summary>
    public static float AtTimes(int seed, float second)
        => Always(seed, second) * SeededNoise.Step(0.5f, 0.72f, SeededNoise.Smooth(seed + 36, second / 11));
}
