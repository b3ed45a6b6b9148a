using System.Numerics.Tensors;
using BirbCam.Vision.Classification;

namespace BirbCam.Vision.Explanation;

/// <summary>Where in the frame the network found one label, and how much.</summary>
public sealed record Explanation
{
    private readonly float[] _map;

    /// <param name="map">height·width values; taken over, not copied. A place whose value overflowed says nothing: it becomes 0.</param>
    internal Explanation(string label, string method, string layer, float[] map, int width, int height, InputView view)
    {
        Label = label;
        Method = method;
        Layer = layer;
        View = view;
        Width = width;
        Height = height;
        _map = map;
        foreach (ref float value in map.AsSpan())
            value = float.IsFinite(value) ? value : 0;
    }

    public string Label { get; }

    /// <summary><c>gradcam</c></summary>
    public string Method { get; }

    /// <summary>The tensor of the model whose activations were weighed.</summary>
    public string Layer { get; }

    /// <summary>Height·Width values in row order, signed: what each place of the view adds to the label's logit.</summary>
    public ReadOnlySpan<float> Map => _map;

    /// <summary>Columns of the map.</summary>
    public int Width { get; }

    /// <summary>Rows of the map.</summary>
    public int Height { get; }

    /// <summary>The rectangle of the frame that the map lies over.</summary>
    public InputView View { get; }

    public float Strongest => TensorPrimitives.Max(Map);

    public float Weakest => TensorPrimitives.Min(Map);

    /// <summary>Middle of the strongest place, in frame pixels with fractions. Outside of the frame where the view reaches beyond it and the network looked there.</summary>
    public (double X, double Y) Peak
    {
        get
        {
            int place = TensorPrimitives.IndexOfMax(Map);
            return (View.X + (((place % Width) + 0.5) / Width * View.Width), View.Y + (((place / Width) + 0.5) / Height * View.Height));
        }
    }

    /// <summary>
    /// Share of the map that holds the positive evidence p, 0–1: (Σp)² / (n·Σp²), which is 1 for an even spread and 1/n for a single place;
    /// 0 where nothing speaks for the label.
    /// </summary>
    public double Spread
    {
        get
        {
            double sum = 0, sumOfSquares = 0;
            foreach (float value in _map)
            {
                double evidence = Math.Max(value, 0);
                sum += evidence;
                sumOfSquares += evidence * evidence;
            }

            return sumOfSquares > 0 ? sum * sum / (sumOfSquares * _map.Length) : 0;
        }
    }
}
