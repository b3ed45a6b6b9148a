using BirbCam.Onnx.Format;
using BirbCam.Onnx.Gradients;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests.Gradients;

/// <summary>One small model each, with input, cotangent and the gradient that torch found in float64.</summary>
internal static class OperatorFixtures
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "ops");

    public static IEnumerable<string> Cases => Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public static OnnxGraph Graph(string name) => ModelFile.Read(Path.Combine(Folder, name, "model.onnx")).Graph;

    /// <summary>How far our gradient is from torch's, relative to its largest element.</summary>
    public static float RelativeError(string name)
    {
        string folder = Path.Combine(Folder, name);
        Npy x = Npy.Read(Path.Combine(folder, "x.npy"));
        float[] actual = Gradient(ModelFile.Read(Path.Combine(folder, "model.onnx")), x, Npy.Read(Path.Combine(folder, "seed.npy")));
        return Agreement.RelativeError(Npy.Read(Path.Combine(folder, "grad.npy")).Values, actual);
    }

    /// <summary>∂⟨seed, y⟩/∂x of a model with the input x and the output y.</summary>
    public static float[] Gradient(ModelFile file, Npy x, Npy seed)
    {
        ProbeResult probe = Probe.Run(file.Bytes, null, file.Graph, new TensorInfo("x", ElementType.Float, x.Shape));
        BackwardModel backward = ReverseMode.Differentiate(file.Graph, probe, "y", "x");

        using OrtValue picture = Runtime.Tensor(x.Values, x.LongShape);
        string[] saved = [.. backward.Saved.Where(tensor => tensor != "x")];
        using var forward = new Runtime(AppendOutputs.To(file.Bytes, saved.Where(tensor => tensor != "y")));
        OrtValue[] tensors = forward.Run(new Dictionary<string, OrtValue> { ["x"] = picture }, saved.Length > 0 ? saved : ["y"]);

        var inputs = new Dictionary<string, OrtValue> { [backward.Seed] = Runtime.Tensor(seed.Values, seed.LongShape) };
        for (int i = 0; i < saved.Length; i++)
            inputs[saved[i]] = tensors[i];
        if (backward.Saved.Contains("x"))
            inputs["x"] = picture;

        using var gradient = new Runtime(backward.Model);
        using OrtValue result = gradient.Run(inputs, backward.Output)[0];
        return result.GetTensorDataAsSpan<float>().ToArray();
    }
}
