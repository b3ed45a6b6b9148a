using System.Collections.Immutable;
using BirbCam.Onnx;
using BirbCam.Onnx.Layers;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Monitor.Bench;

/// <summary>
/// One model looking at one view of one picture: the label's probability there, the maps of every method from one backward run, and the probability again
/// for changed inputs. Owns the sessions; one thread at a time.
/// </summary>
internal sealed class ExplainedView : IDisposable
{
    private readonly ModelCard _card;
    private readonly InputTensor _input;
    private readonly Network _network;
    private readonly Explainer _explainer;
    private readonly MapLayer _layer;
    private readonly ForwardPass _pass;
    private readonly ForwardPass _changed;
    private readonly ImmutableArray<int> _labelOfClass;
    private readonly double[] _classes;
    private readonly double[] _labels;
    private readonly float[] _tensor;
    private readonly float[] _activations;
    private readonly float[] _gradients;
    private int _label;

    /// <param name="model">One that can be explained: <see cref="Explainer.FaultOf"/> says why not.</param>
    /// <exception cref="ModelException">ONNX Runtime refuses the model.</exception>
    public ExplainedView(ModelFile file, ModelCard card, ExplainableModel model)
    {
        _card = card;
        _layer = model.Target!;
        _labelOfClass = [.. card.LabelsOfClasses(model.ClassCount).Select(label => label is null ? -1 : card.Labels.IndexOf(label))];
        _classes = new double[model.ClassCount];
        _labels = new double[card.Labels.Length];
        _tensor = new float[_layer.Tensor.ElementCount];
        _activations = new float[_layer.Channels * _layer.Places];
        _gradients = new float[_activations.Length];
        _input = new InputTensor(card.Input);
        _network = new Network(file, model, _input.Values, threads: 1);
        _pass = _network.NewPass();
        _changed = _network.NewPass();
        _explainer = new Explainer(model, CamMethod.GradCam);
    }

    /// <summary>What the network saw: all values of its input. Ours; valid until the next <see cref="Probability"/> or <see cref="Look"/>.</summary>
    public ReadOnlySpan<float> Input => _input.Values;

    /// <summary>Looks at a view of a picture for one label.</summary>
    /// <param name="label">One of the card's.</param>
    /// <returns>Its calibrated probability in this view alone, 0–1.</returns>
    public double Look(ReadOnlySpan<byte> bgr, int width, int height, InputView view, string label)
    {
        _label = _card.Labels.IndexOf(label);
        _input.Fill(bgr, width, height, view);
        _network.Run(view, _pass);
        return ProbabilityIn(_pass);
    }

    /// <summary>The label's calibrated probability for another input, 0–1. The maps stay those of the view.</summary>
    /// <param name="input">All values of the input.</param>
    public double Probability(ReadOnlySpan<float> input)
    {
        input.CopyTo(_input.Values);
        _network.Run(default, _changed);
        return ProbabilityIn(_changed);
    }

    /// <summary>The maps of the label in the view, one for each method: Height·Width values of the layer in row order.</summary>
    /// <param name="methods">Those that the model allows.</param>
    public float[][] Maps(IReadOnlyList<CamMethod> methods)
    {
        Explanation explanation = _explainer.Explain(_pass, Probabilities.StrongestClass(_pass.Logits, _labelOfClass.AsSpan(), _label), _card.Labels[_label]);
        RuntimeTensor.CopyTo(_pass.Tensor(_layer.Name), _tensor);
        _layer.Gather(_tensor, _activations);
        if (!_explainer.Gradient.IsEmpty)
            _layer.Gather(_explainer.Gradient, _gradients);
        return [.. methods.Select(method => method == CamMethod.GradCam ? explanation.Map.ToArray() : MapOf(method))];
    }

    public void Dispose()
    {
        _explainer.Dispose();
        _changed.Dispose();
        _pass.Dispose();
        _network.Dispose();
    }

    private float[] MapOf(CamMethod method)
    {
        float[] map = new float[_layer.Places];
        ClassActivationMap.Compute(method, _activations, _gradients, map);
        foreach (ref float value in map.AsSpan())
            value = float.IsFinite(value) ? value : 0;
        return map;
    }

    private double ProbabilityIn(ForwardPass pass)
    {
        Probabilities.OfClasses(pass.Logits, _card.Activation, _card.Calibration.Temperature, _classes);
        Probabilities.OfLabels(_classes, _labelOfClass.AsSpan(), _card.Activation, _labels);
        return _labels[_label];
    }
}
