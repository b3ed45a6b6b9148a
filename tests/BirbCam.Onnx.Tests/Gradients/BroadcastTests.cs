using BirbCam.Onnx.Gradients;

namespace BirbCam.Onnx.Tests.Gradients;

public sealed class BroadcastTests
{
    [Theory]
    [InlineData(new[] { 2, 3 }, new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 1 }, new[] { 1, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 3 }, new[] { 4, 2, 1 }, new[] { 4, 2, 3 })]
    [InlineData(new int[0], new[] { 4, 2 }, new[] { 4, 2 })]
    public void Axes_are_aligned_at_the_end_and_those_of_size_one_spread(int[] a, int[] b, int[] both)
    {
        Assert.Equal(both, Broadcast.Shape(a, b));
        Assert.Equal(both, Broadcast.Shape(b, a));
    }

    [Theory]
    [InlineData(new[] { 4, 2, 3 }, new[] { 2, 1 })]
    [InlineData(new[] { 4, 2, 3 }, new[] { 1, 1, 3 })]
    [InlineData(new[] { 4, 2, 3 }, new int[0])]
    [InlineData(new[] { 1, 1 }, new[] { 5, 2 })]
    public void The_gradient_has_the_shape_of_what_was_spread(int[] gradient, int[] original)
    {
        var graph = new GraphBuilder(new HashSet<string>());
        Assert.Equal(original, Broadcast.Undo(graph.Input("g", ElementType.Float, gradient), original).Shape);
    }
}
