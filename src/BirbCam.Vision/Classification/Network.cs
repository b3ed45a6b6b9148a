using BirbCam.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Vision.Classification;

/// <summary>
/// The one ONNX Runtime session of the forward model. Its input is kept and refilled, and a run gives the tensors of the one before
/// back to ONNX Runtime's own allocator: nothing of a picture's size is allocated on the managed heap. One thread at a time.
/// </summary>
public sealed class Network : IDisposable
{
    private readonly ExplainableModel _model;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly float[] _input;
    private readonly OrtValue[] _inputValues;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    /// <param name="file">The one that <paramref name="model"/> was built from; not needed afterwards.</param>
    /// <param name="input">The input's memory, in the shape of the model's input: who owns it fills it before each run.</param>
    /// <param name="threads">Threads of one run; on a small board leave a core to the camera.</param>
    /// <exception cref="ModelException">ONNX Runtime refuses the model.</exception>
    public Network(ModelFile file, ExplainableModel model, float[] input, int threads)
    {
        _model = model;
        _input = input;
        try
        {
            _session = RuntimeSession.Open(model.Forward(file), file.ExternalFolder, threads);
        }
        catch (OnnxRuntimeException refused)
        {
            throw new ModelException($"ONNX Runtime refuses the model: {refused.Message}", refused);
        }

        _inputValues =
        [
            model.Input.Type == ElementType.Float
                ? OrtValue.CreateTensorValueFromMemory(input, model.Input.ToLongShape())
                : RuntimeTensor.Create(model.Input),
        ];
        _inputNames = [model.Input.Name];
        _outputNames = [.. model.ForwardOutputs];
    }

    /// <summary>An empty pass for one view; the caller disposes it.</summary>
    public ForwardPass NewPass() => new(_model);

    /// <summary>Looks at what the input holds.</summary>
    /// <param name="view">Where on the frame that lies.</param>
    /// <param name="pass">Refilled.</param>
    /// <exception cref="ModelException">ONNX Runtime gives up on this input.</exception>
    public void Run(InputView view, ForwardPass pass)
    {
        if (_model.Input.Type != ElementType.Float)
            RuntimeTensor.Fill(_inputValues[0], _input);

        try
        {
            pass.Refill(view, _input, _session.Run(_run, _inputNames, _inputValues, _outputNames));
        }
        catch (OnnxRuntimeException refused)
        {
            throw new ModelException($"ONNX Runtime cannot run the model: {refused.Message}", refused);
        }
    }

    public void Dispose()
    {
        _inputValues[0].Dispose();
        _run.Dispose();
        _session.Dispose();
    }
}
