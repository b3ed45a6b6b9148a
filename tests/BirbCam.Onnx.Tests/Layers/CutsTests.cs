using BirbCam.Onnx.Layers;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Tests.Layers;

public sealed class CutsTests
{
    [Fact]
    public void A_tensor_that_a_shortcut_goes_around_is_no_cut()
    {
        TestModel model = new TestModel().Input("x", 1, 2, 4, 4)
            .Node("Relu", "x", "trunk")
            .Node("Neg", "trunk", "branch").Node("Add", ["trunk", "branch"], ["sum"])
            .Node("GlobalAveragePool", "sum", "y")
            .Output("y");

        Assert.Equal(["trunk", "sum"], Of(model));
    }

    [Fact]
    public void Branches_that_do_not_lead_to_the_score_do_not_count()
    {
        TestModel model = new TestModel().Input("x", 1, 2, 4, 4)
            .Node("Relu", "x", "trunk")
            .Node("Neg", "trunk", "elsewhere")
            .Node("GlobalAveragePool", "trunk", "y")
            .Output("y").Output("elsewhere");

        Assert.Equal(["trunk"], Of(model));
    }

    [Fact]
    public void A_way_that_only_carries_shapes_does_not_count()
    {
        TestModel model = new TestModel().Input("x", 1, 2, 4, 4)
            .Node("Relu", "x", "trunk")
            .Node("Shape", "x", "shape").Node("Reshape", ["trunk", "shape"], ["same"])
            .Node("GlobalAveragePool", "same", "y")
            .Output("y");

        Assert.Equal(["trunk", "same"], Of(model));
    }

    private static IReadOnlyList<string> Of(TestModel model)
        => Cuts.Between(model.Graph, Probe.Run(model.Bytes, null, model.Graph, new TensorInfo("x", ElementType.Float, [1, 2, 4, 4])), "x", "y");
}
