namespace BirbCam.Monitor.Simulation.Scenery;

/// <summary>
/// How bright the scene is over time: the hour of the day from the seed, clouds that cross the picture, and a camera that corrects
/// its exposure in steps.
/// </summary>
internal sealed class Lighting
{
    /// <summary>The camera looks at its exposure every so often and keeps what it sets.</summary>
    private const float ExposureSeconds = 31;

    private readonly SimulationOptions _options;
    private readonly float _level;
    private readonly float _warmth;

    public Lighting(SimulationOptions options)
    {
        _options = options;
        var random = new Random(options.Seed ^ 0x5EED);
        _level = 0.78f + (0.3f * random.NextSingle());
        _warmth = -0.08f + (0.15f * random.NextSingle());
    }

    /// <summary>What each column is multiplied with, in 1/4096, for blue, green and red.</summary>
    /// <param name="gains">Receives width·3 values.</param>
    /// <param name="sceneUnitsPerPixel">Clouds have a size in the scene, not on the sensor.</param>
    public void GainsAt(TimeSpan at, float sceneUnitsPerPixel, Span<int> gains)
    {
        float second = (float)at.TotalSeconds;
        float exposure = _options.Light ? ExposureAt(second) : 1;
        for (int column = 0; column * 3 < gains.Length; column++)
        {
            float cloud = _options.Light ? CloudAt(second, column * sceneUnitsPerPixel) : 1;
            float gain = _level * exposure * cloud * 4096;
            gains[column * 3] = (int)(gain * (1 - _warmth));
            gains[(column * 3) + 1] = (int)gain;
            gains[(column * 3) + 2] = (int)(gain * (1 + _warmth));
        }
    }

    private float ExposureAt(float second)
    {
        int step = (int)(second / ExposureSeconds);
        return step == 0 ? 1 : 0.88f + (0.26f * SeededNoise.Uniform(_options.Seed + 21, step));
    }

    private float CloudAt(float second, float x)
        => 1 - (0.24f * SeededNoise.Step(0.35f, 0.8f, SeededNoise.Smooth(_options.Seed + 22, (x / 900) + (second / 14))));
}
