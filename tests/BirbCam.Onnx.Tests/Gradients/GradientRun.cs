using BirbCam.Onnx.Format;
using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Probing;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests.Gradients;

/// <summary>Runs a model forwards and its derivative backwards.</summary>
internal static class GradientRun
{
    /// <summary>∂⟨seed, score⟩/∂target.</summary>
    public static float[] Of(ModelFile file, string input, Npy x, string score, Npy seed, string target)
    {
        ProbeResult probe = Probe.Run(file.Bytes.Span, null, file.Graph, new TensorInfo(input, ElementType.Float, x.Shape));
        BackwardModel backward = ReverseMode.Differentiate(file.Graph, probe, score, target);

        // The input can be saved as well, and need not be asked for.
        using OrtValue picture = Runtime.Tensor(x.Values, x.LongShape);
        string[] asked = [.. backward.Saved.Where(tensor => tensor != input).Append(score).Distinct()];
        using var forward = new Runtime(AppendOutputs.To(file.Bytes.Span, file.Graph, asked));
        OrtValue[] tensors = forward.Run(new Dictionary<string, OrtValue> { [input] = picture }, asked);

        Dictionary<string, OrtValue> left = asked.Zip(tensors).ToDictionary(pair => pair.First, pair => pair.Second);
        left[input] = picture;
        Dictionary<string, OrtValue> inputs = backward.Saved.ToDictionary(saved => saved, saved => left[saved]);
        inputs[backward.Seed] = Runtime.Tensor(seed.Values, seed.LongShape);
        using var gradient = new Runtime(backward.Model);
        using OrtValue result = gradient.Run(inputs, backward.Output)[0];
        return result.GetTensorDataAsSpan<float>().ToArray();
    }
}
