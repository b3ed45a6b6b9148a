using BirbCam.Onnx.Format;
using BirbCam.Onnx.Format.Checks;

namespace BirbCam.Onnx.Tests.Format;

public sealed class OnnxReaderTests
{
    [Fact]
    public void A_graph_is_read_as_it_was_written()
    {
        OnnxGraph graph = new TestModel()
            .Input("image", 1, 3, 8, 8)
            .RandomWeights("w", 4, 3, 3, 3)
            .Node("Conv", ["image", "w"], ["y"], OnnxAttribute.Of("pads", [1, 1, 1, 1]), OnnxAttribute.Of("auto_pad", "NOTSET"), OnnxAttribute.Of("group", 1))
            .Output("y").Graph;

        OnnxNode node = Assert.Single(graph.Nodes);
        Assert.Equal(("Conv", "y", 17), (node.Op, node.Name, graph.Opset));
        Assert.Equal([1, 1, 1, 1], node.Integers("pads")!);
        Assert.Equal("NOTSET", node.Text("auto_pad", ""));
        Assert.Equal([4, 3, 3, 3], graph.Initializers["w"].Shape);
        Assert.Equal("image float [1, 3, 8, 8]", Assert.Single(graph.Inputs).ToString());
        Assert.Same(node, graph.ProducerOf("y"));
    }

    [Fact]
    public void An_input_that_has_a_value_in_the_file_need_not_be_fed()
    {
        OnnxGraph graph = new TestModel().Input("x", 1).Input("w", 1).Weights("w", [2], 1).Node("Mul", ["x", "w"], ["y"]).Output("y").Graph;

        Assert.Equal("x", Assert.Single(graph.Inputs).Name);
    }

    [Theory]
    [InlineData("value_int", 5f)]
    [InlineData("value_float", 1.5f)]
    public void A_constant_node_is_a_value_of_the_file(string attribute, float value)
    {
        OnnxAttribute constant = attribute == "value_int" ? OnnxAttribute.Of(attribute, (long)value) : OnnxAttribute.Of(attribute, value);
        OnnxGraph graph = new TestModel().Input("x", 1).Node("Constant", [], ["c"], constant).Node("Mul", ["x", "c"], ["y"]).Output("y").Graph;

        Assert.Single(graph.Nodes);
        OnnxTensor known = graph.Initializers["c"];
        Assert.Equal(value, known.Type == ElementType.Int64 ? known.ToIntegers()[0] : known.ToFloats()[0]);
    }

    [Fact]
    public void Nodes_are_put_in_the_order_of_computation()
    {
        OnnxGraph graph = new TestModel().Input("x", 1).Node("Relu", "b", "c").Node("Relu", "a", "b").Node("Relu", "x", "a").Output("c").Graph;

        Assert.Equal(["a", "b", "c"], graph.Nodes.Select(node => node.Outputs[0]));
    }

    [Fact]
    public void A_chain_as_long_as_a_model_may_be_does_not_overflow_the_stack()
    {
        TestModel model = new TestModel().Input("x", 1);
        const int Length = ModelExtent.MaxNodes;
        for (int i = Length; i > 0; i--)
            model.Node("Relu", i == 1 ? "x" : $"t{i - 1}", $"t{i}");

        Assert.Equal(Length, model.Output($"t{Length}").Graph.Nodes.Count);
    }

