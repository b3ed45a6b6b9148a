using BirbCam.Onnx.Format;
using BirbCam.Onnx.Tests.Gradients;

namespace BirbCam.Onnx.Tests;

/// <summary>One network written in the ways of different exporters: the explanation is the same.</summary>
public sealed class ModelFormsTests
{
    private static readonly int[] Shape = [1, 2, 6, 6];
    private static readonly float[] Kernel = [.. Enumerable.Range(0, 54).Select(i => MathF.Sin(i))];
    private static readonly float[] Matrix = [.. Enumerable.Range(0, 12).Select(i => MathF.Cos(i))];

    /// <summary>Each puts weights, declarations or endings elsewhere.</summary>
    private static readonly Dictionary<string, Func<TestModel>> Forms = new()
    {
        ["weights as constants"] = () => Body(new TestModel().Input("x", Shape)
            .Raw(1, Constant("w", Weights)).Raw(1, Constant("m", Head))),
        ["weights listed as inputs, as before IR 4"] = () => Body(Initialised(new TestModel().Input("w", 3, 2, 3, 3).Input("x", Shape).Input("m", 3, 4))),
        ["weights that are computed"] = () => Body(Initialised(new TestModel().Input("x", Shape), "half of w", "half of m")
            .Node("Add", ["half of w", "half of w"], ["w"]).Node("Identity", "half of m", "n").Node("Sum", ["n", "half of m"], ["m"]), halves: 2),
        ["sizes left open"] = () => Body(Initialised(new TestModel().Input("x", -1, 2, -1, -1))),
        ["no declared shape"] = () => Body(Initialised(new TestModel().Raw(
            11, new ProtoWriter().Text(1, "x").Message(2, new ProtoWriter().Message(1, new ProtoWriter().Integer(1, 1)))))),
        ["nodes in reverse order"] = () => Initialised(new TestModel().Input("x", Shape)
            .Node("Sigmoid", "logits", "y").Node("MatMul", ["flat", "m"], ["logits"]).Node("Flatten", "pool", "flat").Node("GlobalAveragePool", "relu", "pool")
            .Node("Relu", "conv", "relu").Node("Conv", ["x", "w"], ["conv"])),
        ["probabilities behind renamings"] = () => Initialised(Layer(new TestModel().Input("x", Shape)).Integers("first", 0).Node("Sigmoid", "logits", "p")
            .Node("Identity", "p", "q").Node("Cast", "q", "r", OnnxAttribute.Of("to", 1)).Node("Squeeze", ["r", "first"], ["y"])),
        ["logits among the outputs too"] = () => Body(Initialised(new TestModel().Input("x", Shape))).Output("logits").Output("relu"),
        ["an input and a weight among the outputs too"] = () => Body(Initialised(new TestModel().Input("x", Shape))).Output("x").Output("m"),
    };

    public static TheoryData<string> FormsOfOneNetwork => [.. Forms.Keys];

    private static OnnxTensor Weights => OnnxTensor.Of(Kernel, 3, 2, 3, 3);

    private static OnnxTensor Head => OnnxTensor.Of(Matrix, 3, 4);

    [Theory]
    [MemberData(nameof(FormsOfOneNetwork))]
    public void A_form_changes_nothing_of_the_gradient(string form)
    {
        byte[] plain = Body(Initialised(new TestModel().Input("x", Shape))).Output("y").Bytes;
        byte[] model = Forms[form]().Output("y").Bytes;

        Assert.InRange(Agreement.RelativeError(Gradient(plain), Gradient(model)), 0, 1e-6f);
    }

