using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Gradients;

/// <summary>
/// Small models from x to y in every form that an operator of the table has had between operator sets 9 and 21: what was an attribute became an input, what
/// was one axis was all that follow. Each form stands at the sets that changed the operator.
/// </summary>
internal static class OpsetCases
{
    private static readonly int[] Picture = [1, 4, 6, 5];

    private static readonly List<(string Name, int[] Shape, ModelFile File)> All = [];

    static OpsetCases()
    {
        Activations();
        Arithmetic();
        Movements();
        Shapes();
        Sizes();
        Windows();
        Normalizations();
        Reductions();
        Types();
    }

    public static IEnumerable<string> Names => All.Select(entry => entry.Name);

    public static (int[] Shape, ModelFile File) Case(string name)
    {
        (_, int[] shape, ModelFile file) = All.Single(entry => entry.Name == name);
        return (shape, file);
    }

    private static void Activations()
    {
        foreach (string op in (string[])["Relu", "Sigmoid", "Tanh", "Exp"])
            Unary(op, [9, 13]);
        foreach (string op in (string[])["Relu", "Identity"])
            Unary(op, [14]);
        foreach (string op in (string[])["Softplus", "Softsign", "Elu", "Selu", "HardSigmoid", "Sin", "Cos"])
            Unary(op, [9]);
        foreach (string op in (string[])["Neg", "Abs", "Erf"])
            Unary(op, [9, 13]);
        foreach (string op in (string[])["Log", "Sqrt", "Reciprocal"])
            Add($"{op} of what is positive", [9, 13], model => model.Node("Softplus", "x", "a").Node(op, "a", "y"));
        Unary("LeakyRelu", [9, 16], OnnxAttribute.Of("alpha", 0.2f));
        Unary("ThresholdedRelu", [10], OnnxAttribute.Of("alpha", 0.5f));
        Unary("Celu", [12], OnnxAttribute.Of("alpha", 0.7f));
        Unary("HardSwish", [14, 21]);
        Unary("Mish", [18, 21]);
        Unary("Gelu", [20, 21]);
        Unary("Identity", [9, 13, 16, 19, 21]);
        Add("PRelu", [9, 16], model => model.RandomWeights("slope", 4, 1, 1).Node("PRelu", ["x", "slope"], ["y"]));
        Add("Clip by attributes", [9], model => model.Node("Clip", "x", "y", OnnxAttribute.Of("min", -0.5f), OnnxAttribute.Of("max", 0.7f)));
        Add("Clip by inputs", [11, 12, 13], model => model.Weights("low", [-0.5f]).Weights("high", [0.7f]).Node("Clip", ["x", "low", "high"], ["y"]));
        Add("Clip from above only", [11, 13], model => model.Weights("high", [0.7f]).Node("Clip", ["x", "", "high"], ["y"]));
        Add("Dropout by attribute", [9, 10], model => model.Node("Dropout", ["x"], ["y", "mask"], OnnxAttribute.Of("ratio", 0.3f)));
        Add("Dropout by input", [12, 13], model => model.Weights("ratio", [0.3f]).Node("Dropout", ["x", "ratio"], ["y"]));
        foreach (string op in (string[])["Softmax", "LogSoftmax"])
        {
            Unary(op, [9, 11, 13]);
            Unary(op, [9, 11, 13], OnnxAttribute.Of("axis", 2));
            Unary(op, [11, 13], OnnxAttribute.Of("axis", -1));
            Unary(op, [9, 13], OnnxAttribute.Of("axis", 0));
        }
    }