    [Fact]
    public void What_is_written_in_any_of_the_ways_of_onnx_is_read_alike()
    {
        ProtoWriter packed = new ProtoWriter().Integer(1, 2).Integer(2, 1).Text(8, "w").Bytes(4, [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        ProtoWriter integers = new ProtoWriter().Integer(1, 3).Integer(2, 6).Text(8, "i").Integer(5, 1).Integer(5, -2).Integer(5, 3);
        ProtoWriter halves = new ProtoWriter().Integer(1, 1).Integer(2, 10).Text(8, "h").Integer(5, 0x3E00);
        OnnxGraph graph = new TestModel().Input("x", 2).Raw(5, packed).Raw(5, integers).Raw(5, halves).Node("Mul", ["x", "w"], ["y"]).Output("y").Graph;

        Assert.Equal([1, 2], graph.Initializers["w"].ToFloats());
        Assert.Equal([1, -2, 3], graph.Initializers["i"].ToIntegers());
        Assert.Equal([1.5f], graph.Initializers["h"].ToFloats());
    }

    /// <summary>proto3 does not write a zero at all: only the type says that there is one.</summary>
    [Fact]
    public void A_setting_without_a_value_is_zero_of_its_type()
    {
        ProtoWriter node = new ProtoWriter().Text(1, "x").Text(2, "y").Text(4, "Softmax")
            .Message(5, new ProtoWriter().Text(1, "axis").Integer(20, 2)).Message(5, new ProtoWriter().Text(1, "axes").Integer(20, 7))
            .Message(5, new ProtoWriter().Text(1, "alpha").Integer(20, 1)).Message(5, new ProtoWriter().Text(1, "mode").Integer(20, 3));
        OnnxNode read = new TestModel().Input("x", 2).Raw(1, node).Output("y").Graph.Nodes[0];

        Assert.Equal((0, 0, ""), (read.Integer("axis", -1), read.Float("alpha", 1), read.Text("mode", "linear")));
        Assert.Empty(read.Integers("axes")!);
    }

    [Fact]
    public void A_setting_of_another_type_than_is_asked_for_is_refused()
    {
        OnnxNode node = new TestModel().Input("x", 2).Node("Softmax", "x", "y", OnnxAttribute.Of("axis", 0.5f)).Output("y").Graph.Nodes[0];

        Assert.Contains("'axis' of the node 'y'", Assert.Throws<OnnxFormatException>(() => node.Integer("axis", 1)).Message);
    }

    [Fact]
    public void A_node_with_one_setting_twice_is_refused()
        => AssertRefused(
            new TestModel().Input("x", 2).Node("Softmax", "x", "y", OnnxAttribute.Of("axis", 0), OnnxAttribute.Of("axis", 1)), "two attributes 'axis'");

    [Fact]
    public void A_tensor_with_two_values_is_refused()
        => AssertRefused(new TestModel().Input("x", 2).Weights("w", [1], 1).Weights("w", [2], 1).Node("Mul", ["x", "w"], ["y"]), "two values for the tensor 'w'");

    [Fact]
    public void The_long_name_of_onnxs_own_domain_is_the_same_domain()
    {
        ProtoWriter node = new ProtoWriter().Text(1, "x").Text(2, "y").Text(4, "Relu").Text(7, "ai.onnx");
        byte[] model = [.. new ProtoWriter().Message(8, new ProtoWriter().Text(1, "ai.onnx").Integer(2, 17)).Written, .. new TestModel().Input("x", 2).Raw(1, node).Output("y").Bytes];

        Assert.Equal((17, "Relu"), (OnnxReader.Read(model, folder: null).Opset, OnnxReader.Read(model, folder: null).Nodes[0].QualifiedOp));
    }

    [Fact]
    public void Two_versions_of_the_operators_at_once_are_refused()
    {
        byte[] other = [.. new ProtoWriter().Message(8, new ProtoWriter().Text(1, "ai.onnx").Integer(2, 11)).Written];
        var refusal = Assert.Throws<OnnxFormatException>(() => OnnxReader.Read((byte[])[.. new TestModel().Input("x", 2).Node("Relu", "x", "y").Output("y").Bytes, .. other], folder: null));

        Assert.Contains("operator sets 17 and 11", refusal.Message);
    }

    private static void AssertRefused(TestModel model, string reason)
        => Assert.Contains(reason, Assert.Throws<OnnxFormatException>(() => model.Output("y").Graph).Message);
}
