using BirbCam.Onnx.Format;
using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Tests.Gradients;

public sealed class GradientRulesTests
{
    /// <summary>Float rounding through at most a dozen operators; the worst of the fixtures has 2.2e-7.</summary>
    private const float Rounding = 2e-6f;

    /// <summary>A difference quotient in floats is no sharper: 1e-7 of rounding over a step of 1e-2, and the curvature.</summary>
    private const float Quotient = 2e-3f;

    public static TheoryData<string> FixtureCases => [.. OperatorFixtures.Cases];

    public static TheoryData<string> HandMadeCases => [.. OperatorCases.Names];

    public static TheoryData<string> FormsOfOpsets => [.. OpsetCases.Names];

    public static TheoryData<string> Operators => [.. GradientRules.Operators];

    [Theory]
    [MemberData(nameof(FixtureCases))]
    public void A_gradient_equals_torchs(string name) => Assert.InRange(OperatorFixtures.RelativeError(name), 0, Rounding);

    [Theory]
    [MemberData(nameof(HandMadeCases))]
    public void A_gradient_equals_the_difference_quotient_in_onnx_runtime(string name)
    {
        (int[] shape, ModelFile file) = OperatorCases.Case(name);
        Assert.InRange(DifferenceQuotient.RelativeError(file, shape), 0, Quotient);
    }

    [Theory]
    [MemberData(nameof(FormsOfOpsets))]
    public void So_it_does_in_the_forms_of_every_operator_set(string name)
    {
        (int[] shape, ModelFile file) = OpsetCases.Case(name);
        Assert.InRange(DifferenceQuotient.RelativeError(file, shape), 0, Quotient);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_rule_is_exercised(string op)
    {
        IEnumerable<OnnxGraph> graphs = OperatorFixtures.Cases.Select(OperatorFixtures.Graph).Concat(OperatorCases.Names.Select(name => OperatorCases.Case(name).File.Graph));
        Assert.Contains(graphs, graph => graph.Nodes.Any(node => node.Op == op));
    }

    /// <summary>A dead channel is nothing but zeros, and its length, deviation or root has no slope there.</summary>
    [Theory]
    [InlineData("Sqrt")]
    [InlineData("Pow")]
    [InlineData("ReduceL2")]
    [InlineData("LpPool")]
    [InlineData("GlobalLpPool")]
    public void Where_all_is_zero_nothing_passes_and_nothing_is_spoiled(string op)
    {
        OnnxAttribute[] attributes = op switch
        {
            "ReduceL2" => [OnnxAttribute.Of("axes", [2, 3])],
            "LpPool" => [OnnxAttribute.Of("kernel_shape", [2, 2])],
            _ => [],
        };
        ModelFile file = new TestModel().Input("x", 1, 2, 2, 2).Weights("root", [0.5f], 1)
            .Node(op, op == "Pow" ? ["x", "root"] : ["x"], ["y"], attributes).Output("y").File;
        using var forward = new Runtime(file.Bytes.ToArray());
        var x = new Npy([0, 0, 0, 0, 1, 4, 9, 16], [1, 2, 2, 2]);
        Npy y = DifferenceQuotient.Forward(forward, x);

        float[] gradient = GradientRun.Of(file, "x", x, "y", y with { Values = [.. y.Values.Select(_ => 1f)] }, "x");

        Assert.Equal([0, 0, 0, 0], gradient[..4]);
        Assert.All(gradient[4..], value => Assert.InRange(value, 0.01f, 1));
    }

    [Theory]
    [InlineData("Einsum", "that takes a diagonal")]
    [InlineData("Einsum of sizes", "that spreads an axis")]
    [InlineData("ScatterElements", "that combines by 'mul'")]
    [InlineData("Resize", "that crops as well")]
    [InlineData("LayerNormalization", "whose output 1 is used as well")]
    public void What_a_rule_does_not_know_is_refused_by_name(string op, string reason)
    {
        TestModel model = new TestModel().Input("x", 1, 1, 3, 3).Weights("w", [1, 2, 3], 1, 3).Weights("one", [1], 1).Weights("roi", [0, 0, 0, 0, 1, 1, 1, 1], 8)
            .Integers("shape", 3, 3).Integers("sizes", 1, 1, 2, 2).Node("Reshape", ["x", "shape"], ["square"]);
        _ = op switch
        {
            "Einsum" => model.Node("Einsum", ["square"], ["y"], OnnxAttribute.Of("equation", "ii->i")),
            "Einsum of sizes" => model.Node("Einsum", ["square", "w"], ["y"], OnnxAttribute.Of("equation", "ij,ij->ij")),
            "ScatterElements" => model.Integers("zero", 0, 1, 2)
                .Integers("row", 1, 3).Node("Reshape", ["zero", "row"], ["where"]).Node("ScatterElements", ["square", "where", "w"], ["y"], OnnxAttribute.Of("reduction", "mul")),
            "Resize" => model.Node(
                "Resize", ["x", "roi", "", "sizes"], ["y"], OnnxAttribute.Of("mode", "linear"), OnnxAttribute.Of("coordinate_transformation_mode", "tf_crop_and_resize")),
            _ => model.Node("LayerNormalization", ["x", "one"], ["a", "mean"], OnnxAttribute.Of("axis", 3)).Node("Add", ["a", "mean"], ["y"]),
        };
        ModelFile file = model.Output("y").File;
        ProbeResult probe = Probe.Run(file.Bytes.Span, null, file.Graph, new TensorInfo("x", ElementType.Float, [1, 1, 3, 3]));

        var refusal = Assert.Throws<UnsupportedOperatorException>(() => ReverseMode.Differentiate(file.Graph, probe, "y", "x"));
        Assert.Equal(op.Split(' ')[0], refusal.Operator);
        Assert.Contains(reason, refusal.Message);
    }

    [Fact]
    public void An_operator_of_another_domain_has_no_rule_even_if_it_has_a_known_name()
        => Assert.Null(GradientRules.Find(new OnnxNode("n", "Relu", "com.example", ["x"], ["y"], new Dictionary<string, OnnxAttribute>(), default)));
}