    private static void Arithmetic()
    {
        foreach (string op in (string[])["Add", "Sub", "Mul", "Div"])
            Add(op, [9, 13, 14], model => model.RandomWeights("w", 4, 1, 5).Node("Exp", "w", "v").Node(op, ["x", "v"], ["y"]));
        foreach (int[] opsets in (int[][])[[9, 12, 13, 15]])
            Add("Pow", opsets, model => model.Weights("two", [2]).Node("Pow", ["x", "two"], ["y"]));
        foreach (string op in (string[])["Max", "Min"])
            Add(op, [9, 12, 13], model => model.Weights("w", [0.3f, -0.2f, 0.1f, -0.4f], 4, 1, 1).Weights("v", [0.05f]).Node(op, ["x", "w", "v"], ["y"]));
        foreach (string op in (string[])["Sum", "Mean"])
            Add(op, [9, 13], model => model.RandomWeights("w", 4, 1, 1).Node("Sin", "x", "a").Node(op, ["x", "w", "a"], ["y"]));
        Add("Where", [9, 16], model => model.Weights("zero", [0]).Node("Greater", ["x", "zero"], ["c"]).Node("Sin", "x", "a").Node("Where", ["c", "a", "x"], ["y"]));
        Add("MatMul", [9, 13], model => model.RandomWeights("w", 5, 3).Node("MatMul", ["x", "w"], ["y"]));
        Add("Gemm", [9, 11, 13], [3, 5], model => model.RandomWeights("w", 5, 4).RandomWeights("c", 4).Node("Gemm", ["x", "w", "c"], ["y"], OnnxAttribute.Of("alpha", 0.7f)));
        Add("Gemm without a bias", [11, 13], [3, 5], model => model.RandomWeights("w", 4, 5).Node("Gemm", ["x", "w"], ["y"], OnnxAttribute.Of("transB", 1)));
        Add("Einsum", [12], model => model.RandomWeights("w", 4, 3).Node("Einsum", ["x", "w"], ["y"], OnnxAttribute.Of("equation", "nchw,cd->ndhw")));
        Add("CumSum", [11, 14], model => model.Integers("axis", 1).Node("CumSum", ["x", "axis"], ["y"]));
    }

    private static void Movements()
    {
        Add("Slice by attributes", [9], model => model.Node("Slice", "x", "y", Ints("starts", 1, -4), Ints("ends", 3, int.MaxValue), Ints("axes", 1, 2)));
        Add("Slice by inputs", [10, 11, 13], model => model.Integers("from", 1, -4).Integers("to", 3, long.MaxValue).Integers("axes", 1, 2)
            .Node("Slice", ["x", "from", "to", "axes"], ["y"]));
        Add("Slice without axes", [10, 13], model => model.Integers("from", 0, 1).Integers("to", 1, 3).Node("Slice", ["x", "from", "to"], ["y"]));
        Add("Slice in steps, backwards too", [10, 13], model => model.Integers("from", 0, -1).Integers("to", 6, long.MinValue).Integers("axes", 2, -1).Integers("steps", 2, -1)
            .Node("Slice", ["x", "from", "to", "axes", "steps"], ["y"]));
        foreach (string mode in (string[])["constant", "reflect", "edge"])
        {
            Add($"Pad {mode} by attributes", [9], model => model.Node("Pad", "x", "y", OnnxAttribute.Of("mode", mode), Ints("pads", 0, 0, 1, 2, 0, 0, 0, 3)));
            Add($"Pad {mode} by inputs", [11, 13, 18, 19, 21], model => model.Integers("pads", 0, 0, 1, 2, 0, 0, 0, 3).Node("Pad", ["x", "pads"], ["y"], OnnxAttribute.Of("mode", mode)));
            Add($"Pad {mode} of named axes", [18, 19], model => model.Integers("pads", 2, 1, 0, 3).Integers("axes", 3, -2)
                .Node("Pad", ["x", "pads", "", "axes"], ["y"], OnnxAttribute.Of("mode", mode)));
        }

        Add("Pad wrap", [19, 21], model => model.Integers("pads", 0, 0, 1, 2, 0, 0, 0, 3).Node("Pad", ["x", "pads"], ["y"], OnnxAttribute.Of("mode", "wrap")));
        Add("Pad less than nothing", [9], model => model.Node("Pad", "x", "y", Ints("pads", 0, -1, 1, 0, 0, 0, -2, 3)));
        Add("Pad with a value", [11, 18], model => model.Integers("pads", 0, 0, 1, 2, 0, 0, 0, 3).Weights("value", [7]).Node("Pad", ["x", "pads", "value"], ["y"]));
        Add("Gather", [9, 11, 13], model => model.Integers("index", 3, 1, 1).Node("Gather", ["x", "index"], ["y"], OnnxAttribute.Of("axis", 2)));
        Add("Gather from the end", [11, 13], model => model.Integers("index", -1, 0).Node("Gather", ["x", "index"], ["y"], OnnxAttribute.Of("axis", -1)));
        Add("GatherElements", [11, 13], [3, 4], model => model.Integers("flat", 2, 1, 0, -1).Integers("shape", 1, 4).Node("Reshape", ["flat", "shape"], ["index"])
            .Node("GatherElements", ["x", "index"], ["y"]));
        Add("GatherND", [11, 12, 13], [3, 4, 2], model => model.Integers("flat", 2, 1, 0, 3).Integers("shape", 2, 2).Node("Reshape", ["flat", "shape"], ["index"])
            .Node("GatherND", ["x", "index"], ["y"]));
        Add("Tile", [9, 13], model => model.Integers("times", 1, 2, 1, 3).Node("Tile", ["x", "times"], ["y"]));
        Add("Expand", [9, 13], [4, 1, 5], model => model.Integers("shape", 2, 4, 3, 1).Node("Expand", ["x", "shape"], ["y"]));
        Add("DepthToSpace", [9, 11, 13], [1, 8, 3, 2], model => model.Node("DepthToSpace", "x", "y", OnnxAttribute.Of("blocksize", 2)));
        foreach (string mode in (string[])["DCR", "CRD"])
        {
            Add($"DepthToSpace {mode}", [11, 13], [1, 8, 3, 2], model => model
                .Node("DepthToSpace", "x", "y", OnnxAttribute.Of("blocksize", 2), OnnxAttribute.Of("mode", mode)));
        }

        Add("SpaceToDepth", [9, 13], [1, 3, 4, 6], model => model.Node("SpaceToDepth", "x", "y", OnnxAttribute.Of("blocksize", 2)));
        Add("TopK", [10, 11], model => model.Integers("two", 2).Node("TopK", ["x", "two"], ["y", "places"], OnnxAttribute.Of("axis", 2)));
        Add("TopK by attribute", [9], model => model.Node("TopK", ["x"], ["y", "places"], OnnxAttribute.Of("k", 2), OnnxAttribute.Of("axis", 1)));
        Add("Trilu", [14], model => model.Node("Trilu", "x", "y", OnnxAttribute.Of("upper", 0)));
    }