    /// <summary>Where the arithmetic is coarser, so is the gradient: a half has eleven bits.</summary>
    [Theory]
    [InlineData(ElementType.Double, 1e-6f)]
    [InlineData(ElementType.Float16, 4e-3f)]
    public void A_network_of_other_numbers_inside_has_the_same_gradient(ElementType type, float tolerance)
    {
        var to = OnnxAttribute.Of("to", (long)type);
        TestModel model = Initialised(new TestModel().Input("x", Shape), "w of floats", "m of floats")
            .Node("Cast", ["w of floats"], ["w"], to).Node("Cast", ["m of floats"], ["m"], to)
            .Node("Conv", ["x", "w of floats"], ["conv"]).Node("Relu", "conv", "relu").Node("Cast", ["relu"], ["r"], to)
            .Node("ReduceMean", "r", "flat", OnnxAttribute.Of("axes", [2, 3]), OnnxAttribute.Of("keepdims", 0)).Node("MatMul", ["flat", "m"], ["l"])
            .Node("Cast", "l", "logits", OnnxAttribute.Of("to", 1)).Node("Sigmoid", "logits", "y");

        byte[] plain = Body(Initialised(new TestModel().Input("x", Shape))).Output("y").Bytes;
        Assert.InRange(Agreement.RelativeError(Gradient(plain), Gradient(model.Output("y").Bytes)), 0, tolerance);
    }

    /// <summary>ONNX Runtime moves brain floats on a processor, and calculates with them nowhere.</summary>
    [Fact]
    public void A_network_that_passes_on_brain_floats_has_the_same_gradient()
    {
        TestModel model = Initialised(new TestModel().Input("x", Shape)).Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu")
            .Node("GlobalAveragePool", "relu", "pool").Node("Cast", "pool", "coarse", OnnxAttribute.Of("to", (long)ElementType.BFloat16)).Node("Flatten", "coarse", "f")
            .Node("Cast", "f", "flat", OnnxAttribute.Of("to", 1)).Node("MatMul", ["flat", "m"], ["logits"]).Node("Sigmoid", "logits", "y");

        byte[] plain = Body(Initialised(new TestModel().Input("x", Shape))).Output("y").Bytes;
        Assert.InRange(Agreement.RelativeError(Gradient(plain), Gradient(model.Output("y").Bytes)), 0, 1e-6f);
    }

