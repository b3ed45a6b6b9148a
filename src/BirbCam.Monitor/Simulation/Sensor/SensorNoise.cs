using BirbCam.Monitor.Simulation.Scenery;

namespace BirbCam.Monitor.Simulation.Sensor;

/// <summary>The sensor's noise, another for every row of every moment.</summary>
internal sealed class SensorNoise
{
    /// <summary>Standard deviation in grey levels, as a small camera has it on an overcast day.</summary>
    private const double Deviation = 1.7;
    private const int Tile = 1 << 16;

    /// <summary>A tile of noise, long enough beyond its end for one row of the widest picture.</summary>
    private readonly sbyte[] _noise = new sbyte[Tile + (4 * SimulationOptions.WidestPicture)];

    public SensorNoise(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < _noise.Length; i++)
            _noise[i] = (sbyte)Math.Round(Deviation * Normal(random));
    }

    /// <summary>width·4 values in grey levels; the fourth of each pixel means nothing.</summary>
    public ReadOnlySpan<sbyte> RowAt(TimeSpan at, int y, int width)
    {
        int moment = unchecked((int)(at.Ticks / TimeSpan.TicksPerMillisecond));
        return _noise.AsSpan((int)(SeededNoise.Hash(moment, y) % Tile), width * 4);
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
