using BirbCam.Onnx.Analysis;
using BirbCam.Onnx.Format;
using BirbCam.Onnx.Head;

namespace BirbCam.Onnx.Tests.Analysis;

public sealed class ModelAnalysisTests
{
    private static readonly int[] Shape = [1, 2, 6, 6];

    /// <summary>The derivative is made for the shapes of one run. A classifier that works is not refused because the next picture has others.</summary>
    [Fact]
    public void A_model_whose_shapes_depend_on_the_picture_is_measured()
    {
        ExplainableModel model = Build(Trunk().Weights("half", [0.5f]).Node("Greater", ["relu", "half"], ["bright"]).Node("NonZero", "bright", "axes").Node("Transpose", "axes", "places")
            .Node("GatherND", ["relu", "places"], ["found"]).Node("ReduceMean", ["found"], ["mean"], OnnxAttribute.Of("axes", [0]))
            .RandomWeights("v", 3).Node("Mul", ["mean", "v"], ["y"]));

        Assert.Null(model.Backward);
        Assert.Equal("relu", model.Head!.Target.Name);
        Assert.Contains("invalid dimensions", model.WhyNotExact);
    }

    [Fact]
    public void A_layer_whose_own_shape_depends_on_the_picture_is_not_explained_and_the_model_runs()
    {
        ExplainableModel model = Build(Trunk().Integers("column", 1, 1, 80, 1).Integers("list", 80).Weights("half", [0.5f])
            .Node("Reshape", ["relu", "column"], ["rows"]).Node("Reshape", ["relu", "list"], ["values"]).Node("Greater", ["values", "half"], ["bright"])
            .Node("Compress", ["rows", "bright"], ["found"], OnnxAttribute.Of("axis", 2)).RandomWeights("v", 3, 1, 1, 1).Node("Conv", ["found", "v"], ["layer"])
            .Node("Exp", "layer", "last").Node("GlobalAveragePool", "last", "mean").Node("Flatten", "mean", "flat").RandomWeights("u", 3, 2).Node("MatMul", ["flat", "u"], ["y"]));

        Assert.Null(model.Target);
        Assert.Contains("depends on what the model sees", model.WhyNotExact);
    }

    /// <summary>Minus infinity stands for "never" in many models, and no cache can write down such a difference.</summary>
    [Fact]
    public void A_score_that_a_small_step_makes_infinite_is_not_checked()
    {
        TestModel start = Trunk().Node("ReduceMax", "relu", "most");
        float most = MostOf(start);
        ExplainableModel model = Build(start.Weights("limit", [most * 1.000001f]).Weights("never", [float.NegativeInfinity])
            .Node("Greater", ["most", "limit"], ["beyond"]).Node("Where", ["beyond", "never", "most"], ["y"]));

        Assert.NotNull(model.Backward);
        Assert.Null(model.SelfCheckError);
    }

    private static float MostOf(TestModel start)
    {
        using var trial = new Trial(start.Output("most").File, new TensorInfo("x", ElementType.Float, Shape), ["most"], TestContext.Current.CancellationToken);
        return trial["most"].GetTensorDataAsSpan<float>()[0];
    }

    private static TestModel Trunk()
        => new TestModel().Input("x", Shape).RandomWeights("w", 5, 2, 3, 3).Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu");

    private static ExplainableModel Build(TestModel model)
    {
        string folder = Directory.CreateTempSubdirectory("birbcam-analysis-").FullName;
        try
        {
            return new AnalysisCache(folder).Build(model.Output("y").File, Shape, "x", "y", ExplainableModel.AutomaticLayer);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
