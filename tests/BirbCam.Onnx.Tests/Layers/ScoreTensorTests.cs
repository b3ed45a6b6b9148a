using BirbCam.Onnx.Format;
using BirbCam.Onnx.Layers;

namespace BirbCam.Onnx.Tests.Layers;

public sealed class ScoreTensorTests
{
    [Theory]
    [InlineData("Sigmoid")]
    [InlineData("Softmax")]
    [InlineData("LogSoftmax")]
    public void The_logits_lie_before_the_final_activation(string activation)
        => Assert.Equal(("logits", activation), ScoreTensor.Of(
            new TestModel().Input("x", 1, 4).Node("Neg", "x", "logits").Node(activation, "logits", "y").Output("y").Graph, "y"));

    [Fact]
    public void What_only_renames_or_reshapes_the_probabilities_is_stepped_over()
    {
        OnnxGraph graph = new TestModel().Input("x", 1, 4)
            .Node("Neg", "x", "logits").Node("Sigmoid", "logits", "probabilities").Node("Flatten", "probabilities", "flat").Node("Identity", "flat", "y")
            .Output("y").Graph;

        Assert.Equal(("logits", "Sigmoid"), ScoreTensor.Of(graph, "y"));
    }

    [Fact]
    public void A_model_that_ends_with_logits_is_taken_at_its_word()
    {
        OnnxGraph graph = new TestModel().Input("x", 1, 4).Node("Sigmoid", "x", "gate").Node("Mul", ["x", "gate"], ["m"]).Node("Flatten", "m", "y").Output("y").Graph;

        Assert.Equal(("y", (string?)null), ScoreTensor.Of(graph, "y"));
    }
}
