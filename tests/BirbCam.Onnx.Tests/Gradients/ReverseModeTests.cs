using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Tests.Gradients;

public sealed class ReverseModeTests
{
    /// <summary>y = x·sin x: x is read twice, once through a node.</summary>
    [Fact]
    public void Contributions_of_every_way_add_up()
    {
        TestModel model = new TestModel().Input("x", 2).Node("Sin", "x", "s").Node("Mul", ["x", "s"], ["y"]).Output("y");

        float[] gradient = Gradient(model, [0.5f, -2]);

        Assert.Equal(Math.Sin(0.5) + (0.5 * Math.Cos(0.5)), gradient[0], 1e-6);
        Assert.Equal(Math.Sin(-2) - (2 * Math.Cos(-2)), gradient[1], 1e-6);
    }

    [Fact]
    public void An_output_of_a_node_that_nobody_reads_counts_as_zero()
    {
        TestModel model = new TestModel().Input("x", 4).Node("Split", ["x"], ["unread", "y"], OnnxAttribute.Of("axis", 0)).Output("y");

        Assert.Equal([0, 0, 1, 1], Gradient(model, [1, 2, 3, 4]));
    }

    [Fact]
    public void A_way_through_whole_numbers_has_no_derivative()
    {
        TestModel model = new TestModel().Input("x", 2)
            .Node("Cast", "x", "whole", OnnxAttribute.Of("to", (long)ElementType.Int64)).Node("Cast", "whole", "rounded", OnnxAttribute.Of("to", (long)ElementType.Float))
            .Node("Mul", ["x", "rounded"], ["y"]).Output("y");

        Assert.Equal([2, 3], Gradient(model, [2.5f, 3.5f]));
    }

    [Theory]
    [InlineData("seed_1")]
    [InlineData("Mul_2")]
    [InlineData("gradient_3")]
    [InlineData("constant_1")]
    public void The_names_of_the_users_tensors_do_not_matter(string name)
    {
        TestModel model = new TestModel().Input("x", 2).Node("Exp", "x", name).Node("Exp", name, "y").Output("y");

        Assert.Equal(Math.Exp(0.5 + Math.Exp(0.5)), Gradient(model, [0.5f, -2])[0], 1e-5);
    }

    /// <summary>A rule that looked only at its first input would be silently wrong here.</summary>
    [Theory]
    [InlineData("Conv")]
    [InlineData("BatchNormalization")]
    [InlineData("Clip")]
    public void Settings_that_depend_on_the_picture_are_refused_and_not_forgotten(string op)
    {
        TestModel model = new TestModel().Input("x", 1, 1, 2, 2).Weights("one", [1], 1);
        switch (op)
        {
            case "Conv":
                model.Node("Neg", "x", "kernel").Node("Conv", ["x", "kernel"], ["y"]);
                break;
            case "BatchNormalization":
                model.Node("ReduceMean", "x", "bias", OnnxAttribute.Of("axes", [0, 2, 3]), OnnxAttribute.Of("keepdims", 0))
                    .Node("BatchNormalization", ["x", "one", "bias", "one", "one"], ["y"]);
                break;
            default:
                model.Node("ReduceMean", "x", "low", OnnxAttribute.Of("keepdims", 0)).Node("Clip", ["x", "low"], ["y"]);
                break;
        }

        var refusal = Assert.Throws<UnsupportedOperatorException>(() => Gradient(model.Output("y"), [1, 2, 3, 4]));
        Assert.Equal(op, refusal.Operator);
        Assert.Contains("depends on the picture", refusal.Message);
    }

    /// <summary>The node reads nothing of the picture by its inputs: its bodies do.</summary>
    [Fact]
    public void A_branch_that_reaches_for_the_picture_from_inside_is_refused_and_not_overlooked()
    {
        ProtoWriter Body(string op) => new ProtoWriter()
            .Message(1, OnnxWriter.Node(op, ["x"], [$"{op}_result"], []))
            .Text(2, op)
            .Message(12, OnnxWriter.TensorInfo($"{op}_result", ElementType.Float, [2]));
        ProtoWriter branch = OnnxWriter.Node("If", ["condition"], ["y"], [])
            .Message(5, new ProtoWriter().Text(1, "then_branch").Message(6, Body("Exp")).Integer(20, 5))
            .Message(5, new ProtoWriter().Text(1, "else_branch").Message(6, Body("Neg")).Integer(20, 5));
        TestModel model = new TestModel().Input("x", 2).Weights("a", [1]).Weights("b", [2]).Node("Less", ["a", "b"], ["condition"]).Raw(1, branch).Output("y");

        Assert.Equal("If", Assert.Throws<UnsupportedOperatorException>(() => Gradient(model, [1, 2])).Operator);
    }

