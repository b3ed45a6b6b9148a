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
    private IDisposableReadOnlyCollection<OrtValue>? _tensors;

    /// <param name="names">The run's outputs in the order in which the session is asked for them.</param>
    internal ForwardPass(string[] names, string score, int classCount)
    {
        _names = names;
        _score = Array.IndexOf(names, score);
        _logits = new float[classCount];
    }

    /// <summary>Where the input plane lies on the frame.</summary>
    public InputView View { get; private set; }

    /// <summary>One for each class of the network, before sigmoid or softmax.</summary>
    public ReadOnlySpan<float> Logits => _logits;

    /// <summary>The logits, the target activation, or a tensor that the backward model wants. Stays ours.</summary>
    /// <exception cref="InvalidOperationException">Nothing was run yet, or the tensor is none of these.</exception>
    public OrtValue Tensor(string name)
    {
        int index = Array.IndexOf(_names, name);
        return index >= 0 && _tensors is not null ? _tensors[index] : throw new InvalidOperationException($"the forward run left no tensor '{name}'");
    }

    public void Dispose() => _tensors?.Dispose();

    /// <param name="tensors">Taken over.</param>
    internal void Refill(InputView view, IDisposableReadOnlyCollection<OrtValue> tensors)
    {
        _tensors?.Dispose();
        _tensors = tensors;
        View = view;
        tensors[_score].GetTensorDataAsSpan<float>().CopyTo(_logits);
    }
}
