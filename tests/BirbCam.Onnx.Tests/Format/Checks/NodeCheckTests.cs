using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Format.Checks;

public sealed class NodeCheckTests
{
    /// <summary>ONNX Runtime keeps it in 32 bits, and divides by what is left.</summary>
    [Fact]
    public void A_block_of_two_to_the_thirty_second_is_refused()
        => AssertRefused(OnnxWriter.Node("DepthToSpace", ["x"], ["y"], [OnnxAttribute.Of("blocksize", 1L << 32)]), "'blocksize' of the node 'y' is out of range");

    [Fact]
    public void A_step_of_zero_is_refused()
        => AssertRefused(OnnxWriter.Node("MaxPool", ["x"], ["y"], [OnnxAttribute.Of("strides", [1, 0])]), "'strides' of the node 'y' is out of range");

    /// <summary>ONNX Runtime ends the process with it.</summary>
    [Theory]
    [InlineData("Einsum")]
    [InlineData("LayerNormalization")]
    public void A_missing_operand_is_refused(string op)
        => AssertRefused(OnnxWriter.Node(op, ["x", "x", ""], ["y"], []), $"an input of the node 'y' ({op}) is missing");

    [Fact]
    public void So_are_they_in_the_body_of_a_loop()
    {
        ProtoWriter body = new ProtoWriter().Message(1, OnnxWriter.Node("Conv", ["x"], ["z"], [OnnxAttribute.Of("group", 0)]));
        AssertRefused(new ProtoWriter().Text(2, "y").Text(4, "Loop").Message(5, new ProtoWriter().Text(1, "body").Message(6, body)), "'group' of the node 'z'");
    }

    [Fact]
    public void Weights_of_a_body_may_not_lie_in_another_file()
    {
        ProtoWriter entry = new ProtoWriter().Text(1, "location").Text(2, "weights.bin");
        ProtoWriter body = new ProtoWriter().Message(5, new ProtoWriter().Integer(1, 1).Integer(2, 1).Text(8, "w").Message(13, entry));
        AssertRefused(new ProtoWriter().Text(2, "y").Text(4, "If").Message(5, new ProtoWriter().Text(1, "else_branch").Message(6, body)), "the weights of 'w'");
    }

    [Fact]
    public void A_slice_to_the_end_is_none_of_these()
        => Assert.Equal([int.MaxValue], Read(OnnxWriter.Node("Slice", ["x"], ["y"], [new OnnxAttribute("ends") { Integers = [long.MaxValue] }])).Nodes[0].Integers("ends")!);

    private static OnnxGraph Read(ProtoWriter node) => new TestModel().Input("x", 1).Raw(1, node).Output("y").Graph;

    private static void AssertRefused(ProtoWriter node, string reason)
        => Assert.Contains(reason, Assert.Throws<OnnxFormatException>(() => Read(node)).Message);
}
