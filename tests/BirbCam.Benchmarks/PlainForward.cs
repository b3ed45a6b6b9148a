using BirbCam.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Benchmarks;

/// <summary>The user's own bytes with the user's own output, as anybody would run them.</summary>
internal sealed class PlainForward : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly OrtValue[] _inputs;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    public PlainForward(ModelFile file, ExplainableModel model, float[] input)
    {
        _session = RuntimeSession.Open(file.Bytes.ToArray(), file.ExternalFolder, threads: 1);
        _inputs = [OrtValue.CreateTensorValueFromMemory(input, [.. model.Input.Shape.Select(side => (long)side)])];
        _inputNames = [model.Input.Name];
        _outputNames = [model.Output.Name];
    }

    public void Run() => _session.Run(_run, _inputNames, _inputs, _outputNames).Dispose();

    public void Dispose()
    {
        _inputs[0].Dispose();
        _run.Dispose();
        _session.Dispose();
    }
}
