using BirbCam.Onnx;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation.Methods;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Vision.Explanation;

/// <summary>
/// Runs the backward model for what is to be explained. Owns its session and the buffers that it fills; one thread at a time.
/// A run of the last layer takes a fraction of a millisecond and allocates the map and little more.
/// </summary>
public sealed class Explainer : IDisposable
{
    private readonly string _layer;
    private readonly int _width;
    private readonly int _height;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputNames;
    private readonly OrtValue[] _inputs;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _outputs;
    private readonly float[] _seed;
    private readonly float[] _gradient;

    /// <exception cref="ModelException">ONNX Runtime refuses the backward model.</exception>
    public Explainer(DifferentiableModel model)
    {
        _layer = model.Target.Name;
        _height = model.Target.Shape[2];
        _width = model.Target.Shape[3];
        _seed = new float[model.ClassCount];
        _gradient = new float[model.Target.ElementCount];

        _session = Open(model.Backward);
        _inputNames = [.. model.SavedTensors, model.SeedInput];
        _inputs = new OrtValue[_inputNames.Length];
        _inputs[^1] = OrtValue.CreateTensorValueFromMemory(_seed, Shape(model.Score));
        _outputNames = [model.GradientOutput];
        _outputs = [OrtValue.CreateTensorValueFromMemory(_gradient, Shape(model.Target))];
    }

    /// <summary>Grad-CAM of one class at the model's target layer.</summary>
    /// <param name="pass">A run of this model's forward half; read only.</param>
    /// <param name="classIndex">Among the network's classes, from 0.</param>
    /// <param name="label">What the class is called outside.</param>
    public Explanation Explain(ForwardPass pass, int classIndex, string label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(classIndex, _seed.Length);

        Array.Clear(_seed);
        _seed[classIndex] = 1;
        for (int i = 0; i < _inputs.Length - 1; i++)
            _inputs[i] = pass.Tensor(_inputNames[i]);
        _session.Run(_run, _inputNames, _inputs, _outputNames, _outputs);

        float[] map = new float[_height * _width];
        ClassActivationMap.GradCam(pass.Tensor(_layer).GetTensorDataAsSpan<float>(), _gradient, map);
        return new Explanation(label, CamMethod.GradCam, _layer, map, _width, _height, pass.View);
    }

    public void Dispose()
    {
        // The other inputs belong to the forward pass.
        _inputs[^1].Dispose();
        _outputs[0].Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private static InferenceSession Open(byte[] model)
    {
        try
        {
            return RuntimeSession.Open(model, externalFolder: null, threads: 1);
        }
        catch (OnnxRuntimeException refused)
        {
            throw new ModelException($"the model cannot be explained: {refused.Message}", refused);
        }
    }

    private static long[] Shape(TensorInfo tensor) => [.. tensor.Shape.Select(size => (long)size)];
}
