using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests;

/// <summary>Runs models in ONNX Runtime, the peer that the tests believe.</summary>
internal sealed class Runtime : IDisposable
{
    private readonly InferenceSession _session;

    public Runtime(byte[] model)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(model, options);
    }

    /// <summary>The named outputs; the caller disposes them.</summary>
    public OrtValue[] Run(IReadOnlyDictionary<string, OrtValue> inputs, params string[] outputs)
    {
        using var options = new RunOptions();
        return [.. _session.Run(options, inputs, outputs)];
    }

    public static OrtValue Tensor(float[] values, params long[] shape) => OrtValue.CreateTensorValueFromMemory(values, shape);

    public void Dispose() => _session.Dispose();
}
