using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Gradients;

/// <summary>Runs a backward model. Owns its session and the buffers that it fills, so that a run allocates some hundred bytes, whatever the layer's size. One thread at a time.</summary>
public sealed class BackwardRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputNames;
    private readonly OrtValue[] _inputs;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _outputs;
    private readonly float[] _seed;
    private readonly float[] _gradient;

    /// <param name="layer">The explained layer.</param>
    /// <param name="score">The logits.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the model.</exception>
    public BackwardRun(BackwardModel model, TensorInfo layer, TensorInfo score)
    {
        _seed = new float[score.ElementCount];
        _gradient = new float[layer.ElementCount];
        _session = RuntimeSession.Open(model.Model, externalFolder: null, threads: 1);
        _inputNames = [.. model.Saved, model.Seed];
        _inputs = new OrtValue[_inputNames.Length];
        _inputs[^1] = OrtValue.CreateTensorValueFromMemory(_seed, score.ToLongShape());
        _outputNames = [model.Output];
        _outputs = [OrtValue.CreateTensorValueFromMemory(_gradient, layer.ToLongShape())];
    }

    /// <summary>What the last run found. Ours.</summary>
    public ReadOnlySpan<float> Last => _gradient;

    /// <summary>∂⟨seed, logits⟩/∂layer: as many values as the layer has, in its own order. Ours; valid until the next run.</summary>
    /// <param name="saved">The tensors that the model reads of the forward run, by name; stay the caller's.</param>
    /// <param name="seed">One weight for each class.</param>
    public ReadOnlySpan<float> Gradient(Func<string, OrtValue> saved, ReadOnlySpan<float> seed)
    {
        seed.CopyTo(_seed);
        for (int i = 0; i < _inputs.Length - 1; i++)
            _inputs[i] = saved(_inputNames[i]);
        _session.Run(_run, _inputNames, _inputs, _outputNames, _outputs);
        return _gradient;
    }

    public void Dispose()
    {
        // The other inputs are the caller's.
        _inputs[^1].Dispose();
        _outputs[0].Dispose();
        _run.Dispose();
        _session.Dispose();
    }
}
