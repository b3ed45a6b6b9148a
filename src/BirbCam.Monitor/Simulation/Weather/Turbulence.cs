using BirbCam.Monitor.Simulation.Scenery;

namespace BirbCam.Monitor.Simulation.Weather;

/// <summary>Billowing noise that repeats, computed once: what drifts is looked up, not computed anew for every place and moment.</summary>
internal static class Turbulence
{
    /// <summary>Texels after which it repeats; the largest billows are an eighth of it.</summary>
    public const int Period = 256;

    /// <summary>Places may lie this far to the left and above: a multiple of the period.</summary>
    public const int Reach = 16 * Period;

    private const int Mask = Period - 1;

    private static readonly float[] Texels = Fill();

    /// <summary>0–1, about 0.5 on the mean.</summary>
    /// <param name="u">Texels, above −<see cref="Reach"/>.</param>
    /// <param name="v">Texels, above −<see cref="Reach"/>.</param>
    public static float At(float u, float v)
    {
        // Of positive numbers the whole part is what a cast leaves.
        u += Reach;
        v += Reach;
        int left = (int)u, top = (int)v;
        float fu = u - left, fv = v - top;
        int x = left & Mask, right = (left + 1) & Mask, row = (top & Mask) * Period, below = ((top + 1) & Mask) * Period;
        ReadOnlySpan<float> texels = Texels;
        float upper = texels[row + x] + ((texels[row + right] - texels[row + x]) * fu);
        float lower = texels[below + x] + ((texels[below + right] - texels[below + x]) * fu);
        return upper + ((lower - upper) * fv);
    }

    /// <summary>Octaves of |noise|: round heads with sharp creases between them, as rising vapour has.</summary>
    private static float[] Fill()
    {
        float[] texels = new float[Period * Period];
        for (int cell = 32, octave = 0; cell >= 4; cell /= 2, octave++)
        {
            int cells = Period / cell;
            float weight = cell / 32f;
            for (int i = 0; i < texels.Length; i++)
            {
                float smooth = Lattice(octave, (float)(i % Period) / cell, (float)(i / Period) / cell, cells);
                texels[i] += weight * Math.Abs((2 * smooth) - 1);
            }
        }

        // Creases are where the noise crosses its mean; turned over, they are dark and the heads bright. Stretched about the mean.
        float mean = texels.Average();
        float deviation = MathF.Sqrt(texels.Average(texel => (texel - mean) * (texel - mean)));
        return Array.ConvertAll(texels, texel => Math.Clamp(0.5f + ((texel - mean) / (4 * deviation)), 0, 1));
    }

    private static float Lattice(int octave, float x, float y, int cells)
    {
        int x0 = (int)x, y0 = (int)y, x1 = (x0 + 1) % cells, y1 = (y0 + 1) % cells;
        float fx = SeededNoise.Step(0, 1, x - x0), fy = SeededNoise.Step(0, 1, y - y0);
        float upper = SeededNoise.Uniform(octave, x0, y0) + ((SeededNoise.Uniform(octave, x1, y0) - SeededNoise.Uniform(octave, x0, y0)) * fx);
        float lower = SeededNoise.Uniform(octave, x0, y1) + ((SeededNoise.Uniform(octave, x1, y1) - SeededNoise.Uniform(octave, x0, y1)) * fx);
        return upper + ((lower - upper) * fy);
    }
}
