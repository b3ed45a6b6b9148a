namespace BirbCam.Monitor.Bench.Peers;

/// <summary>Stretches a grey picture so that the mean of the last fifty pictures' 4th and 96th percentiles become black and white.</summary>
internal sealed class ContrastStretch
{
    private const int Memory = 50;

    private readonly (byte Low, byte High)[] _recent = [.. Enumerable.Repeat(((byte)0, (byte)255), Memory)];
    private readonly int[] _histogram = new int[256];
    private readonly byte[] _table = new byte[256];
    private int _next;

    /// <param name="gray">0–255; stretched in place. A picture of one grey is left alone.</param>
    public void Apply(Span<byte> gray)
    {
        Array.Clear(_histogram);
        foreach (byte value in gray)
            _histogram[value]++;
        (byte low, byte high) = ((byte)Percentile(0.04, gray.Length), (byte)Percentile(0.96, gray.Length));
        if (low >= high)
            return;

        _recent[_next] = (low, high);
        _next = (_next + 1) % Memory;
        double black = _recent.Sum(pair => pair.Low) / (double)Memory;
        double white = _recent.Sum(pair => pair.High) / (double)Memory;
        for (int grey = 0; grey < _table.Length; grey++)
            _table[grey] = (byte)((Math.Clamp(grey, black, white) - black) / (white - black) * 255);
        foreach (ref byte value in gray)
            value = _table[value];
    }

    /// <summary>With linear interpolation between the two nearest values, as NumPy has it.</summary>
    private double Percentile(double share, int count)
    {
        double rank = share * (count - 1);
        int below = (int)rank;
        (int low, int high) = (ValueAt(below), ValueAt(Math.Min(below + 1, count - 1)));
        return low + ((high - low) * (rank - below));
    }

    /// <summary>The value at a place of the sorted picture.</summary>
    private int ValueAt(int rank)
    {
        int grey = 0;
        for (int sum = _histogram[0]; sum <= rank; sum += _histogram[grey])
            grey++;
        return grey;
    }
}
