using BirbCam.Onnx;
using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Head;
using BirbCam.Onnx.Layers;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation.Methods;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Vision.Explanation;

/// <summary>
/// Makes maps of what a forward run left behind: takes the gradient (or measures it, where the model has none at the layer) and hands it to the
/// method. Owns the second model's session and all buffers; one thread at a time. At the last layer an explanation takes a fraction of a millisecond
/// and allocates the map and little more.
/// </summary>
public sealed class Explainer : IDisposable
{
    private readonly ExplainableModel _model;
    private readonly MapLayer _layer;
    private readonly BackwardRun? _backward;
    private readonly ChannelPerturbation? _perturbation;
    private readonly float[] _seed;
    private readonly float[] _tensor;
    private readonly float[] _activations;
    private readonly float[] _gradients;
    private readonly float[] _weights;

    /// <param name="method">One that this model allows: <see cref="FaultOf"/> says why not.</param>
    /// <exception cref="ModelException">The model cannot be explained, or not by this method.</exception>
    public Explainer(ExplainableModel model, CamMethod method)
    {
        if (FaultOf(model, method) is string fault)
            throw new ModelException(fault);

        _model = model;
        _layer = model.Target!;
        Method = method;
        _seed = new float[model.ClassCount];
        _tensor = new float[_layer.Tensor.ElementCount];
        _activations = new float[_layer.Channels * _layer.Places];
        _gradients = new float[_activations.Length];
        _weights = new float[_layer.Channels];
        try
        {
            if (model.Backward is BackwardModel backward)
                _backward = new BackwardRun(backward, _layer.Tensor, model.Score);
            else if (CamMethods.NeedsGradient(method))
                _perturbation = new ChannelPerturbation(model.Head!, _layer);
        }
        catch (OnnxRuntimeException refused)
        {
            throw new ModelException($"the model cannot be explained: {refused.Message}", refused);
        }
    }

    public CamMethod Method { get; }

    /// <summary>Whether a map is derived in a fraction of the forward run's time; else it is measured channel by channel, which may take seconds.</summary>
    public bool IsQuick => _perturbation is null;

    /// <summary>
    /// The last explanation's ∂⟨seed, logits⟩/∂layer, in the layer's own order. Empty where the model has no derivative. Ours; valid until the next
    /// explanation.
    /// </summary>
    public ReadOnlySpan<float> Gradient => _backward is null ? default : _backward.Last;

    /// <summary>Why a model cannot be explained by a method, as one line; null where it can.</summary>
    public static string? FaultOf(ExplainableModel model, CamMethod method)
    {
        if (model.Target is null)
            return $"{model.WhyNotExact} (explain.layer in the card, or --layer)";
        if (model.Backward is null && method is not (CamMethod.GradCam or CamMethod.EigenCam))
            return $"{CamMethods.WordOf(method)} needs an exact gradient, and this model has none at '{model.Target.Name}': {model.WhyNotExact}. Use gradcam, which is then measured (Explain.Method, explain.method in the card, or --method)";
        return null;
    }

    /// <summary>The method to use where nobody asked for another: the only one that can be measured, or what is best at the model's layer.</summary>
    public static CamMethod DefaultMethod(ExplainableModel model)
        => model.Backward is null ? CamMethod.GradCam : CamMethods.DefaultAt(PlaceOf(model));

    /// <summary>The method that was asked for, else the card's, else the default.</summary>
    /// <param name="word">One of <see cref="CamMethods.Words"/>; null where nobody asked.</param>
    public static CamMethod MethodFor(Classifier classifier, string? word)
        => word is not null ? CamMethods.Parse(word) : classifier.Card.Explain.Method ?? DefaultMethod(classifier.Model);

    /// <summary>One line about a method that is known to mislead at the model's layer; null where nothing is known against it.</summary>
    public static string? WarningOf(ExplainableModel model, CamMethod method) => CamMethods.WarningAt(method, PlaceOf(model));

    /// <summary>Where the network found one class.</summary>
    /// <param name="pass">A run of this model's forward half; read only.</param>
    /// <param name="classIndex">Among the network's classes, from 0.</param>
    /// <param name="label">What the class is called outside.</param>
    public Explanation Explain(ForwardPass pass, int classIndex, string label)
    {
        Array.Clear(_seed);
        SeedAt(classIndex) = 1;
        return Explain(pass, label, against: null);
    }

    /// <summary>Where the network found one class rather than another: the same map of the difference of the two logits.</summary>
    public Explanation Contrast(ForwardPass pass, int classIndex, string label, int againstIndex, string against)
    {
        Array.Clear(_seed);
        SeedAt(classIndex) = 1;
        SeedAt(againstIndex) -= 1;
        return Explain(pass, label, against);
    }

    public void Dispose()
    {
        _backward?.Dispose();
        _perturbation?.Dispose();
    }

    private static LayerPlace PlaceOf(ExplainableModel model) => model.IsLastLayer ? LayerPlace.Last : LayerPlace.Finer;

    private ref float SeedAt(int classIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(classIndex, _seed.Length);
        return ref _seed[classIndex];
    }

    private Explanation Explain(ForwardPass pass, string label, string? against)
    {
        float[] map = new float[_layer.Places];
        RuntimeTensor.CopyTo(pass.Tensor(_layer.Name), _tensor);
        _layer.Gather(_tensor, _activations);
        try
        {
            FillGradients(pass);
        }
        catch (OnnxRuntimeException refused)
        {
            throw new ModelException($"this picture cannot be explained: {refused.Message}", refused);
        }

        ClassActivationMap.Compute(Method, _activations, _gradients, map);
        return new Explanation(label, Method, _layer.Name, map, _layer.Width, _layer.Height, pass.View)
        {
            Against = against,
            IsExact = _model.WhyNotExact is null || !CamMethods.NeedsGradient(Method),
            SelfCheckError = _backward is null ? null : _model.SelfCheckError,
            Completeness = _backward is null ? null : new Completeness(ClassActivationMap.Explained(_activations, _gradients), Logit(pass)),
        };
    }

    /// <summary>One at each place of a channel is what was measured: the channel's weight, spread evenly.</summary>
    private void FillGradients(ForwardPass pass)
    {
        if (_backward is not null)
        {
            _layer.Gather(_backward.Gradient(pass.Tensor, _seed), _gradients);
            return;
        }

        if (_perturbation is null)
            return;

        _perturbation.Weights(pass.Tensor(_layer.Name), pass.Tensor, _seed, _weights);
        for (int k = 0; k < _weights.Length; k++)
            _gradients.AsSpan(k * _layer.Places, _layer.Places).Fill(_weights[k]);
    }

    private double Logit(ForwardPass pass)
    {
        double logit = 0;
        for (int c = 0; c < _seed.Length; c++)
            logit += _seed[c] == 0 ? 0 : (double)_seed[c] * pass.Logits[c];
        return logit;
    }
}
