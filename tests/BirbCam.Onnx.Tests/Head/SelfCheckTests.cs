using BirbCam.Onnx.Format;
using BirbCam.Onnx.Gradients;
using BirbCam.Onnx.Head;
using BirbCam.Onnx.Layers;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Tests.Head;

/// <summary>The check has to find a wrong derivative: here the derivative of one model is held against another.</summary>
public sealed class SelfCheckTests
{
    [Fact]
    public void A_right_gradient_passes() => Assert.InRange(Error(Network("Sigmoid"), Network("Sigmoid")), 0, 1e-3);

    [Theory]
    [InlineData("Tanh")]
    [InlineData("Softplus")]
    [InlineData("Relu")]
    public void The_gradient_of_another_operator_is_found_out(string other)
        => Assert.InRange(Error(Network(other), Network("Sigmoid")), 2 * ExplainableModel.LargestError, double.PositiveInfinity);

    /// <summary>A rule that forgets one of two ways gives a gradient of the right size and direction, and too small.</summary>
    [Fact]
    public void A_forgotten_way_is_found_out()
        => Assert.InRange(Error(Network("Sigmoid"), Network("Sigmoid", shortcut: 0.3f)), 2 * ExplainableModel.LargestError, double.PositiveInfinity);

    /// <summary>Where the layer is zero everywhere, the step has no scale of its own.</summary>
    [Fact]
    public void A_layer_of_zeros_is_checked_all_the_same()
    {
        TestModel dead = new TestModel().Input("x", 1, 2, 6, 6).Weights("low", [-1])
            .Node("Mul", ["x", "low"], ["negative"]).Node("Relu", "negative", "layer").Node("Exp", "layer", "e").Node("GlobalAveragePool", "e", "y").Output("y");

        Assert.InRange(ExplainableModel.Build(dead.File, [1, 2, 6, 6], "x", "y", "layer").SelfCheckError!.Value, 0, 1e-2);
    }

    /// <summary>The probe's ramp is the same in all rows of a picture of 251 columns: every maximum would have its equals, and a kink there.</summary>
    [Fact]
    public void A_maximum_over_the_whole_picture_passes()
    {
        TestModel model = new TestModel().Input("x", 1, 1, 8, 251).RandomWeights("w", 6, 1, 3, 3).RandomWeights("v", 6, 3)
            .Node("Conv", ["x", "w"], ["layer"]).Node("GlobalMaxPool", "layer", "largest").Node("Flatten", "largest", "flat").Node("MatMul", ["flat", "v"], ["y"]).Output("y");

        Assert.InRange(ExplainableModel.Build(model.File, [1, 1, 8, 251], "x", "y").SelfCheckError ?? double.PositiveInfinity, 0, 5e-3);
    }

    /// <summary>An untrained Inception: its last layer is next to nothing beside the bias of its logits, and a small share of that is lost in rounding.</summary>
    [Theory]
    [InlineData(1e-2f)]
    [InlineData(1e-4f)]
    [InlineData(1e-6f)]
    public void A_layer_that_has_hardly_a_hand_in_the_score_passes(float size)
    {
        TestModel faint = new TestModel().Input("x", 1, 2, 6, 6).RandomWeights("w", 5, 2, 3, 3).RandomWeights("v", 5, 3).RandomWeights("bias", 3).Weights("size", [size])
            .Node("Conv", ["x", "w"], ["conv"]).Node("Mul", ["conv", "size"], ["layer"])
            .Node("GlobalAveragePool", "layer", "pooled").Node("Flatten", "pooled", "flat").Node("Gemm", ["flat", "v", "bias"], ["y"]).Output("y");

        Assert.InRange(ExplainableModel.Build(faint.File, [1, 2, 6, 6], "x", "y", "layer").SelfCheckError ?? double.PositiveInfinity, 0, 5e-3);
    }

    /// <summary>Eleven bits leave nothing of a step that floats could tell from none.</summary>
    [Fact]
    public void A_right_gradient_of_a_layer_in_half_precision_passes()
    {
        TestModel half = new TestModel().Input("x", 1, 2, 6, 6).RandomWeights("w", 5, 2, 3, 3).RandomWeights("v", 5, 3)
            .Node("Conv", ["x", "w"], ["conv"]).Node("Cast", "conv", "layer", OnnxAttribute.Of("to", (long)ElementType.Float16)).Node("Sigmoid", "layer", "curved")
            .Node("GlobalAveragePool", "curved", "pooled").Node("Cast", "pooled", "floats", OnnxAttribute.Of("to", (long)ElementType.Float))
            .Node("Flatten", "floats", "flat").Node("MatMul", ["flat", "v"], ["y"]).Output("y");

        Assert.InRange(ExplainableModel.Build(half.File, [1, 2, 6, 6], "x", "y", "layer").SelfCheckError!.Value, 0, ExplainableModel.LargestError);
    }

    private static TestModel Network(string op, float shortcut = 0) => new TestModel().Input("x", 1, 2, 6, 6).RandomWeights("w", 5, 2, 3, 3).RandomWeights("v", 5, 3)
        .Weights("share", [shortcut])
        .Node("Conv", ["x", "w"], ["layer"]).Node(op, "layer", "curved")
        .Node("Mul", ["layer", "share"], ["some"]).Node("Add", ["curved", "some"], ["sum"])
        .Node("GlobalAveragePool", "sum", "pooled").Node("Flatten", "pooled", "flat").Node("MatMul", ["flat", "v"], ["y"]).Output("y");

    /// <summary>The error that is found when the gradient of <paramref name="differentiated"/> is taken for that of <paramref name="run"/>.</summary>
    private static double Error(TestModel differentiated, TestModel run)
    {
        var input = new TensorInfo("x", ElementType.Float, [1, 2, 6, 6]);
        ProbeResult probe = Probe.Run(run.Bytes, null, run.Graph, input);
        MapLayer layer = MapLayer.Of(probe["layer"], AxisRoles.ChannelsFirst)!;
        OnnxGraph graph = differentiated.Graph;
        BackwardModel backward = ReverseMode.Differentiate(graph, Probe.Run(differentiated.Bytes, null, graph, input), "y", "layer");
        HeadModel head = HeadModel.Of(run.File, probe, layer.Tensor, probe["y"]);
        using var trial = new Trial(run.File, input, ["layer", .. backward.Saved, .. head.Saved], TestContext.Current.CancellationToken);
        return SelfCheck.Error(backward, head, layer, trial, TestContext.Current.CancellationToken);
    }
}
