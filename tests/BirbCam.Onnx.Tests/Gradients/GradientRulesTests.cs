using BirbCam.Onnx.Format;
using BirbCam.Onnx.Gradients;
using Microsoft.ML.OnnxRuntime;

namespace BirbCam.Onnx.Tests.Gradients;

public sealed class GradientRulesTests
{
    /// <summary>Float rounding through at most a dozen operators; the worst of the fixtures has 2.2e-7.</summary>
    private const float Rounding = 2e-6f;

    /// <summary>A difference quotient in floats is no sharper: 1e-7 of rounding over a step of 1e-2, and the curvature.</summary>
    private const float Quotient = 2e-3f;

    private const float Step = 1e-2f;

    public static TheoryData<string> FixtureCases => [.. OperatorFixtures.Cases];

    public static TheoryData<string> HandMadeCases => [.. OperatorCases.Names];

    public static TheoryData<string> Operators => [.. GradientRules.Operators];

    [Theory]
    [MemberData(nameof(FixtureCases))]
    public void A_gradient_equals_torchs(string name) => Assert.InRange(OperatorFixtures.RelativeError(name), 0, Rounding);

    [Theory]
    [MemberData(nameof(HandMadeCases))]
    public void A_gradient_equals_the_difference_quotient_in_onnx_runtime(string name)
    {
        (int[] shape, ModelFile file) = OperatorCases.Case(name);
        Npy x = Spaced(shape);
        using var forward = new Runtime(file.Bytes);
        Npy y = Forward(forward, x);
        var random = new Random(3);
        Npy seed = y with { Values = [.. y.Values.Select(_ => random.NextSingle() - 0.5f)] };

        float[] expected = new float[x.Values.Length];
        for (int i = 0; i < expected.Length; i++)
            expected[i] = (float)((Score(forward, x, i, Step, seed) - Score(forward, x, i, -Step, seed)) / (2 * Step));

        Assert.InRange(Agreement.RelativeError(expected, GradientRun.Of(file, "x", x, "y", seed, "x")), 0, Quotient);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_rule_is_exercised(string op)
    {
        IEnumerable<OnnxGraph> graphs = OperatorFixtures.Cases.Select(OperatorFixtures.Graph).Concat(OperatorCases.Names.Select(name => OperatorCases.Case(name).File.Graph));
        Assert.Contains(graphs, graph => graph.Nodes.Any(node => node.Op == op));
    }

    [Fact]
    public void An_operator_of_another_domain_has_no_rule_even_if_it_has_a_known_name()
        => Assert.Null(GradientRules.Find(new OnnxNode("n", "Relu", "com.example", ["x"], ["y"], new Dictionary<string, OnnxAttribute>(), default)));

    private static Npy Forward(Runtime runtime, Npy x)
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
    private static Npy Spaced(int[] shape)
    {
        int count = shape.Aggregate(1, (product, size) => product * size);
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(5).Shuffle(order);
        return new Npy([.. order.Select(place => (place - (count / 2) + 0.5f) * 2.5f * Step)], shape);
    }
}
