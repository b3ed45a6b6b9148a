using BirbCam.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Vision.Classification;

/// <summary>
/// What one run of the forward model left behind: the logits, and the tensors that an explanation needs. Owned by the
/// <see cref="Classifier"/>, which refills it: valid until that view is run again.
/// </summary>
public sealed class ForwardPass : IDisposable
{
    private readonly string[] _names;
    private readonly int _score;
    private readonly float[] _logits;
    private readonly string _inputName;
    private readonly OrtValue? _input;
    private IDisposableReadOnlyCollection<OrtValue>? _tensors;

    internal ForwardPass(ExplainableModel model)
    {
        _names = [.. model.ForwardOutputs];
        _score = Array.IndexOf(_names, model.Score.Name);
        _logits = new float[model.ClassCount];
        _inputName = model.Input.Name;

        // The network's own input is overwritten by the next view.
        bool isInputNeeded = model.Target?.Name == _inputName || (model.Backward?.Saved ?? model.Head?.Saved ?? []).Contains(_inputName);
        _input = isInputNeeded ? RuntimeTensor.Create(model.Input) : null;
    }

    /// <summary>Where the input plane lies on the frame.</summary>
    public InputView View { get; private set; }

    /// <summary>One for each class of the network, before sigmoid or softmax.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>The logits, the explained layer, or a tensor that the explanation wants. Stays ours.</summary>
    /// <exception cref="InvalidOperationException">Nothing was run yet, or the tensor is none of these.</exception>
    public OrtValue Tensor(string name)
    {
        if (name == _inputName && _input is not null)
            return _input;

        int index = Array.IndexOf(_names, name);
        return index >= 0 && _tensors is not null ? _tensors[index] : throw new InvalidOperationException($"the forward run left no tensor '{name}'");
    }

    public void Dispose()
    {
        _tensors?.Dispose();
        _input?.Dispose();
    }

    /// <param name="input">What the network was fed with.</param>
    /// <param name="tensors">Taken over.</param>
    internal void Refill(InputView view, ReadOnlySpan<float> input, IDisposableReadOnlyCollection<OrtValue> tensors)
    {
        _tensors?.Dispose();
        _tensors = tensors;
        View = view;
        RuntimeTensor.CopyTo(tensors[_score], _logits);
        if (_input is not null)
            RuntimeTensor.Fill(_input, input);
    }
}
