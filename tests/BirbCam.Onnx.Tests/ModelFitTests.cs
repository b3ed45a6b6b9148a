using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests;

/// <summary>Models that are sound and do not fit what is asked of them: the refusal says what is wrong.</summary>
public sealed class ModelFitTests
{
    [Fact]
    public void An_input_of_another_name_is_refused_with_the_names_there_are()
        => AssertRefused(Network(), [1, 2, 6, 6], "picture", "y", "no input 'picture', only 'x'");

    [Fact]
    public void An_output_of_another_name_is_refused_with_the_names_there_are()
        => AssertRefused(Network(), [1, 2, 6, 6], "x", "probs", "no output 'probs', only 'y'");

    [Fact]
    public void A_size_that_the_model_fixes_otherwise_is_refused()
        => AssertRefused(Network(), [1, 2, 6, 9], "x", "y", "does not fit [1, 2, 6, 9]");

    [Fact]
    public void A_model_that_takes_whole_numbers_is_refused()
        => AssertRefused(
            new TestModel().Input("x", ElementType.Int32, 1, 2, 6, 6).Node("Cast", "x", "y", OnnxAttribute.Of("to", 1)), [1, 2, 6, 6], "x", "y", "takes Int32");

    [Fact]
    public void A_model_of_two_inputs_is_refused()
        => AssertRefused(new TestModel().Input("x", 1, 2).Input("z", 1, 2).Node("Add", ["x", "z"], ["y"]), [1, 2], "x", "y", "wants 2 inputs");

    [Fact]
    public void A_model_of_no_input_is_refused()
        => AssertRefused(new TestModel().Weights("w", [1f, 2f], 1, 2).Node("Relu", "w", "y"), [1, 2], "x", "y", "has no input");

    [Fact]
    public void A_model_that_wants_two_pictures_at_once_is_refused()
        => AssertRefused(new TestModel().Input("x", 2, 2, 6, 6).Node("GlobalAveragePool", "x", "y"), [2, 2, 6, 6], "x", "y", "takes 2 pictures at once: export the model for one");

    [Fact]
    public void A_picture_that_is_larger_than_all_tensors_may_be_is_refused_before_it_is_made()
        => AssertRefused(
            new TestModel().Input("x", 1, 3, -1, -1).Node("GlobalAveragePool", "x", "y"), [1, 3, 20_000, 20_000], "x", "y", "the tensors of the model take more than");

    [Fact]
    public void A_model_that_runtime_refuses_is_refused_in_one_line()
        => AssertRefused(new TestModel().Input("x", 1, 2).Node("NoSuchOperator", "x", "y"), [1, 2], "x", "y", "ONNX Runtime refuses the model");

    [Fact]
    public void A_model_that_fails_when_it_runs_is_refused_in_one_line()
        => AssertRefused(
            new TestModel().Input("x", -1, -1).Weights("w", new float[12], 3, 4).Node("MatMul", ["x", "w"], ["y"]), [1, 2], "x", "y", "ONNX Runtime refuses the model");

    [Fact]
    public void A_model_that_asks_for_a_terabyte_is_refused()
        => AssertRefused(
            Network().Integers("size", 1L << 38).Node("ConstantOfShape", "size", "huge").Node("ReduceMax", "huge", "largest").Output("largest"),
            [1, 2, 6, 6], "x", "y", "the tensors of the model take more than");

    [Fact]
    public void An_output_that_is_a_picture_is_refused()
        => AssertRefused(new TestModel().Input("x", 1, 2, 6, 6).Node("Relu", "x", "y"), [1, 2, 6, 6], "x", "y", "no list of scores");

