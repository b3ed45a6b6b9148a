using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Head;

/// <summary>Runs what comes after the explained layer, again and again with other values of the layer. One thread at a time.</summary>
public sealed class HeadRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly CancellationTokenRegistration _stop;
    private readonly OrtValue _layer;
    private readonly OrtValue[] _inputs;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly float[] _logits;

    /// <param name="late">Ends the run that goes on, and every later one, between two operators.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime refuses the model; runs throw it where they are ended.</exception>
    public HeadRun(HeadModel head, CancellationToken late = default)
    {
        _session = RuntimeSession.Open(head.Model, externalFolder: null, threads: 1);
        _stop = late.Register(() => _run.Terminate = true);
        _layer = RuntimeTensor.Create(head.Target);
        _inputNames = [head.Target.Name, .. head.Saved];
        _inputs = new OrtValue[_inputNames.Length];
        _outputNames = [head.Score.Name];
        _logits = new float[head.Score.ElementCount];
    }

    /// <summary>⟨seed, logits⟩ for these values of the layer.</summary>
    /// <param name="layer">All elements of the layer.</param>
    /// <param name="saved">The other tensors that the head reads, by name; stay the caller's.</param>
    /// <param name="seed">One weight for each class.</param>
    public double Score(ReadOnlySpan<float> layer, Func<string, OrtValue> saved, ReadOnlySpan<float> seed)
    {
        RuntimeTensor.Fill(_layer, layer);
        _inputs[0] = _layer;
        for (int i = 1; i < _inputs.Length; i++)
            _inputs[i] = saved(_inputNames[i]);

        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_run, _inputNames, _inputs, _outputNames);
        RuntimeTensor.CopyTo(results[0], _logits);

        // Classes that are not asked for may be infinite, and 0 · ∞ is no number.
        double score = 0;
        for (int c = 0; c < seed.Length; c++)
            score += seed[c] == 0 ? 0 : (double)seed[c] * _logits[c];
        return score;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _layer.Dispose();
        _run.Dispose();
        _session.Dispose();
    }
}
