using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests.Gradients;

/// <summary>The gradient as ONNX Runtime itself shows it: how much the score changes with each number of x.</summary>
internal static class DifferenceQuotient
{
    private const float Step = 1e-2f;

    /// <summary>How far our gradient of a model from x to y is from it, relative to its largest element.</summary>
    public static float RelativeError(ModelFile file, int[] shape)
    {
        Npy x = Spaced(shape);
        using var forward = new Runtime(file.Bytes.ToArray());
        Npy y = Forward(forward, x);
        var random = new Random(3);
        Npy seed = y with { Values = [.. y.Values.Select(_ => random.NextSingle() - 0.5f)] };

        float[] expected = new float[x.Values.Length];
        for (int i = 0; i < expected.Length; i++)
            expected[i] = (float)((Score(forward, x, i, Step, seed) - Score(forward, x, i, -Step, seed)) / (2 * Step));

        return Agreement.RelativeError(expected, GradientRun.Of(file, "x", x, "y", seed, "x"));
    }

    public static Npy Forward(Runtime runtime, Npy x)
    {
        using OrtValue picture = Runtime.Tensor(x.Values, x.LongShape);
        using OrtValue y = runtime.Run(new Dictionary<string, OrtValue> { ["x"] = picture }, "y")[0];
        return new Npy(y.GetTensorDataAsSpan<float>().ToArray(), Array.ConvertAll(y.GetTensorTypeAndShape().Shape, size => (int)size));
    }

    private static double Score(Runtime runtime, Npy x, int element, float step, Npy seed)
    {
        float[] moved = [.. x.Values];
        moved[element] += step;
        return Forward(runtime, x with { Values = moved }).Values.Zip(seed.Values).Sum(pair => (double)pair.First * pair.Second);
    }

    /// <summary>
    /// Values 2.5 steps apart, at odd multiples of half of that: no maximum changes hands within a step, and no threshold at a multiple of 0.025 is crossed.
    /// </summary>
    public static Npy Spaced(int[] shape)
    {
        int count = shape.Aggregate(1, (product, size) => product * size);
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(5).Shuffle(order);
        return new Npy([.. order.Select(place => (place - (count / 2) + 0.5f) * 2.5f * Step)], shape);
    }
}