    private static void Shapes()
    {
        Unary("Flatten", [9, 11, 13, 21], OnnxAttribute.Of("axis", 2));
        Unary("Flatten", [9, 21], OnnxAttribute.Of("axis", 0));
        Unary("Flatten", [11, 13], OnnxAttribute.Of("axis", -1));
        Add("Reshape", [9, 13, 14, 19, 21], model => model.Integers("shape", 0, -1, 5).Node("Reshape", ["x", "shape"], ["y"]));
        Add("Reshape that allows zeros", [14, 21], model => model.Integers("shape", 4, -1).Node("Reshape", ["x", "shape"], ["y"], OnnxAttribute.Of("allowzero", 1)));
        Add("Squeeze by attribute", [9, 11], [1, 4, 1, 5], model => model.Node("Squeeze", "x", "y", Ints("axes", 2)));
        Add("Squeeze from the end", [11], [1, 4, 1, 5], model => model.Node("Squeeze", "x", "y", Ints("axes", -2)));
        Add("Squeeze by input", [13, 21], [1, 4, 1, 5], model => model.Integers("axes", -2).Node("Squeeze", ["x", "axes"], ["y"]));
        Add("Squeeze of all there is", [9, 11, 13], [1, 4, 1, 5], model => model.Node("Squeeze", "x", "y"));
        Add("Unsqueeze by attribute", [9, 11], model => model.Node("Unsqueeze", "x", "y", Ints("axes", 0, 3)));
        Add("Unsqueeze by input", [13, 21], model => model.Integers("axes", 0, -2).Node("Unsqueeze", ["x", "axes"], ["y"]));
        Unary("Transpose", [9, 13, 21], Ints("perm", 2, 0, 3, 1));
        Add("Concat", [9, 11, 13], model => model.Node("Sin", "x", "a").RandomWeights("w", 1, 2, 6, 5).Node("Concat", ["a", "w", "x", "a"], ["y"], OnnxAttribute.Of("axis", 1)));
        Add("Concat from the end", [11, 13], model => model.Node("Sin", "x", "a").Node("Concat", ["a", "x"], ["y"], OnnxAttribute.Of("axis", -2)));
        Add("Split by attribute", [9, 11], model => model.Node("Split", ["x"], ["a", "y"], OnnxAttribute.Of("axis", 2), Ints("split", 4, 2)));
        Add("Split in equal parts", [9, 11, 13], model => model.Node("Split", ["x"], ["a", "b"], OnnxAttribute.Of("axis", 2)).Node("Mul", ["a", "b"], ["y"]));
        Add("Split by input", [13, 18], model => model.Integers("parts", 4, 2).Node("Split", ["x", "parts"], ["y", "b"], OnnxAttribute.Of("axis", -2)));
        Add("Split into a number of parts", [18, 21], model => model.Node("Split", ["x"], ["a", "y"], OnnxAttribute.Of("axis", 3), OnnxAttribute.Of("num_outputs", 2)));
        Add("Shape of a part", [15, 19, 21], model => model.Node("Shape", "x", "s", OnnxAttribute.Of("start", -2), OnnxAttribute.Of("end", 4)).Integers("rest", -1)
            .Node("Concat", ["rest", "s"], ["shape"], OnnxAttribute.Of("axis", 0)).Node("Reshape", ["x", "shape"], ["y"]));
        Add("Arithmetic of shapes", [9, 11], model => model.Node("Shape", "x", "s").Integers("one", 1).Integers("rest", -1)
            .Node("Gather", ["s", "one"], ["c"]).Node("Concat", ["c", "rest"], ["shape"], OnnxAttribute.Of("axis", 0)).Node("Reshape", ["x", "shape"], ["y"]));
    }

