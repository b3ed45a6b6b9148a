namespace BirbCam.Monitor.Simulation.Scenery;

/// <summary>
/// Noise from a hash: the same numbers on every machine, at any place and time, without a table or a state. Only additions and
/// multiplications in a fixed order, so that it rounds alike everywhere.
/// </summary>
internal static class SeededNoise
{
    /// <summary>32 well-mixed bits of three integers and a seed (the finaliser of MurmurHash3).</summary>
    public static uint Hash(int seed, int x, int y = 0, int z = 0)
    {
        unchecked
        {
            uint h = ((uint)seed * 0x9E3779B9u) ^ ((uint)x * 0x85EBCA6Bu) ^ ((uint)y * 0xC2B2AE35u) ^ ((uint)z * 0x27D4EB2Fu);
            h = (h ^ (h >> 16)) * 0x85EBCA6Bu;
            h = (h ^ (h >> 13)) * 0xC2B2AE35u;
            return h ^ (h >> 16);
        }
    }

    /// <summary>A number of 0 ≤ n &lt; 1.</summary>
    public static float Uniform(int seed, int x, int y = 0, int z = 0) => (Hash(seed, x, y, z) >> 8) * (1f / (1 << 24));

    /// <summary>Smooth noise over time or one axis, 0–1, with a feature about every unit.</summary>
    public static float Smooth(int seed, float x)
    {
        int whole = (int)MathF.Floor(x);
        return Lerp(Uniform(seed, whole), Uniform(seed, whole + 1), Fade(x - whole));
    }

    /// <summary>Smooth noise over an area, 0–1, with a feature about every unit.</summary>
    public static float Smooth(int seed, float x, float y)
    {
        int x0 = (int)MathF.Floor(x), y0 = (int)MathF.Floor(y);
        float fx = Fade(x - x0);
        return Lerp(
            Lerp(Uniform(seed, x0, y0), Uniform(seed, x0 + 1, y0), fx),
            Lerp(Uniform(seed, x0, y0 + 1), Uniform(seed, x0 + 1, y0 + 1), fx), Fade(y - y0));
    }

    /// <summary>0 below the first edge, 1 above the second, smooth between.</summary>
    public static float Step(float from, float to, float x) => Fade(Math.Clamp((x - from) / (to - from), 0f, 1f));

    private static float Fade(float t) => t * t * (3f - (2f * t));

    private static float Lerp(float a, float b, float t) => a + ((b - a) * t);
}
