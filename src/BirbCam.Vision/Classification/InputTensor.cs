namespace BirbCam.Vision.Classification;

/// <summary>
/// Fills the network's input from a view of a frame: resampled with a triangle filter that widens as the view is shrunk (what Pillow
/// calls BILINEAR, which the models are trained with), then (v·scale − mean) / std. Pixels beyond the frame become 0 after
/// normalisation: they say nothing. Keeps its memory; one thread at a time.
/// </summary>
public sealed class InputTensor
{
    private readonly ModelInput _input;
    private readonly ResampleAxis _columns;
    private readonly ResampleAxis _rows;
    private readonly float[] _scale = new float[3];
    private readonly float[] _offset = new float[3];
    private float[] _narrowed = [];

    public InputTensor(ModelInput input)
    {
        _input = input;
        _columns = new ResampleAxis(input.Width);
        _rows = new ResampleAxis(input.Height);
        Values = new float[3 * input.Width * input.Height];

        for (int channel = 0; channel < 3; channel++)
        {
            _scale[channel] = (float)(input.Scale / input.Std[channel]);
            _offset[channel] = (float)(-input.Mean[channel] / input.Std[channel]);
        }
    }

    /// <summary>The tensor: 1×3×H×W, or 1×H×W×3 where the card's layout says so.</summary>
    public float[] Values { get; }

    /// <param name="bgr">frameHeight·frameWidth·3 bytes.</param>
    public void Fill(ReadOnlySpan<byte> bgr, int frameWidth, int frameHeight, InputView view)
    {
        _columns.Set(view.X, view.Width, frameWidth);
        _rows.Set(view.Y, view.Height, frameHeight);

        int stride = _input.Width * 3;
        int rows = _rows.SourceCount;
        if (_narrowed.Length < rows * stride)
            _narrowed = new float[rows * stride];

        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<byte> source = bgr.Slice((_rows.SourceStart + y) * frameWidth * 3, frameWidth * 3);
            _columns.Narrow(source, _narrowed.AsSpan(y * stride, stride));
        }

        for (int y = 0; y < _input.Height; y++)
            FillRow(y, stride);
    }

    private void FillRow(int y, int stride)
    {
        ReadOnlySpan<float> weights = _rows.Weights(y, out int first);
        int firstRow = first - _rows.SourceStart;
        for (int x = 0; x < _input.Width; x++)
        {
            float blue = 0, green = 0, red = 0, covered = 0;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                int at = ((firstRow + tap) * stride) + (x * 3);
                float weight = weights[tap];
                blue += weight * _narrowed[at];
                green += weight * _narrowed[at + 1];
                red += weight * _narrowed[at + 2];
                covered += weight;
            }

            bool outside = covered == 0 || !_columns.Covers(x);
            Store(x, y, 0, outside, _input.Colour == ColourOrder.Rgb ? red : blue);
            Store(x, y, 1, outside, green);
            Store(x, y, 2, outside, _input.Colour == ColourOrder.Rgb ? blue : red);
        }
    }

    private void Store(int x, int y, int channel, bool outside, float value)
    {
        int at = _input.Layout == TensorLayout.Nchw
            ? (((channel * _input.Height) + y) * _input.Width) + x
            : (((y * _input.Width) + x) * 3) + channel;
        Values[at] = outside ? 0 : (value * _scale[channel]) + _offset[channel];
    }
}

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
