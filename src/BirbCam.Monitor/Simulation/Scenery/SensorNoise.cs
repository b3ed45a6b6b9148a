namespace BirbCam.Monitor.Simulation.Scenery;

/// <summary>The sensor's noise, and the last step to the camera's picture: light, noise, three bytes a pixel.</summary>
internal sealed class SensorNoise
{
    /// <summary>Standard deviation in grey levels, as a small camera has it on an overcast day.</summary>
    private const double Deviation = 1.7;
    private const int Tile = 1 << 16;

    /// <summary>A tile of noise, long enough beyond its end for one row of the widest picture.</summary>
    private readonly sbyte[] _noise = new sbyte[Tile + (3 * 3840)];

    public SensorNoise(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < _noise.Length; i++)
            _noise[i] = (sbyte)Math.Round(Deviation * Normal(random));
    }

    /// <summary>Multiplies with the light and adds the moment's noise.</summary>
    /// <param name="bgra">height·width·4 bytes.</param>
    /// <param name="gains">width·3 factors in 1/4096.</param>
    /// <param name="bgr">Receives height·width·3 bytes.</param>
    public void Develop(TimeSpan at, ReadOnlySpan<byte> bgra, ReadOnlySpan<int> gains, int height, Span<byte> bgr)
    {
        int rowLength = gains.Length;
        for (int y = 0; y < height; y++)
        {
            int offset = (int)(SeededNoise.Hash(unchecked((int)(at.Ticks / TimeSpan.TicksPerMillisecond)), y) % Tile);
            Develop(bgra.Slice(y * rowLength / 3 * 4, rowLength / 3 * 4), gains, _noise.AsSpan(offset, rowLength), bgr.Slice(y * rowLength, rowLength));
        }
    }

    /// <summary>The same without noise.</summary>
    public static void DevelopClean(ReadOnlySpan<byte> bgra, ReadOnlySpan<int> gains, int height, Span<byte> bgr)
    {
        int rowLength = gains.Length;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> from = bgra.Slice(y * rowLength / 3 * 4, rowLength / 3 * 4);
            Span<byte> to = bgr.Slice(y * rowLength, rowLength);
            for (int i = 0, j = 0; i < rowLength; i += 3, j += 4)
            {
                to[i] = (byte)Math.Min(255, (from[j] * gains[i]) >> 12);
                to[i + 1] = (byte)Math.Min(255, (from[j + 1] * gains[i + 1]) >> 12);
                to[i + 2] = (byte)Math.Min(255, (from[j + 2] * gains[i + 2]) >> 12);
            }
        }
    }

    private static void Develop(ReadOnlySpan<byte> from, ReadOnlySpan<int> gains, ReadOnlySpan<sbyte> noise, Span<byte> to)
    {
        for (int i = 0, j = 0; i < to.Length; i += 3, j += 4)
        {
            to[i] = (byte)Math.Clamp(((from[j] * gains[i]) >> 12) + noise[i], 0, 255);
            to[i + 1] = (byte)Math.Clamp(((from[j + 1] * gains[i + 1]) >> 12) + noise[i + 1], 0, 255);
            to[i + 2] = (byte)Math.Clamp(((from[j + 2] * gains[i + 2]) >> 12) + noise[i + 2], 0, 255);
        }
    }

    /// <summary>A normal deviate, near enough, by sums alone: logarithms may round differently on another machine.</summary>
    private static double Normal(Random random)
    {
        double sum = -6;
        for (int i = 0; i < 12; i++)
            sum += random.NextDouble();
        return sum;
    }
}
