using System.Numerics.Tensors;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Vision.Explanation;

/// <summary>Where in the frame the network found one label, and how much.</summary>
public sealed record Explanation
{
    private readonly float[] _map;

    /// <param name="map">height·width values; taken over, not copied. A place whose value overflowed says nothing: it becomes 0.</param>
    internal Explanation(string label, CamMethod method, string layer, float[] map, int width, int height, InputView view)
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

    /// <summary>The other label of a contrast: the map shows what speaks for <see cref="Label"/> and against this one. Null for a label by itself.</summary>
    public string? Against { get; internal init; }

    public CamMethod Method { get; }

    /// <summary>
    /// False where the gradient is no derivative but was measured, channel by channel, because the model has none at the layer; and where the self-check doubts it.
    /// </summary>
    public bool IsExact { get; internal init; } = true;

    /// <summary>How much of the logit the layer accounts for; null where nobody computed it.</summary>
    public Completeness? Completeness { get; internal init; }

    /// <summary>
    /// Median relative error of the gradient against central differences through the model's own operators, 0 or more, found when the model was loaded;
    /// null where nothing was compared.
    /// </summary>
    public double? SelfCheckError { get; internal init; }

    /// <summary>The tensor of the model whose activations were weighed.</summary>
    public string Layer { get; }

    /// <summary>Height·Width values in row order, signed: what each place of the view adds to the label's logit (to its lead, in a contrast).</summary>
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

    /// <summary>
    /// Share of what speaks against the label, 0–1: Σ|n| / (Σp + Σ|n|) over the map's negative values n and positive ones p. Null for a map of zeros, and
    /// for methods that show no counter-evidence.
    /// </summary>
    public double? CounterShare
    {
        get
        {
            double forIt = 0, againstIt = 0;
            foreach (float value in _map)
            {
                forIt += Math.Max(value, 0);
                againstIt += Math.Max(-value, 0);
            }

            return CamMethods.ShowsCounterEvidence(Method) && forIt + againstIt > 0 ? againstIt / (forIt + againstIt) : null;
        }
    }

    /// <summary>The counter-evidence as an explanation of its own: what speaks against the label is positive, and all else negative. Null where the method shows none.</summary>
    public Explanation? Counter
    {
        get
        {
            if (!CamMethods.ShowsCounterEvidence(Method))
                return null;

            float[] turned = new float[_map.Length];
            TensorPrimitives.Negate(Map, turned);
            return new Explanation(Label, Method, Layer, turned, Width, Height, View)
            {
                Against = Against,
                IsCounterEvidence = true,
                IsExact = IsExact,
                SelfCheckError = SelfCheckError,
            };
        }
    }

    /// <summary>True where the map is the negative of the label's: its strongest place speaks most against it.</summary>
    public bool IsCounterEvidence { get; private init; }
}

/// <summary>Held against each other: what a layer accounts for and the logit itself.</summary>
/// <param name="Explained">Σ gradient·activation, in units of the logit.</param>
/// <param name="Logit">Of the label; in a contrast, its lead.</param>
public readonly record struct Completeness(double Explained, double Logit)
{
    /// <summary>Explained by logit; null for a logit of zero, which no share can be taken of. May lie beyond 0–1: biases pull either way.</summary>
    public double? Share => Logit != 0 && double.IsFinite(Explained / Logit) ? Explained / Logit : null;
}
