using BirbCam.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Vision.Classification;

/// <summary>
/// The one ONNX Runtime session of the forward model. Its input is kept and refilled, and a run gives the tensors of the one before
/// back to ONNX Runtime's own allocator: nothing of a picture's size is allocated on the managed heap. One thread at a time.
/// </summary>
public sealed class Network : IDisposable
{
    private readonly DifferentiableModel _model;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly InputTensor _tensor;
    private readonly OrtValue _inputValue;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    /// <param name="threads">Threads of one run; on a small board leave a core to the camera.</param>
    /// <exception cref="ModelException">ONNX Runtime refuses the model.</exception>
    public Network(DifferentiableModel model, ModelInput input, int threads)
    {
        _model = model;
        try
        {
            _session = RuntimeSession.Open(model.Forward, model.ExternalFolder, threads);
        }
        catch (OnnxRuntimeException refused)
        {
            throw new ModelException($"ONNX Runtime refuses the model: {refused.Message}", refused);
        }

        _tensor = new InputTensor(input);
        _inputValue = OrtValue.CreateTensorValueFromMemory(_tensor.Values, Array.ConvertAll(input.Shape, side => (long)side));
        _inputNames = [model.Input.Name];
        _outputNames = [.. model.ForwardOutputs];
    }

    /// <summary>An empty pass for one view; the caller disposes it.</summary>
    public ForwardPass NewPass() => new(_outputNames, _model.Score.Name, _model.ClassCount);

    /// <summary>Looks at one view of a frame.</summary>
    /// <param name="bgr">height·width·3 bytes.</param>
    /// <param name="pass">Refilled.</param>
    public void Run(ReadOnlySpan<byte> bgr, int frameWidth, int frameHeight, InputView view, ForwardPass pass)
    {
        _tensor.Fill(bgr, frameWidth, frameHeight, view);
        pass.Refill(view, _session.Run(_run, _inputNames, [_inputValue], _outputNames));
    }

    /// <summary>Looks at the tensor whose element i is (i mod 251) / 251: no picture codec is involved.</summary>
    /// <param name="pass">Refilled.</param>
    public void RunRamp(ForwardPass pass)
    {
        for (int i = 0; i < _tensor.Values.Length; i++)
            _tensor.Values[i] = i % 251 / 251f;
        pass.Refill(default, _session.Run(_run, _inputNames, [_inputValue], _outputNames));
    }

    public void Dispose()
    {
        _inputValue.Dispose();
        _run.Dispose();
        _session.Dispose();
    }
}