    /// <summary>By chance: no two runs drop the same values.</summary>
    [Fact]
    public void A_dropout_in_training_is_refused()
        => Assert.Contains("in training mode", Assert.Throws<UnsupportedOperatorException>(() => Gradient(Dropout(0.5f), [1, 2])).Message);

    /// <summary>As torchvision's Swin is exported.</summary>
    [Fact]
    public void A_dropout_of_nothing_passes_the_gradient_on_in_training_too() => Assert.Equal([1, 1], Gradient(Dropout(0), [1, 2]));

    [Fact]
    public void Half_precision_inside_the_model_is_differentiated_in_full()
    {
        TestModel model = new TestModel().Input("x", 2)
            .Node("Cast", "x", "half", OnnxAttribute.Of("to", (long)ElementType.Float16))
            .Node("Exp", "half", "e").Node("Mul", ["e", "half"], ["product"])
            .Node("Cast", "product", "y", OnnxAttribute.Of("to", (long)ElementType.Float)).Output("y");

        // Half floats have 11 bits.
        Assert.Equal(Math.Exp(0.5) * 1.5, Gradient(model, [0.5f, -2])[0], 2e-3);
    }

    /// <summary>Weights that a rule writes down itself, and those of a node that is asked what it does, are half floats here.</summary>
    [Theory]
    [InlineData("Conv")]
    [InlineData("ConvTranspose")]
    [InlineData("Pad")]
    public void Weights_of_half_precision_become_floats(string op)
    {
        OnnxTensor Halves(params int[] shape) => new(ElementType.Float16, shape, Enumerable.Range(0, shape.Aggregate(1, (product, size) => product * size))
            .SelectMany(i => BitConverter.GetBytes((Half)(1 + i))).ToArray());
        TestModel model = new TestModel().Input("x", 1, 1, 1, 4).Node("Cast", "x", "half", OnnxAttribute.Of("to", (long)ElementType.Float16))
            .Raw(5, OnnxWriter.Tensor("w", op == "Pad" ? Halves() : Halves(1, 1, 1, 2))).Integers("pads", 0, 0, 0, 1, 0, 0, 0, 0);
        _ = op == "Pad"
            ? model.Node("Pad", ["half", "pads", "w"], ["z"], OnnxAttribute.Of("mode", "reflect"))
            : model.Node(op, ["half", "w"], ["z"], OnnxAttribute.Of("strides", [1, 2]));
        model.Node("Cast", "z", "y", OnnxAttribute.Of("to", (long)ElementType.Float)).Output("y");

        float[] expected = op switch { "Conv" => [1, 2, 1, 2], "ConvTranspose" => [3, 3, 3, 3], _ => [1, 2, 1, 1] };
        Assert.Equal(expected, Gradient(model, [1, 2, 3, 4]));
    }

    private static TestModel Dropout(float ratio)
    {
        OnnxTensor yes = new(ElementType.Bool, [], new byte[] { 1 });
        return new TestModel().Input("x", 2).Weights("ratio", [ratio]).Raw(5, OnnxWriter.Tensor("training", yes))
            .Node("Dropout", ["x", "ratio", "training"], ["y"]).Output("y");
    }

    private static float[] Gradient(TestModel model, float[] x)
    {
        var input = new Npy(x, [.. model.Graph.Inputs[0].Shape]);
        ProbeResult probe = Probe.Run(model.Bytes, null, model.Graph, new TensorInfo("x", ElementType.Float, input.Shape));
        int[] shape = [.. probe["y"].Shape];
        float[] ones = new float[shape.Aggregate(1, (product, size) => product * size)];
        Array.Fill(ones, 1);
        return GradientRun.Of(model.File, "x", input, "y", new Npy(ones, shape), "x");
    }
}