    private static void Sizes()
    {
        foreach (string mode in (string[])["nearest", "linear"])
        {
            Add($"Upsample {mode}", [9], model => model.Weights("scales", [1, 1, 2, 1.5f], 4).Node("Upsample", ["x", "scales"], ["y"], OnnxAttribute.Of("mode", mode)));
            Add($"Resize {mode}", [10], model => model.Weights("scales", [1, 1, 2, 0.7f], 4).Node("Resize", ["x", "scales"], ["y"], OnnxAttribute.Of("mode", mode)));
        }

        foreach (string mode in (string[])["nearest", "linear", "cubic"])
        {
            Add($"Resize {mode} by scales", [11, 13, 18, 19], model => model.Weights("roi", [], 0).Weights("scales", [1, 1, 2, 0.7f], 4)
                .Node("Resize", ["x", "roi", "scales"], ["y"], OnnxAttribute.Of("mode", mode)));
            Add($"Resize {mode} by sizes", [13, 18, 19], model => model.Integers("sizes", 1, 4, 9, 3)
                .Node("Resize", ["x", "", "", "sizes"], ["y"], OnnxAttribute.Of("mode", mode), OnnxAttribute.Of("coordinate_transformation_mode", "align_corners")));
            Add($"Resize {mode} of named axes", [18, 19], model => model.Weights("scales", [1.5f, 2], 2)
                .Node("Resize", ["x", "", "scales"], ["y"], OnnxAttribute.Of("mode", mode), Ints("axes", 3, 2), OnnxAttribute.Of("coordinate_transformation_mode", "asymmetric")));
        }

        foreach (string mode in (string[])["linear", "cubic"])
        {
            Add($"Resize {mode} antialiased", [18, 19], model => model.Integers("sizes", 1, 4, 3, 3)
                .Node("Resize", ["x", "", "", "sizes"], ["y"], OnnxAttribute.Of("mode", mode), OnnxAttribute.Of("antialias", 1)));
        }

        foreach (string policy in (string[])["not_larger", "not_smaller"])
        {
            Add($"Resize {policy}", [18, 19], model => model.Integers("sizes", 12, 8)
                .Node("Resize", ["x", "", "", "sizes"], ["y"], OnnxAttribute.Of("mode", "linear"), Ints("axes", 2, 3), OnnxAttribute.Of("keep_aspect_ratio_policy", policy)));
        }

        Add("Resize cubic without what lies outside", [11, 13, 18], model => model.Weights("roi", [], 0).Weights("scales", [1, 1, 2, 2], 4)
            .Node("Resize", ["x", "roi", "scales"], ["y"], OnnxAttribute.Of("mode", "cubic"), OnnxAttribute.Of("exclude_outside", 1), OnnxAttribute.Of("cubic_coeff_a", -0.5f)));
        Add("Resize half_pixel_symmetric", [19], model => model.Weights("scales", [1, 1, 1.3f, 0.7f], 4)
            .Node("Resize", ["x", "", "scales"], ["y"], OnnxAttribute.Of("mode", "linear"), OnnxAttribute.Of("coordinate_transformation_mode", "half_pixel_symmetric")));
        Add("Resize nearest, rounded down", [11, 18], model => model.Weights("roi", [], 0).Weights("scales", [1, 1, 1.6f, 0.6f], 4)
            .Node("Resize", ["x", "roi", "scales"], ["y"], OnnxAttribute.Of("nearest_mode", "floor"), OnnxAttribute.Of("coordinate_transformation_mode", "asymmetric")));
    }

