using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Layers;

public sealed class TargetSelectionTests
{
    [Fact]
    public void The_map_before_the_pooling_is_chosen_and_not_the_pooled_one()
        => Assert.Equal("relu", Load(Trunk().Node("MaxPool", "relu", "pooled", OnnxAttribute.Of("kernel_shape", [2, 2]), OnnxAttribute.Of("strides", [2, 2]))
            .Node("GlobalAveragePool", "pooled", "y")).Target!.Name);

    [Fact]
    public void The_power_of_a_generalised_mean_belongs_to_the_pooling()
        => Assert.Equal("relu", Load(Trunk().Weights("cube", [3]).Weights("root", [1 / 3f]).Node("Pow", ["relu", "cube"], ["powers"])
            .Node("GlobalAveragePool", "powers", "mean").Node("Pow", ["mean", "root"], ["y"])).Target!.Name);

    [Fact]
    public void A_border_is_not_part_of_the_map()
        => Assert.Equal("relu", Load(Trunk().Integers("pads", 0, 0, 1, 1, 0, 0, 1, 1).Node("Pad", ["relu", "pads"], ["padded"])
            .Node("GlobalAveragePool", "padded", "y")).Target!.Name);

    /// <summary>As torch exports GroupNorm.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_normalisation_of_groups_of_channels_does_not_lose_the_axes(int groups)
    {
        ExplainableModel model = Load(Trunk().Integers("groups", 1, groups, -1).RandomWeights("scale", groups).RandomWeights("b", groups).Node("Shape", "relu", "shape")
            .Node("Reshape", ["relu", "groups"], ["grouped"]).Node("InstanceNormalization", ["grouped", "scale", "b"], ["normal"])
            .Node("Reshape", ["normal", "shape"], ["back"]).Node("Sigmoid", "back", "last").Node("GlobalAveragePool", "last", "y"));

        Assert.Equal("last", model.Target!.Name);
    }

    [Fact]
    public void A_map_of_the_classes_themselves_is_not_chosen()
        => Assert.Equal("relu", Load(Trunk().RandomWeights("classes", 3, 5, 1, 1).Node("Conv", ["relu", "classes"], ["class_map"])
            .Node("GlobalAveragePool", "class_map", "y")).Target!.Name);

    /// <summary>As torch exports a linear layer over places.</summary>
    [Fact]
    public void A_map_of_the_classes_is_not_chosen_where_its_bias_is_written_first()
        => Assert.Equal("nhwc", Load(Trunk().Node("Transpose", "relu", "turned", OnnxAttribute.Of("perm", [0, 2, 3, 1])).Node("Sigmoid", "turned", "nhwc")
            .RandomWeights("classes", 5, 3).RandomWeights("bias", 3).Node("MatMul", ["nhwc", "classes"], ["product"]).Node("Add", ["bias", "product"], ["class_map"])
            .Node("ReduceMean", ["class_map"], ["y"], OnnxAttribute.Of("axes", [1, 2]))).Target!.Name);

    [Fact]
    public void Where_all_maps_are_of_the_classes_the_last_one_is_chosen()
        => Assert.Equal("relu", Load(Trunk().Node("GlobalAveragePool", "relu", "y")).Target!.Name);

    [Fact]
    public void All_maps_are_named_for_those_who_want_another()
        => Assert.Equal(["conv", "relu"], Load(Trunk().Node("GlobalAveragePool", "relu", "y")).Maps.Select(map => map.Name));

    [Fact]
    public void Turned_axes_are_followed_wherever_the_channels_are()
    {
        ExplainableModel model = Load(Trunk()
            .Node("Transpose", "relu", "nhwc", OnnxAttribute.Of("perm", [0, 2, 3, 1]))
            .Node("Tanh", "nhwc", "nhwc_tanh")
            .Node("Transpose", "nhwc_tanh", "nchw", OnnxAttribute.Of("perm", [0, 3, 1, 2]))
            .Node("Sigmoid", "nchw", "last")
            .Node("GlobalAveragePool", "last", "y"));

        Assert.Equal("last", model.Target!.Name);
        Assert.Equal(["conv", "relu", "nhwc", "nhwc_tanh", "nchw", "last"], model.Maps.Select(map => map.Name));
    }

    [Fact]
    public void A_model_without_a_map_can_be_run_and_says_that_it_is_not_explained()
    {
        TestModel flat = new TestModel().Input("x", 1, 2, 6, 6).Node("Flatten", "x", "flat").RandomWeights("w", 72, 3).Node("MatMul", ["flat", "w"], ["y"]);

        ExplainableModel model = Load(flat);

        Assert.Null(model.Target);
        Assert.Equal(["y"], model.ForwardOutputs);
        Assert.Contains("name one", model.WhyNotExact, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("walrus", "no tensor 'walrus'")]
    [InlineData("y", "no map")]
    [InlineData("image", "no tensor 'image'")]
    public void A_layer_that_is_none_is_refused(string layer, string reason)
        => Assert.Contains(reason, Assert.Throws<OnnxFormatException>(() => Load(Trunk().Node("GlobalAveragePool", "relu", "y"), layer)).Message);

    [Fact]
    public void The_picture_itself_can_be_named_even_where_nothing_else_is_needed()
    {
        TestModel flat = new TestModel().Input("x", 1, 2, 6, 6).Node("Flatten", "x", "flat").RandomWeights("w", 72, 3).Node("MatMul", ["flat", "w"], ["y"]);

        ExplainableModel model = Load(flat, "x");

        Assert.NotNull(model.Backward);
        Assert.InRange(model.SelfCheckError!.Value, 0, 1e-3);
    }

    [Fact]
    public void A_layer_that_the_score_does_not_depend_on_is_refused()
    {
        TestModel model = Trunk().Node("Neg", "conv", "aside").Node("GlobalAveragePool", "relu", "y").Output("aside");

        Assert.Contains("does not depend", Assert.Throws<OnnxFormatException>(() => Load(model, "aside")).Message);
    }

    private static TestModel Trunk()
        => new TestModel().Input("x", 1, 2, 6, 6).RandomWeights("w", 5, 2, 3, 3).Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu");

    private static ExplainableModel Load(TestModel model, string layer = ExplainableModel.AutomaticLayer)
    {
        using var file = new TemporaryFile(model.Output("y").Bytes);
        return ExplainableModel.Build(ModelFile.Read(file.Path), [1, 2, 6, 6], "x", "y", layer);
    }
}
