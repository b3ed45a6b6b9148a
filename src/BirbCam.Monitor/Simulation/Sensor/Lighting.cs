using BirbCam.Monitor.Simulation.Scenery;

namespace BirbCam.Monitor.Simulation.Sensor;

/// <summary>
/// How bright the picture is over time: the hour of the day from the seed, clouds that cross it, nightfall, and a camera that corrects
/// its exposure and its white balance, at once or slowly.
/// </summary>
internal sealed class Lighting
{
    /// <summary>The camera looks at its exposure every so often and keeps what it sets.</summary>
    private const float ExposureSeconds = 31;
    private const float BalanceSeconds = 43;

    /// <summary>Night falls faster than it does: a minute here is ten outside.</summary>
    private const float DuskFrom = 25;
    private const float DuskTo = 160;

    /// <summary>A small camera has no more than this to give when it gets dark.</summary>
    private const float HighestGain = 2.2f;

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

    /// <summary>What each column is multiplied with, in parts of <see cref="Development.UnitGain"/>, for blue, green, red and nothing.</summary>
    /// <param name="gains">Receives width·4 values.</param>
    /// <param name="sceneUnitsPerPixel">Clouds have a size in the scene, not on the sensor.</param>
    public void GainsAt(TimeSpan at, float sceneUnitsPerPixel, Span<int> gains)
    {
        float second = (float)at.TotalSeconds;
        float daylight = DaylightAt(second);
        float level = _level * daylight * GainIn(daylight) * (_options.Light ? ExposureAt(second) : 1) * Development.UnitGain;
        float warmth = _warmth + (_options.Balance ? BalanceAt(second, 23) : 0) - (0.13f * (1 - daylight));
        float magenta = _options.Balance ? 0.3f * BalanceAt(second, 25) : 0;
        for (int column = 0; column * 4 < gains.Length; column++)
        {
            float gain = level * (_options.Light ? CloudAt(second, column * sceneUnitsPerPixel) : 1);
            gains[column * 4] = (int)(gain * (1 - warmth));
            gains[(column * 4) + 1] = (int)(gain * (1 - magenta));
            gains[(column * 4) + 2] = (int)(gain * (1 + warmth));
        }
    }

    /// <summary>How much stronger the noise is than by day, in parts of <see cref="Development.UnitNoise"/>: what amplifies a dark picture amplifies its noise.</summary>
    public int NoiseAt(TimeSpan at)
    {
        float gain = GainIn(DaylightAt((float)at.TotalSeconds));
        return (int)(Development.UnitNoise * (1 + (1.3f * (gain - 1))));
    }

    /// <summary>1 by day, down to a tenth.</summary>
    private float DaylightAt(float second) => _options.Dusk ? 1 - (0.88f * SeededNoise.Step(DuskFrom, DuskTo, second)) : 1;

    /// <summary>The camera makes up for a part of the light that is missing.</summary>
    private static float GainIn(float daylight) => MathF.Min(HighestGain, 1 / MathF.Sqrt(daylight));

    private float ExposureAt(float second) => 1 + (0.32f * CorrectionAt(second, ExposureSeconds, 21));

    private float BalanceAt(float second, int key) => 0.22f * CorrectionAt(second, BalanceSeconds, key);

    /// <summary>
    /// What the camera's last correction came to, −0.5 to 0.5, at first 0: every second one is made at once, the others within seconds.
    /// </summary>
    private float CorrectionAt(float second, float every, int key)
    {
        int step = (int)(second / every);
        float now = Correction(step, key);
        float seconds = 12 * (SeededNoise.Uniform(_options.Seed + key, step, 1) - 0.5f);
        float since = second - (step * every);
        return since >= seconds ? now : now + ((Correction(step - 1, key) - now) * (1 - (since / seconds)));
    }

    private float Correction(int step, int key) => step <= 0 ? 0 : SeededNoise.Uniform(_options.Seed + key, step) - 0.5f;

    private float CloudAt(float second, float x)
        => 1 - (0.24f * SeededNoise.Step(0.35f, 0.8f, SeededNoise.Smooth(_options.Seed + 22, (x / 900) + (second / 14))));
}