    [Fact]
    public void Weights_in_one_file_beside_the_model_are_found_by_their_places()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("birbcam-onnx-");
        try
        {
            byte[] garbage = [1, 2, 3, 4, 5, 6, 7];
            File.WriteAllBytes(Path.Combine(folder.FullName, "model.onnx.data"), [.. garbage, .. Weights.Raw.Span, .. garbage, .. Head.Raw.Span]);
            string path = Path.Combine(folder.FullName, "model.onnx");
            File.WriteAllBytes(path, Body(new TestModel().Input("x", Shape)
                .Raw(5, External("w", [3, 2, 3, 3], offset: 7, Weights.Raw.Length)).Raw(5, External("m", [3, 4], offset: 14 + Weights.Raw.Length, length: null))).Output("y").Bytes);

            ModelFile file = ModelFile.Read(path);

            Assert.Equal(Kernel, file.Graph.Initializers["w"].ToFloats());
            Assert.Equal(Matrix, file.Graph.Initializers["m"].ToFloats());
            Assert.Equal(("relu", "logits"), Named(ExplainableModel.Build(file, Shape, "x", "y")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_network_in_onnxs_own_domain_by_its_long_name_is_explained()
    {
        ProtoWriter relu = new ProtoWriter().Text(1, "conv").Text(2, "relu").Text(4, "Relu").Text(7, "ai.onnx");
        TestModel model = Initialised(new TestModel().Input("x", Shape)).Node("Conv", ["x", "w"], ["conv"]).Raw(1, relu)
            .Node("GlobalAveragePool", "relu", "pool").Node("Flatten", "pool", "flat").Node("MatMul", ["flat", "m"], ["y"]).Output("y");
        using var file = new TemporaryFile(model.Bytes);

        Assert.Equal(("relu", "y"), Named(ExplainableModel.Build(ModelFile.Read(file.Path), Shape, "x", "y")));
    }

    [Fact]
    public void A_function_of_the_model_on_the_way_is_named_as_what_has_no_gradient()
    {
        ProtoWriter function = new ProtoWriter().Text(1, "Swish").Text(4, "a").Text(5, "b").Text(10, "local")
            .Message(7, OnnxWriter.Node("Sigmoid", ["a"], ["s"], [])).Message(7, OnnxWriter.Node("Mul", ["a", "s"], ["b"], []))
            .Message(9, new ProtoWriter().Integer(2, 17));
        ProtoWriter call = new ProtoWriter().Text(1, "conv").Text(2, "swish").Text(3, "the call").Text(4, "Swish").Text(7, "local");
        TestModel model = Initialised(new TestModel().Input("x", Shape)).Node("Conv", ["x", "w"], ["conv"]).Raw(1, call)
            .Node("GlobalAveragePool", "swish", "pool").Node("Flatten", "pool", "flat").Node("MatMul", ["flat", "m"], ["y"]).Output("y");
        byte[] appendix = [.. new ProtoWriter().Message(25, function).Message(8, new ProtoWriter().Text(1, "local").Integer(2, 1)).Written];
        using var file = new TemporaryFile([.. model.Bytes, .. appendix]);

        ExplainableModel explained = ExplainableModel.Build(ModelFile.Read(file.Path), Shape, "x", "y", "conv");

        Assert.Null(explained.Backward);
        Assert.Contains("local.Swish (node 'the call')", explained.WhyNotExact);
    }

    [Fact]
    public void A_score_that_is_the_picture_or_a_weight_has_no_layer()
    {
        using var picture = new TemporaryFile(new TestModel().Input("x", 1, 4).Node("Relu", "x", "y").Output("x").Bytes);
        using var weight = new TemporaryFile(new TestModel().Input("x", 1, 4).Weights("w", [1, 2], 1, 2).Node("Relu", "x", "y").Output("w").Bytes);

        Assert.Null(ExplainableModel.Build(ModelFile.Read(picture.Path), [1, 4], "x", "x").Target);
        Assert.Null(ExplainableModel.Build(ModelFile.Read(weight.Path), [1, 4], "x", "w").Target);
    }

    private static (string? Target, string Score) Named(ExplainableModel model) => (model.Target?.Name, model.Score.Name);

    private static TestModel Initialised(TestModel model, string kernel = "w", string matrix = "m")
        => model.Weights(kernel, Kernel, 3, 2, 3, 3).Weights(matrix, Matrix, 3, 4);

    private static TestModel Layer(TestModel model) => model.Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu")
        .Node("GlobalAveragePool", "relu", "pool").Node("Flatten", "pool", "flat").Node("MatMul", ["flat", "m"], ["logits"]);

    private static TestModel Body(TestModel model, int halves = 1)
    {
        // Twice the weights in two places are four times the logits.
        if (halves == 1)
            return Layer(model).Node("Sigmoid", "logits", "y");
        return model.Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu").Node("GlobalAveragePool", "relu", "pool").Node("Flatten", "pool", "flat")
            .Node("MatMul", ["flat", "m"], ["four"]).Weights("quarter", [0.25f]).Node("Mul", ["four", "quarter"], ["logits"]).Node("Sigmoid", "logits", "y");
    }

    private static ProtoWriter Constant(string name, OnnxTensor value) => new ProtoWriter().Text(2, name).Text(4, "Constant")
        .Message(5, new ProtoWriter().Text(1, "value").Message(5, OnnxWriter.Tensor("", value)).Integer(20, 4));

    private static ProtoWriter External(string name, int[] shape, int offset, int? length)
    {
        var tensor = new ProtoWriter();
        foreach (int size in shape)
            tensor.Integer(1, size);
        tensor.Integer(2, 1).Text(8, name).Integer(14, 1)
            .Message(13, new ProtoWriter().Text(1, "location").Text(2, "model.onnx.data"))
            .Message(13, new ProtoWriter().Text(1, "offset").Text(2, $"{offset}"));
        return length is null ? tensor : tensor.Message(13, new ProtoWriter().Text(1, "length").Text(2, $"{length}"));
    }

    private static float[] Gradient(byte[] model)
    {
        var x = new Npy([.. Enumerable.Range(0, 72).Select(i => MathF.Sin(i * i))], Shape);
        return GradientRun.Of(new ModelFile(model, folder: null), "x", x, "logits", new Npy([1, -2, 3, 0.5f], [1, 4]), "x");
    }
}
