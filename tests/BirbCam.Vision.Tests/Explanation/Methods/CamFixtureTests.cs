using System.Text.Json;
using BirbCam.Onnx.Format;
using BirbCam.Tests;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Vision.Tests.Explanation.Methods;

/// <summary>The maps that PyTorch's formulas gave in float64, from the activations and gradients that lie beside them.</summary>
public sealed class CamFixtureTests
{
    private const double Tolerance = 1e-5;

    /// <summary>Half a unit in the last place of a float.</summary>
    private const double Rounding = 6e-8;

    public static TheoryData<string, CamMethod> Cases =>
    [
        .. from model in (string[])["convnext_slim", "densenet_slim", "mobilenet_v3_small", "resnet34_fastai_slim", "squeezenet1_1", "vit_tiny"]
           from method in Enum.GetValues<CamMethod>()
           select (model, method),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_stored_layer_has_the_reference_map(string model, CamMethod method)
    {
        string folder = SharedData.Require(Path.Combine("fixtures", "gradcam", model));
        using var meta = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "meta.json")));
        foreach (JsonProperty layer in meta.RootElement.GetProperty("layers").EnumerateObject())
        {
            Npy reference = Npy.Read(Path.Combine(folder, $"{layer.Name}.{CamMethods.WordOf(method)}.npy"));
            int places = reference.Shape[^1] * reference.Shape[^2];
            float[] activations = Channels(Npy.Read(Path.Combine(folder, $"{layer.Name}.act.npy")), places)[0];
            float[][] gradients = Channels(Npy.Read(Path.Combine(folder, $"{layer.Name}.grad.npy")), places);
            for (int c = 0; c < gradients.Length; c++)
            {
                float[] map = new float[places];
                ClassActivationMap.Compute(method, activations, gradients[c], map);
                float[] expected = reference.Values[(c * places)..((c + 1) * places)];
                if (method == CamMethod.EigenCam && !HasSign(activations, places))
                    Turn(expected, map);
                AssertSame(expected, map, Allowed(model, method, activations, gradients[c], places), $"{layer.Name}, class {c}");
            }
        }
    }

    /// <summary>The figure of the research: of a logit of 3.40 the last layer accounts for 2.10, and the biases of the batch norms for the rest.</summary>
    [Fact]
    public void What_a_layer_accounts_for_is_the_sum_of_gradient_times_activation()
    {
        string folder = SharedData.Require(Path.Combine("fixtures", "gradcam", "resnet34_fastai_slim"));
        float[] activations = Npy.Read(Path.Combine(folder, "layer4.act.npy")).Values;
        float[] gradients = Npy.Read(Path.Combine(folder, "layer4.grad.npy")).Values[..activations.Length];

        Assert.Equal(2.10, ClassActivationMap.Explained(activations, gradients), 0.005);
        Assert.Equal(3.40, Npy.Read(Path.Combine(folder, "logits.npy")).Values[0], 0.005);
    }

    /// <summary>
    /// How far the map may be from the reference, in its units, given its maximum: 1e-5 of that. The stored arrays are rounded to floats, though, and the
    /// reference was made before that. HiResCAM straight before a LayerNormalization is what is left where sums of much larger terms cancel; there, the
    /// terms' own rounding counts. Grad-CAM++ divides by what cancels where channels have both signs: float64 arithmetic on the stored arrays of
    /// convnext_slim is 5.1e-5 of the maximum off as well.
    /// </summary>
    private static Func<double, double> Allowed(string model, CamMethod method, float[] activations, float[] gradients, int places)
    {
        if (method == CamMethod.GradCamPlusPlus && model == "convnext_slim")
            return largest => 6e-5 * largest;
        if (method != CamMethod.HiResCam)
            return largest => Tolerance * largest;

        double largestTerms = Enumerable.Range(0, places).Max(i => At(activations, i, places).Zip(At(gradients, i, places), (a, g) => Math.Abs((double)a * g)).Sum());
        return largest => Math.Max(Tolerance * largest, 2 * Rounding * largestTerms);
    }

    /// <summary>Behind a LayerNormalization without bias every place's channels add up to the same: nothing says which way up the component is.</summary>
    private static bool HasSign(float[] activations, int places)
    {
        double[] sums = [.. Enumerable.Range(0, places).Select(i => At(activations, i, places).Sum(a => (double)a))];
        double weight = Enumerable.Range(0, places).Max(i => At(activations, i, places).Sum(a => Math.Abs((double)a)));
        return sums.Max() - sums.Min() > 1e-5 * weight;
    }

    private static IEnumerable<float> At(float[] values, int place, int places)
    {
        for (int at = place; at < values.Length; at += places)
            yield return values[at];
    }

    private static void Turn(float[] expected, float[] map)
    {
        int strongest = Array.IndexOf(expected, expected.MaxBy(Math.Abs));
        if (Math.Sign(expected[strongest]) != Math.Sign(map[strongest]))
        {
            for (int i = 0; i < expected.Length; i++)
                expected[i] = -expected[i];
        }
    }

    private static void AssertSame(float[] expected, float[] actual, Func<double, double> allowed, string where)
    {
        double largest = expected.Max(Math.Abs);
        double worst = expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max();
        Assert.True(worst <= allowed(largest), $"{where}: {worst:E1} off, at a maximum of {largest:E1}");
    }

    /// <summary>Each picture's or class's values channel by channel: [N,C,h,w] as they lie, tokens [N,T,D] turned and without what comes before the grid.</summary>
    private static float[][] Channels(Npy array, int places)
    {
        float[][] all = [.. array.Values.Chunk(array.Values.Length / array.Shape[0])];
        if (array.Shape.Length == 4)
            return all;

        int tokens = array.Shape[1], channels = array.Shape[2], before = tokens - places;
        return [.. all.Select(one => Enumerable.Range(0, channels * places).Select(at => one[((before + (at % places)) * channels) + (at / places)]).ToArray())];
    }
}
