using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Gradients;

/// <summary>One small model each, with input, cotangent and the gradient that torch found in float64.</summary>
internal static class OperatorFixtures
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "ops");

    public static IEnumerable<string> Cases => Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public static byte[] Model(string name) => File.ReadAllBytes(Path.Combine(Folder, name, "model.onnx"));

    public static int[] Shape(string name) => Npy.Read(Path.Combine(Folder, name, "x.npy")).Shape;

    public static OnnxGraph Graph(string name) => ModelFile.Read(Path.Combine(Folder, name, "model.onnx")).Graph;

    /// <summary>How far our gradient is from torch's, relative to its largest element.</summary>
    public static float RelativeError(string name)
    {
        string folder = Path.Combine(Folder, name);
        Npy x = Npy.Read(Path.Combine(folder, "x.npy"));
        ModelFile file = ModelFile.Read(Path.Combine(folder, "model.onnx"));
        float[] actual = GradientRun.Of(file, "x", x, "y", Npy.Read(Path.Combine(folder, "seed.npy")), "x");
        return Agreement.RelativeError(Npy.Read(Path.Combine(folder, "grad.npy")).Values, actual);
    }
}
