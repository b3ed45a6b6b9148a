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
        ReadOnlySpan<float> weights = _rows.Weights(y, out int firstSource);
        int firstRow = firstSource - _rows.SourceStart;
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

            (float first, float third) = _input.Colour == ColourOrder.Rgb ? (red, blue) : (blue, red);
            bool isCovered = covered > 0 && _columns.Covers(x);
            Values[IndexOf(x, y, 0)] = isCovered ? Normalised(first, 0) : 0;
            Values[IndexOf(x, y, 1)] = isCovered ? Normalised(green, 1) : 0;
            Values[IndexOf(x, y, 2)] = isCovered ? Normalised(third, 2) : 0;
        }
    }

    private float Normalised(float value, int channel) => (value * _scale[channel]) + _offset[channel];

    private int IndexOf(int x, int y, int channel) => _input.Layout == TensorLayout.Nchw
        ? (((channel * _input.Height) + y) * _input.Width) + x
        : (((y * _input.Width) + x) * 3) + channel;
}
