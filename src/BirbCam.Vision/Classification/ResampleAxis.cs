namespace BirbCam.Vision.Classification;

/// <summary>The weights with which the pixels of one axis of the frame become those of the input: a triangle of the width of one input pixel.</summary>
internal sealed class ResampleAxis(int targetCount)
{
    private readonly int[] _first = new int[targetCount];
    private readonly int[] _count = new int[targetCount];
    private float[] _weights = [];
    private int _taps;

    /// <summary>First source pixel that any target pixel needs.</summary>
    public int SourceStart { get; private set; }

    /// <summary>How many source pixels from there.</summary>
    public int SourceCount { get; private set; }

    /// <param name="start">Where the view starts, in source pixels; may lie outside.</param>
    /// <param name="length">How many source pixels the view shows.</param>
    /// <param name="sourceSize">How many source pixels there are.</param>
    public void Set(double start, double length, int sourceSize)
    {
        double step = length / targetCount;
        double support = Math.Max(1, step);
        _taps = (2 * (int)Math.Ceiling(support)) + 1;
        if (_weights.Length < _taps * targetCount)
            _weights = new float[_taps * targetCount];

        int lowest = sourceSize, highest = 0;
        for (int i = 0; i < targetCount; i++)
        {
            double centre = start + ((i + 0.5) * step);
            if (centre < 0 || centre > sourceSize)
            {
                (_first[i], _count[i]) = (0, 0);
                continue;
            }

            int first = Math.Max(0, (int)(centre - support + 0.5));
            int end = Math.Min(sourceSize, (int)(centre + support + 0.5));
            float sum = 0;
            for (int s = first; s < end; s++)
            {
                float weight = (float)Math.Max(0, 1 - Math.Abs((s + 0.5 - centre) / support));
                _weights[(i * _taps) + s - first] = weight;
                sum += weight;
            }

            for (int s = first; s < end; s++)
                _weights[(i * _taps) + s - first] /= sum;

            (_first[i], _count[i]) = (first, end - first);
            lowest = Math.Min(lowest, first);
            highest = Math.Max(highest, end);
        }

        (SourceStart, SourceCount) = lowest < highest ? (lowest, highest - lowest) : (0, 0);
    }

    /// <summary>Whether target pixel <paramref name="i"/> shows any of the source.</summary>
    public bool Covers(int i) => _count[i] > 0;

    /// <param name="first">The source pixel of the first weight.</param>
    public ReadOnlySpan<float> Weights(int i, out int first)
    {
        first = _first[i];
        return _weights.AsSpan(i * _taps, _count[i]);
    }

    /// <summary>One row of source pixels to one row of target pixels.</summary>
    /// <param name="row">sourceSize·3 bytes.</param>
    /// <param name="narrowed">Receives targetCount·3 values, 0–255.</param>
    public void Narrow(ReadOnlySpan<byte> row, Span<float> narrowed)
    {
        for (int i = 0; i < targetCount; i++)
        {
            ReadOnlySpan<float> weights = Weights(i, out int first);
            float a = 0, b = 0, c = 0;
            ReadOnlySpan<byte> source = row.Slice(first * 3, weights.Length * 3);
            for (int tap = 0; tap < weights.Length; tap++)
            {
                a += weights[tap] * source[tap * 3];
                b += weights[tap] * source[(tap * 3) + 1];
                c += weights[tap] * source[(tap * 3) + 2];
            }

            narrowed[i * 3] = a;
            narrowed[(i * 3) + 1] = b;
            narrowed[(i * 3) + 2] = c;
        }
    }
}
