using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation.Methods;
using SkiaSharp;
using OneExplanation = BirbCam.Vision.Explanation.Explanation;

namespace BirbCam.Vision.Tests.Explanation;

internal static class ExplanationFixtures
{
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Explanation", "Fixtures", name);

    public static Npy Array(string name) => Npy.Read(PathOf($"{name}.npy"));

    /// <summary>240×320 pixels: a drawn chickadee and a drawn magpie.</summary>
    public static SKBitmap Scene() => SKBitmap.Decode(PathOf("scene.png")).Copy(SKColorType.Bgra8888);

    public static OneExplanation Map(float[] values, int width, InputView view, string label = "chickadee")
        => new(label, CamMethod.GradCam, "layer", values, width, values.Length / width, view);
}
