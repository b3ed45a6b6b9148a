using BirbCam.Onnx.Format;
using BirbCam.Onnx.Format.Checks;

namespace BirbCam.Onnx.Tests.Format.Checks;

/// <summary>What a small file can make grow is counted before it does.</summary>
public sealed class ModelExtentTests
{
    [Fact]
    public void More_nodes_than_any_classifier_has_are_refused()
    {
        var model = new TestModel().Input("x", 1).Output("t20000");
        for (int node = 0; node <= ModelExtent.MaxNodes; node++)
            model.Raw(1, new ProtoWriter());

        AssertRefused(model.Bytes, "more than 20000 nodes");
    }

    [Fact]
    public void A_node_of_a_million_attributes_is_refused()
    {
        var node = new ProtoWriter().Text(4, "Relu");
        for (int attribute = 0; attribute < 1_000_001; attribute++)
            node.Message(5, new ProtoWriter());

        AssertRefused(new TestModel().Input("x", 1).Raw(1, node).Output("y").Bytes, "more than 1000000 parts");
    }

    /// <summary>Thirteen functions, each of which calls the one before it four times, are some ten million nodes.</summary>
    [Fact]
    public void Functions_that_multiply_are_refused()
    {
        byte[] model = Calling("f12", [.. Enumerable.Range(0, 13).Select(level => Function($"f{level}", $"f{level - 1}", copies: 4))]);
        AssertRefused(model, "more than 20000 nodes");
    }

    [Fact]
    public void Functions_nested_deep_are_refused()
        => AssertRefused(Calling("f99", [.. Enumerable.Range(0, 100).Select(level => Function($"f{level}", $"f{level - 1}", copies: 1))]), "16 deep");

    [Fact]
    public void A_function_that_calls_itself_is_refused() => AssertRefused(Calling("f", Function("f", "f", copies: 1)), "'f' calls itself");

    [Fact]
    public void A_function_in_the_place_of_an_operator_of_onnx_is_refused()
        => AssertRefused(Calling("f", new ProtoWriter().Text(1, "Relu").Text(10, "")), "'Relu' anew");

    [Fact]
    public void A_model_that_builds_texts_is_refused()
        => AssertRefused(new TestModel().Input("x", 1).Node("StringConcat", ["a", "a"], ["y"]).Output("y").Bytes, "works with texts");

    [Fact]
    public void A_list_of_more_numbers_than_any_attribute_has_is_refused()
    {
        ProtoWriter node = new ProtoWriter().Text(4, "Relu").Message(5, new ProtoWriter().Text(1, "axes").Bytes(8, new byte[(1 << 20) + 1]));
        AssertRefused(new TestModel().Input("x", 1).Raw(1, node).Output("y").Bytes, "a list of more than 1048576 numbers");
    }

    [Fact]
    public void A_tensor_with_more_numbers_than_its_shape_is_refused_before_they_are_read()
    {
        ProtoWriter tensor = new ProtoWriter().Integer(1, 3).Integer(2, (long)ElementType.Int64).Text(8, "w").Bytes(7, new byte[1_000_000]);
        AssertRefused(new TestModel().Input("x", 1).Raw(5, tensor).Node("Relu", "x", "y").Output("y").Bytes, "a list of more than 3 numbers");
    }

    private static ProtoWriter Function(string name, string calls, int copies)
    {
        ProtoWriter function = new ProtoWriter().Text(1, name).Text(4, "x").Text(5, "y").Text(10, "local");
        for (int copy = 0; copy < copies; copy++)
            function.Message(7, new ProtoWriter().Text(1, "x").Text(2, copy == 0 ? "y" : $"y{copy}").Text(4, calls).Text(7, "local"));
        return function;
    }

    private static byte[] Calling(string name, params ProtoWriter[] functions)
    {
        var appendix = new ProtoWriter();
        foreach (ProtoWriter function in functions)
            appendix.Message(25, function);
        ProtoWriter call = new ProtoWriter().Text(1, "x").Text(2, "y").Text(4, name).Text(7, "local");
        return [.. new TestModel().Input("x", 1).Raw(1, call).Output("y").Bytes, .. appendix.Written];
    }

    private static void AssertRefused(byte[] model, string reason)
        => Assert.Contains(reason, Assert.Throws<OnnxFormatException>(() => OnnxReader.Read(model, folder: null)).Message);
}