    private static void Windows()
    {
        Add("Conv", [9, 11], model => model.RandomWeights("w", 6, 2, 3, 3).RandomWeights("b", 6)
            .Node("Conv", ["x", "w", "b"], ["y"], Ints("pads", 1, 0, 2, 1), Ints("strides", 2, 1), OnnxAttribute.Of("group", 2)));
        Add("ConvTranspose", [9, 11], model => model.RandomWeights("w", 4, 3, 3, 3).Node("ConvTranspose", ["x", "w"], ["y"], Ints("strides", 2, 2), Ints("pads", 1, 1, 1, 1)));
        Unary("MaxPool", [9, 10, 11, 12], Ints("kernel_shape", 3, 2), Ints("strides", 2, 1), Ints("pads", 1, 0, 1, 1));
        Unary("MaxPool", [10, 11, 12], Ints("kernel_shape", 2, 2), Ints("dilations", 2, 2), OnnxAttribute.Of("ceil_mode", 1), Ints("strides", 2, 2));
        Add("MaxPool that says where", [9, 12], model => model.Node("MaxPool", ["x"], ["y", "places"], Ints("kernel_shape", 2, 2)));
        Unary("AveragePool", [9, 10, 11, 19], Ints("kernel_shape", 3, 2), Ints("strides", 2, 1), Ints("pads", 1, 0, 1, 1));
        Unary("AveragePool", [9, 11, 19], Ints("kernel_shape", 3, 3), Ints("pads", 1, 1, 1, 1), OnnxAttribute.Of("count_include_pad", 1));
        Unary("AveragePool", [10, 19], Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), OnnxAttribute.Of("ceil_mode", 1));
        Unary("AveragePool", [19, 21], Ints("kernel_shape", 2, 2), Ints("dilations", 2, 3), Ints("pads", 1, 0, 0, 1), OnnxAttribute.Of("count_include_pad", 1));
        Unary("LpPool", [11, 18], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2));
        foreach (string op in (string[])["GlobalAveragePool", "GlobalMaxPool"])
            Unary(op, [9, 21]);
    }

    private static void Normalizations()
    {
        foreach (int opset in (int[])[9, 14, 15])
        {
            Add("BatchNormalization", [opset], model => model.RandomWeights("scale", 4).RandomWeights("b", 4).RandomWeights("mean", 4).Weights("var", [0.5f, 1, 2, 3], 4)
                .Node("BatchNormalization", ["x", "scale", "b", "mean", "var"], ["y"]));
        }

        Add("InstanceNormalization", [9], model => model.RandomWeights("scale", 4).RandomWeights("b", 4).Node("InstanceNormalization", ["x", "scale", "b"], ["y"]));
        Add("LayerNormalization", [17, 21], model => model.RandomWeights("scale", 5).RandomWeights("b", 5).Node("LayerNormalization", ["x", "scale", "b"], ["y"]));
        Add("LayerNormalization with all its outputs", [17], model => model.RandomWeights("scale", 6, 5)
            .Node("LayerNormalization", ["x", "scale"], ["y", "mean", "deviation"], OnnxAttribute.Of("axis", -2)));
        Add("GroupNormalization by groups", [18], model => model.RandomWeights("scale", 2).RandomWeights("b", 2)
            .Node("GroupNormalization", ["x", "scale", "b"], ["y"], OnnxAttribute.Of("num_groups", 2)));
        Add("GroupNormalization by channels", [21], model => model.RandomWeights("scale", 4).RandomWeights("b", 4)
            .Node("GroupNormalization", ["x", "scale", "b"], ["y"], OnnxAttribute.Of("num_groups", 2)));
        Unary("MeanVarianceNormalization", [9, 13]);
        Unary("LpNormalization", [9], OnnxAttribute.Of("axis", 1));
        Unary("LRN", [9, 13], OnnxAttribute.Of("size", 3), OnnxAttribute.Of("alpha", 0.9f));
    }

    private static void Reductions()
    {
        foreach (string op in (string[])["ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp", "ReduceProd"])
        {
            int[] byAttribute = op == "ReduceSum" ? [9, 11] : [9, 11, 13];
            int[] byInput = op switch { "ReduceSum" => [13, 18, 21], "ReduceMax" or "ReduceMin" => [18, 20], _ => [18] };
            int[] fromTheEnd = [.. byAttribute.Skip(1)];
            Positive($"{op} by attribute", byAttribute, model => model.Node(op, "a", "y", Ints("axes", 1, 3), OnnxAttribute.Of("keepdims", 0)));
            Positive($"{op} from the end", fromTheEnd, model => model.Node(op, "a", "y", Ints("axes", -1)));
            Positive($"{op} by input", byInput, model => model.Integers("axes", -1, 1).Node(op, ["a", "axes"], ["y"], OnnxAttribute.Of("keepdims", 0)));
            // Few numbers: the logarithm of a sum of many hardly moves with one of them.
            Add($"{op} of everything", [byAttribute[0], byInput[^1]], [2, 3], model => model.Node("Softplus", "x", "a").Node(op, "a", "y"));
        }
    }

    private static void Types()
    {
        Add("Cast to double and back", [9, 13, 19, 21], model => model
            .Node("Cast", "x", "d", OnnxAttribute.Of("to", 11)).Node("Sin", "d", "e").Node("Cast", "e", "y", OnnxAttribute.Of("to", 1)));
        Add("CastLike", [15, 19], model => model.Integers("like", 1).Node("Cast", "like", "d", OnnxAttribute.Of("to", 11))
            .Node("CastLike", ["x", "d"], ["e"]).Node("Sin", "e", "f").Node("Cast", "f", "y", OnnxAttribute.Of("to", 1)));
    }

    private static void Unary(string op, int[] opsets, params OnnxAttribute[] attributes)
    {
        string settings = string.Join(", ", attributes.Select(attribute =>
            $"{attribute.Name} {attribute.Text}{attribute.Integer}{attribute.Float}{string.Join(' ', attribute.Integers ?? [])}"));
        Add(settings.Length > 0 ? $"{op} ({settings})" : op, opsets, model => model.Node(op, "x", "y", attributes));
    }

    /// <summary>From a tensor "a" of numbers above zero.</summary>
    private static void Positive(string name, int[] opsets, Func<TestModel, TestModel> build)
        => Add(name, opsets, model => build(model.Node("Softplus", "x", "a")));

    private static void Add(string name, int[] opsets, Func<TestModel, TestModel> build) => Add(name, opsets, Picture, build);

    private static void Add(string name, int[] opsets, int[] shape, Func<TestModel, TestModel> build)
        => All.AddRange(opsets.Select(opset => ($"{opset}: {name}", shape, build(new TestModel { Opset = opset }.Input("x", shape)).Output("y").File)));

    private static OnnxAttribute Ints(string name, params int[] values) => OnnxAttribute.Of(name, values);
}
