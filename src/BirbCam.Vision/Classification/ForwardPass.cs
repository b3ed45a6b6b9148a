using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Vision.Classification;

/// <summary>
/// What one run of the forward model left behind: the logits, and the tensors that an explanation needs. Owned by the
/// classifier, which refills it: valid until that view is run again.
/// </summary>
public sealed class ForwardPass : IDisposable
{
    /// <param name="tensors">The run's outputs in the order in which the session is asked for them.</param>
    internal ForwardPass(InputView view, Dictionary<string, OrtValue> tensors, float[] logits)
    {
        View = view;
        Tensors = tensors;
        Outputs = [.. tensors.Values];
        Logits = logits;
    }

    /// <summary>Where the input plane lies on the frame.</summary>
    public InputView View { get; internal set; }

    /// <summary>By name: the target activation and whatever else the backward model wants. Shapes were fixed when the model was loaded.</summary>
    public IReadOnlyDictionary<string, OrtValue> Tensors { get; }

    /// <summary>One for each class of the network, before sigmoid or softmax.</summary>
    public ReadOnlyMemory<float> Logits { get; }

    internal OrtValue[] Outputs { get; }

    public void Dispose()
    {
        foreach (OrtValue tensor in Outputs)
            tensor.Dispose();
    }
}