    [Fact]
    public void An_operator_without_a_rule_is_named_with_its_node()
    {
        TestModel model = new TestModel().Input("x", 1, 2, 6, 6).RandomWeights("w", 3, 2, 3, 3)
            .Node("Conv", ["x", "w"], ["conv"]).RandomWeights("grid", 1, 4, 4, 2).Node("GridSample", ["conv", "grid"], ["sampled"]).Node("GlobalAveragePool", "sampled", "y").Output("y");
        using var file = new TemporaryFile(model.Bytes);

        ExplainableModel explained = ExplainableModel.Build(ModelFile.Read(file.Path), [1, 2, 6, 6], "x", "y", "conv");

        Assert.Null(explained.Backward);
        Assert.NotNull(explained.Head);
        Assert.Contains("GridSample (node 'sampled')", explained.WhyNotExact, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_without_a_rule_before_the_layer_does_no_harm()
    {
        TestModel model = new TestModel().Input("x", 1, 2, 6, 6).RandomWeights("w", 3, 2, 3, 3)
            .RandomWeights("grid", 1, 6, 6, 2).Node("GridSample", ["x", "grid"], ["sampled"]).Node("Conv", ["sampled", "w"], ["conv"]).Node("GlobalAveragePool", "conv", "y").Output("y");
        using var file = new TemporaryFile(model.Bytes);

        Assert.Equal("conv", ExplainableModel.Build(ModelFile.Read(file.Path), [1, 2, 6, 6], "x", "y").Target!.Name);
        Assert.Equal(["GridSample"], ModelDescription.Of(ModelFile.Read(file.Path)).WithoutGradient);
    }

    [Fact]
    public void Sizes_that_the_model_leaves_open_are_those_of_the_card()
    {
        using var file = new TemporaryFile(Network(-1, -1).Output("y").Bytes);
        ExplainableModel model = ExplainableModel.Build(ModelFile.Read(file.Path), [1, 2, 12, 10], "x", "y");

        Assert.Equal([1, 3, 10, 8], model.Target!.Tensor.Shape);
    }

    /// <summary>Then the picture itself is among the tensors that the backward model reads, and who ran the forward model has it already.</summary>
    [Fact]
    public void A_head_that_reads_the_picture_once_more_can_be_explained()
    {
        using var file = new TemporaryFile(new TestModel().Input("x", 1, 2, 6, 6).RandomWeights("w", 2, 2, 1, 1)
            .Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu").Node("Mul", ["relu", "x"], ["masked"]).Node("GlobalAveragePool", "masked", "y")
            .Output("y").Bytes);
        ExplainableModel model = ExplainableModel.Build(ModelFile.Read(file.Path), [1, 2, 6, 6], "x", "y", "relu");

        Assert.Equal(["x"], model.Backward!.Saved);
        Assert.Equal(["y", "relu"], model.ForwardOutputs);
        Assert.InRange(model.SelfCheckError!.Value, 0, 1e-3);
    }

    [Fact]
    public void Weights_beside_the_model_are_found_by_the_reader_and_the_runtime()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("birbcam-onnx-");
        try
        {
            float[] weights = [.. Enumerable.Range(0, 54).Select(i => i / 54f)];
            File.WriteAllBytes(Path.Combine(folder.FullName, "weights.bin"), OnnxTensor.Of(weights).Raw.ToArray());
            ProtoWriter tensor = new ProtoWriter().Integer(1, 3).Integer(1, 2).Integer(1, 3).Integer(1, 3).Integer(2, 1).Text(8, "w")
                .Message(13, new ProtoWriter().Text(1, "location").Text(2, "weights.bin"))
                .Integer(14, 1);
            string path = Path.Combine(folder.FullName, "model.onnx");
            File.WriteAllBytes(path, new TestModel().Input("x", 1, 2, 6, 6).Raw(5, tensor)
                .Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu").Node("GlobalAveragePool", "relu", "y").Output("y").Bytes);

            ModelFile file = ModelFile.Read(path);
            ExplainableModel model = ExplainableModel.Build(file, [1, 2, 6, 6], "x", "y");

            Assert.Equal("relu", model.Target!.Name);
            Assert.Equal(folder.FullName, file.ExternalFolder);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TestModel Network(int height = 6, int width = 6)
    {
        ProtoWriter sizes = new();
        foreach (int size in new[] { 1, 2, height, width })
            sizes.Message(1, size < 0 ? new ProtoWriter().Text(2, "open") : new ProtoWriter().Integer(1, size));
        ProtoWriter type = new ProtoWriter().Message(1, new ProtoWriter().Integer(1, 1).Message(2, sizes));
        return new TestModel().Raw(11, new ProtoWriter().Text(1, "x").Message(2, type)).RandomWeights("w", 3, 2, 3, 3)
            .Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu").Node("GlobalAveragePool", "relu", "y");
    }

    private static void AssertRefused(TestModel model, int[] shape, string input, string output, string reason)
    {
        using var file = new TemporaryFile(model.Output("y").Bytes);
        var refusal = Assert.Throws<OnnxFormatException>(() => ExplainableModel.Build(ModelFile.Read(file.Path), shape, input, output));
        Assert.Contains(reason, refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
