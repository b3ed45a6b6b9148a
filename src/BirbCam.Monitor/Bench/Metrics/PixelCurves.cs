using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;

namespace BirbCam.Monitor.Bench.Metrics;

/// <summary>The probability of a label for a network input.</summary>
/// <param name="input">All values of the input, normalised; read only.</param>
internal delegate double LabelProbability(ReadOnlySpan<float> input);

/// <summary>
/// Insertion and deletion (Petsiuk et al., "RISE", BMVC 2018): pixels of the network's input enter a blurred picture, or leave the clear one for the blurred,
/// strongest of the map first, in <see cref="Steps"/> steps of equally many; the figure is the area under the label's probability (trapezoids, 0–1). A map
/// that shows what the network goes by has a large insertion and a small deletion. Keeps its memory; one thread at a time.
/// </summary>
internal sealed class PixelCurves
{
    public const int Steps = 12;

    /// <summary>An animal is 3–25 % of the picture long: the blur has to be as wide as that to hide it, and leaves the picture's light and colours.</summary>
    private const int BlurShare = 16;

    private readonly ModelInput _card;
    private readonly float[] _clear;
    private readonly float[] _blurred;
    private readonly float[] _mixed;
    private readonly float[] _strength;
    private readonly int[] _order;
    private readonly MapSampler.Tap[] _across;
    private readonly MapSampler.Tap[] _down;
    private readonly LabelProbability _probability;
    private double _ofClear;
    private double _ofBlurred;

    public PixelCurves(ModelInput card, LabelProbability probability)
    {
        _card = card;
        _probability = probability;
        _clear = new float[3 * card.Width * card.Height];
        _blurred = new float[_clear.Length];
        _mixed = new float[_clear.Length];
        _strength = new float[card.Width * card.Height];
        _order = new int[_strength.Length];
        _across = new MapSampler.Tap[card.Width];
        _down = new MapSampler.Tap[card.Height];
    }

    /// <summary>Takes another picture in.</summary>
    /// <param name="input">All values of the network's input, in the card's layout; copied.</param>
    public void Show(ReadOnlySpan<float> input)
    {
        input.CopyTo(_clear);
        input.CopyTo(_blurred);
        int radius = Math.Max(1, Math.Min(_card.Width, _card.Height) / BlurShare);
        for (int channel = 0; channel < 3; channel++)
            Blur.Apply(_blurred, IndexOf(0, channel), IndexOf(1, 0), _card.Width, _card.Height, radius);

        _ofClear = _probability(_clear);
        _ofBlurred = _probability(_blurred);
    }

    /// <summary>How the picture that was shown follows a map.</summary>
    /// <param name="map">Values in row order, lying over the whole input; those that are the same count from the top left.</param>
    /// <param name="columns">Places in a row.</param>
    public (double Insertion, double Deletion) Follow(ReadOnlySpan<float> map, int columns)
    {
        Order(map, columns);
        return (Area(_blurred, _clear, _ofBlurred, _ofClear), Area(_clear, _blurred, _ofClear, _ofBlurred));
    }

    private double Area(float[] from, float[] to, double first, double last)
    {
        from.CopyTo(_mixed, 0);
        double sum = (first + last) / 2;
        for (int step = 1; step < Steps; step++)
        {
            int begin = (int)((long)(step - 1) * _order.Length / Steps);
            int end = (int)((long)step * _order.Length / Steps);
            foreach (int pixel in _order.AsSpan(begin, end - begin))
            {
                for (int channel = 0; channel < 3; channel++)
                    _mixed[IndexOf(pixel, channel)] = to[IndexOf(pixel, channel)];
            }

            sum += _probability(_mixed);
        }

        return sum / Steps;
    }

    /// <summary>The pixels of the input, strongest first.</summary>
    private void Order(ReadOnlySpan<float> map, int columns)
    {
        MapSampler.Place(0, _card.Width, columns, _across);
        MapSampler.Place(0, _card.Height, map.Length / columns, _down);
        float[] row = new float[columns];
        for (int y = 0; y < _card.Height; y++)
        {
            MapSampler.BlendRows(map, _down[y], row);
            for (int x = 0; x < _card.Width; x++)
            {
                int pixel = (y * _card.Width) + x;
                _strength[pixel] = _across[x].Of(row);
                _order[pixel] = pixel;
            }
        }

        // Sorting is not stable: the pixel's number decides between equals, so that every run has the same order.
        _order.AsSpan().Sort((one, other) => _strength[other] != _strength[one] ? _strength[other].CompareTo(_strength[one]) : one.CompareTo(other));
    }

    private int IndexOf(int pixel, int channel) => _card.Layout == TensorLayout.Nchw ? (channel * _strength.Length) + pixel : (pixel * 3) + channel;
}
