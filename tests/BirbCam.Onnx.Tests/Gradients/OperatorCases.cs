using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Gradients;

/// <summary>Small models from x to y, for what the fixtures do not have: rare operators, other operator sets, odd settings.</summary>
internal static class OperatorCases
{
    private static readonly int[] Picture = [1, 4, 6, 5];

    private static readonly Dictionary<string, (int[] Shape, TestModel Model)> All = new()
    {
        ["Identity"] = Unary("Identity"),
        ["Dropout"] = Unary("Dropout"),
        ["Neg"] = Unary("Neg"),
        ["Sin"] = Unary("Sin"),
        ["Cos"] = Unary("Cos"),
        ["Softsign"] = Unary("Softsign"),
        ["ThresholdedRelu"] = Unary("ThresholdedRelu", 17, OnnxAttribute.Of("alpha", 0.3f)),
        ["ThresholdedRelu below zero"] = Unary("ThresholdedRelu", 17, OnnxAttribute.Of("alpha", -0.3f)),
        ["LeakyRelu rising to the left"] = Unary("LeakyRelu", 17, OnnxAttribute.Of("alpha", -0.4f)),
        ["Mish 18"] = Unary("Mish", 18),
        ["Gelu 20"] = Unary("Gelu", 20),
        ["Gelu 20 tanh"] = Unary("Gelu", 20, OnnxAttribute.Of("approximate", "tanh")),
        ["Clip 6"] = Unary("Clip", 9, OnnxAttribute.Of("min", -0.5f), OnnxAttribute.Of("max", 0.75f)),
        ["Clip 6 from below only"] = Unary("Clip", 9, OnnxAttribute.Of("min", -0.5f)),
        ["Clip without bounds"] = Unary("Clip"),
        ["Elu"] = Unary("Elu", 17, OnnxAttribute.Of("alpha", 0.7f)),
        ["Selu"] = Unary("Selu", 17, OnnxAttribute.Of("alpha", 1.1f), OnnxAttribute.Of("gamma", 0.9f)),
        ["Celu"] = Unary("Celu", 17, OnnxAttribute.Of("alpha", 1.7f)),
        ["HardSigmoid"] = Unary("HardSigmoid", 17, OnnxAttribute.Of("alpha", 0.8f), OnnxAttribute.Of("beta", 0.4f)),
        ["Softmax 11 over all that follows"] = Unary("Softmax", 11, OnnxAttribute.Of("axis", 2)),
        ["LogSoftmax 11"] = Unary("LogSoftmax", 11),
        ["Softmax 13"] = Unary("Softmax", 13, OnnxAttribute.Of("axis", 1)),
        ["LpNormalization"] = Unary("LpNormalization", 17, OnnxAttribute.Of("axis", 1)),
        ["LpNormalization 1"] = Unary("LpNormalization", 17, OnnxAttribute.Of("axis", -1), OnnxAttribute.Of("p", 1)),
        ["LRN"] = Unary("LRN", 17, OnnxAttribute.Of("size", 3), OnnxAttribute.Of("alpha", 0.9f), OnnxAttribute.Of("beta", 0.6f), OnnxAttribute.Of("bias", 1.3f)),

        ["Shrink"] = Unary("Shrink", 17, OnnxAttribute.Of("lambd", 0.3f), OnnxAttribute.Of("bias", 0.1f)),
        ["Tan"] = Small("Tan"),
        ["Asin"] = Small("Asin"),
        ["Acos"] = Small("Acos"),
        ["Atan"] = Unary("Atan"),
        ["Sinh"] = Unary("Sinh"),
        ["Cosh"] = Unary("Cosh"),
        ["Asinh"] = Unary("Asinh"),
        ["Acosh"] = Of(Picture, new TestModel().Weights("three", [3]).Node("Add", ["x", "three"], ["a"]).Node("Acosh", "a", "y")),
        ["Atanh"] = Small("Atanh"),
        ["Sign"] = Product("Sign"),
        ["Floor"] = Product("Floor"),
        ["Ceil"] = Product("Ceil"),
        ["Round"] = Product("Round"),
        ["Hardmax"] = Product("Hardmax"),
        ["Mod"] = Of(Picture, new TestModel().Weights("two", [2]).Node("Mod", ["x", "two"], ["y"], OnnxAttribute.Of("fmod", 1))),
        ["CastLike"] = Of(Picture, new TestModel().Weights("one", [1]).Node("CastLike", ["one", "x"], ["a"]).Node("CastLike", ["x", "one"], ["b"])
            .Node("Add", ["a", "b"], ["y"])),

        ["Flatten"] = Unary("Flatten", 17, OnnxAttribute.Of("axis", 2)),
        ["Flatten from the end"] = Unary("Flatten", 17, OnnxAttribute.Of("axis", -1)),
        ["Squeeze 11"] = Unary("Squeeze", 11, OnnxAttribute.Of("axes", [0])),
        ["Unsqueeze 11"] = Unary("Unsqueeze", 11, OnnxAttribute.Of("axes", [1, 4])),
        ["Transpose without perm"] = Unary("Transpose"),
        ["SpaceToDepth"] = Of([1, 3, 4, 6], new TestModel().Node("SpaceToDepth", "x", "y", OnnxAttribute.Of("blocksize", 2))),
        ["DepthToSpace by columns and rows"] = Of([1, 8, 3, 2], new TestModel()
            .Node("DepthToSpace", "x", "y", OnnxAttribute.Of("blocksize", 2), OnnxAttribute.Of("mode", "CRD"))),
        ["GatherND"] = Of([3, 4, 2], new TestModel().Integers("flat", 2, 1, 0, 3, 2, 1).Integers("shape", 3, 2)
            .Node("Reshape", ["flat", "shape"], ["index"]).Node("GatherND", ["x", "index"], ["y"])),
        ["GatherElements"] = Of([3, 4], new TestModel().Integers("flat", 2, 1, 0, 2).Integers("shape", 1, 4)
            .Node("Reshape", ["flat", "shape"], ["index"]).Node("GatherElements", ["x", "index"], ["y"])),
        ["Gather of what the picture says"] = Of([3, 5], new TestModel().Node("ArgMax", "x", "index", OnnxAttribute.Of("axis", 0), OnnxAttribute.Of("keepdims", 0))
            .Node("Gather", ["x", "index"], ["y"])),
        ["GatherElements of what the picture says"] = Of([3, 5], new TestModel().Node("ArgMax", "x", "index", OnnxAttribute.Of("axis", 1))
            .Node("GatherElements", ["x", "index"], ["y"], OnnxAttribute.Of("axis", 1))),
        ["GatherND of what the picture says"] = Of([4, 5], new TestModel().Node("ArgMax", "x", "index", OnnxAttribute.Of("axis", 1))
            .Node("GatherND", ["x", "index"], ["y"], OnnxAttribute.Of("batch_dims", 1))),
        ["Scatter 9"] = Scatter("Scatter", 9),
        ["ScatterElements"] = Scatter("ScatterElements", 17),
        ["ScatterElements that adds"] = Scatter("ScatterElements", 17, OnnxAttribute.Of("reduction", "add")),
        ["ScatterND"] = ScatterND(),
        ["ScatterND that adds"] = ScatterND(OnnxAttribute.Of("reduction", "add")),
        ["TopK"] = Of(Picture, new TestModel().Integers("k", 3).Node("TopK", ["x", "k"], ["y", "places"], OnnxAttribute.Of("axis", 2))),
        ["TopK of the smallest"] = Of(Picture, new TestModel().Integers("k", 2).Node("TopK", ["x", "k"], ["y", "places"], OnnxAttribute.Of("largest", 0))),
        ["Compress"] = Of([3, 4], new TestModel().Integers("whole", 0, 1, 1).Node("Cast", "whole", "wanted", OnnxAttribute.Of("to", (long)ElementType.Bool))
            .Node("Compress", ["x", "wanted"], ["y"], OnnxAttribute.Of("axis", 0))),
        ["ReverseSequence"] = Of([4, 3], new TestModel().Integers("lengths", 2, 4, 1).Node("ReverseSequence", ["x", "lengths"], ["y"])),
        ["Trilu"] = Unary("Trilu", 17, OnnxAttribute.Of("upper", 0)),
        ["CenterCropPad"] = Of([4, 6], new TestModel { Opset = 18 }.Integers("size", 7, 3).Node("CenterCropPad", ["x", "size"], ["y"])),
        ["Slice 9"] = Unary("Slice", 9, OnnxAttribute.Of("starts", [-3, 0]), OnnxAttribute.Of("ends", [1000, 4]), OnnxAttribute.Of("axes", [2, 3])),
        ["Slice backwards"] = Of(Picture, new TestModel().Integers("from", -1).Integers("to", -1000).Integers("axis", 3).Integers("step", -2)
            .Node("Slice", ["x", "from", "to", "axis", "step"], ["y"])),
        ["Pad 9"] = Unary("Pad", 9, OnnxAttribute.Of("pads", [0, 0, 1, 2, 0, 1, 0, 3]), OnnxAttribute.Of("value", 5f)),
        ["Pad 9 reflect"] = Unary("Pad", 9, OnnxAttribute.Of("pads", [0, 0, 1, 2, 0, 0, 0, 3]), OnnxAttribute.Of("mode", "reflect")),
        ["Pad 18 of named axes"] = Of(Picture, new TestModel { Opset = 18 }.Integers("pads", 1, -1, 2, 0).Integers("axes", -1, 1)
            .Node("Pad", ["x", "pads", "", "axes"], ["y"])),
        ["Split 11"] = Of(Picture, new TestModel { Opset = 11 }
            .Node("Split", ["x"], ["a", "b"], OnnxAttribute.Of("axis", 1), OnnxAttribute.Of("split", [1, 3])).Node("Sin", "b", "y")),
        ["Split 18"] = Of(Picture, new TestModel { Opset = 18 }
            .Node("Split", ["x"], ["a", "b", "c"], OnnxAttribute.Of("axis", 3), OnnxAttribute.Of("num_outputs", 3)).Node("Mul", ["a", "b"], ["y"])),
        ["Upsample 9"] = Of(Picture, new TestModel { Opset = 9 }.Weights("scales", [1, 1, 2, 3], 4).Node("Upsample", ["x", "scales"], ["y"])),
        ["Upsample 9 linear"] = Of(Picture, new TestModel { Opset = 9 }.Weights("scales", [1, 1, 2, 3], 4)
            .Node("Upsample", ["x", "scales"], ["y"], OnnxAttribute.Of("mode", "linear"))),
        ["Resize 10 linear"] = Of(Picture, new TestModel { Opset = 10 }.Weights("scales", [1, 1, 1.5f, 0.6f], 4)
            .Node("Resize", ["x", "scales"], ["y"], OnnxAttribute.Of("mode", "linear"))),
        ["Resize linear of more rows than channels"] = Of([1, 2, 7, 3], new TestModel().Integers("sizes", 1, 2, 4, 5)
            .Node("Resize", ["x", "", "", "sizes"], ["y"], OnnxAttribute.Of("mode", "linear"), OnnxAttribute.Of("coordinate_transformation_mode", "half_pixel"))),
        ["Resize 18 antialiased"] = Of(Picture, new TestModel { Opset = 18 }.Integers("sizes", 1, 4, 3, 4)
            .Node("Resize", ["x", "", "", "sizes"], ["y"], OnnxAttribute.Of("mode", "linear"), OnnxAttribute.Of("antialias", 1))),

        ["Sum"] = Of(Picture, new TestModel().RandomWeights("w", 4, 1, 1).Node("Sin", "x", "a").Node("Sum", ["x", "w", "a"], ["y"])),
        ["Mean"] = Of(Picture, new TestModel().RandomWeights("w", 2, 4, 6, 5).Node("Sin", "x", "a").Node("Mean", ["x", "w", "a"], ["y"])),
        ["Mul of a tensor by itself"] = Of(Picture, new TestModel().Node("Mul", ["x", "x"], ["y"])),
        ["Pow of two varying"] = Of(Picture, new TestModel().Node("Exp", "x", "base").Node("Pow", ["base", "x"], ["y"])),
        ["Pow with an exponent of whole numbers"] = Of(Picture, new TestModel().Integers("three", 3).Node("Pow", ["x", "three"], ["y"])),
        ["Pow below one"] = Of(Picture, new TestModel().Weights("root", [0.3f]).Node("Exp", "x", "base").Node("Pow", ["base", "root"], ["y"])),
        ["Div of two varying"] = Of(Picture, new TestModel().Node("Exp", "x", "d").Node("Sin", "x", "n").Node("Div", ["n", "d"], ["y"])),
        ["Sub spread over axes"] = Of([4, 1, 5], new TestModel().RandomWeights("w", 3, 1, 2, 1).Node("Sub", ["w", "x"], ["y"])),
        ["Where"] = Of(Picture, new TestModel().Weights("zero", [0]).Node("Greater", ["x", "zero"], ["c"]).Node("Exp", "x", "a").Node("Sin", "x", "b")
            .Node("Where", ["c", "a", "b"], ["y"])),

        ["Gemm of all settings"] = Of([5, 3], new TestModel().RandomWeights("w", 4, 5).RandomWeights("c", 4)
            .Node("Gemm", ["x", "w", "c"], ["y"], OnnxAttribute.Of("transA", 1), OnnxAttribute.Of("transB", 1), OnnxAttribute.Of("alpha", 0.7f), OnnxAttribute.Of("beta", 0.3f))),
        ["Gemm on the right"] = Of([5, 3], new TestModel().RandomWeights("w", 4, 5)
            .Node("Gemm", ["w", "x"], ["y"])),
        ["Gemm on the right, both turned"] = Of([3, 5], new TestModel().RandomWeights("w", 5, 4)
            .Node("Gemm", ["w", "x"], ["y"], OnnxAttribute.Of("transA", 1), OnnxAttribute.Of("transB", 1))),
        ["Gemm as bias"] = Of([4], new TestModel().RandomWeights("a", 3, 2).RandomWeights("b", 2, 4)
            .Node("Gemm", ["a", "b", "x"], ["y"], OnnxAttribute.Of("beta", 0.3f))),
        ["MatMul of vectors"] = Of([5], new TestModel().RandomWeights("w", 5).Node("MatMul", ["w", "x"], ["y"])),
        ["MatMul of a batch on the right"] = Of([3, 4], new TestModel().RandomWeights("w", 2, 5, 3).Node("MatMul", ["w", "x"], ["y"])),
        ["Einsum without a result"] = Of([3, 4], new TestModel().RandomWeights("w", 4, 2).Node("Einsum", ["x", "w"], ["y"], OnnxAttribute.Of("equation", "ij, jk"))),
        ["Einsum that sums one operand alone"] = Of([3, 4, 2], new TestModel().RandomWeights("w", 4)
            .Node("Einsum", ["w", "x"], ["y"], OnnxAttribute.Of("equation", "j,ijk->i"))),
        ["Einsum with an ellipsis"] = Of([2, 3, 4], new TestModel().RandomWeights("w", 4, 3, 5).Node("Einsum", ["x", "w"], ["y"], OnnxAttribute.Of("equation", "...ij,jik->...ik"))),
        ["Einsum with an ellipsis and without a result"] = Of([2, 3, 4], new TestModel().RandomWeights("w", 3, 5)
            .Node("Einsum", ["x", "w"], ["y"], OnnxAttribute.Of("equation", "b...a,...c"))),

        ["Conv SAME_UPPER"] = Conv([1, 4, 7, 6], [6, 4, 3, 4], OnnxAttribute.Of("auto_pad", "SAME_UPPER"), OnnxAttribute.Of("strides", [2, 3])),
        ["Conv SAME_LOWER"] = Conv([1, 4, 7, 6], [6, 4, 2, 4], OnnxAttribute.Of("auto_pad", "SAME_LOWER"), OnnxAttribute.Of("strides", [1, 2])),
        ["Conv VALID"] = Conv([1, 4, 7, 6], [6, 4, 3, 2], OnnxAttribute.Of("auto_pad", "VALID")),
        ["Conv of lopsided pads, groups, dilation"] = Conv(
            [2, 4, 9, 8], [6, 2, 3, 2], OnnxAttribute.Of("pads", [3, 0, 1, 2]), OnnxAttribute.Of("dilations", [2, 3]), OnnxAttribute.Of("group", 2)),
        ["Conv with more padding than kernel"] = Conv([1, 4, 3, 3], [2, 4, 2, 1], OnnxAttribute.Of("pads", [2, 1, 3, 0])),
        ["Conv with steps that leave a rest"] = Conv([1, 4, 9, 8], [2, 4, 2, 3], OnnxAttribute.Of("strides", [3, 4]), OnnxAttribute.Of("pads", [0, 0, 0, 1])),
        ["ConvTranspose"] = Of([1, 4, 4, 3], new TestModel().RandomWeights("w", 4, 3, 3, 2).Node(
            "ConvTranspose", ["x", "w"], ["y"],
            OnnxAttribute.Of("strides", [2, 3]), OnnxAttribute.Of("pads", [1, 0, 0, 2]), OnnxAttribute.Of("output_padding", [1, 0]), OnnxAttribute.Of("group", 2))),
        ["BatchNormalization 9"] = Of(Picture, new TestModel { Opset = 9 }
            .RandomWeights("scale", 4).RandomWeights("b", 4).RandomWeights("mean", 4).Weights("var", [0.5f, 1, 2, 3], 4)
            .Node("BatchNormalization", ["x", "scale", "b", "mean", "var"], ["y"], OnnxAttribute.Of("epsilon", 0.01f))),
        ["LayerNormalization of two axes"] = Of(Picture, new TestModel().RandomWeights("scale", 6, 5).RandomWeights("b", 6, 5)
            .Node("LayerNormalization", ["x", "scale", "b"], ["y"], OnnxAttribute.Of("axis", 2))),
        ["GroupNormalization 18"] = Of(Picture, new TestModel { Opset = 18 }.RandomWeights("scale", 2).RandomWeights("b", 2)
            .Node("GroupNormalization", ["x", "scale", "b"], ["y"], OnnxAttribute.Of("num_groups", 2))),
        ["GroupNormalization 21"] = Of(Picture, new TestModel { Opset = 21 }.RandomWeights("scale", 4).RandomWeights("b", 4)
            .Node("GroupNormalization", ["x", "scale", "b"], ["y"], OnnxAttribute.Of("num_groups", 2))),

        ["MeanVarianceNormalization"] = Unary("MeanVarianceNormalization"),
        ["MeanVarianceNormalization of one axis"] = Unary("MeanVarianceNormalization", 17, OnnxAttribute.Of("axes", [1])),

        ["GlobalLpPool"] = Unary("GlobalLpPool", 17, OnnxAttribute.Of("p", 3)),
        ["LpPool"] = Unary("LpPool", 17, OnnxAttribute.Of("kernel_shape", [3, 2]), OnnxAttribute.Of("strides", [2, 1]), OnnxAttribute.Of("pads", [1, 0, 1, 1])),
        ["LpPool 1"] = Unary("LpPool", 17, OnnxAttribute.Of("kernel_shape", [2, 2]), OnnxAttribute.Of("p", 1)),
        ["GlobalMaxPool"] = Unary("GlobalMaxPool"),
        ["MaxPool SAME_UPPER"] = Unary("MaxPool", 17, OnnxAttribute.Of("kernel_shape", [3, 2]), OnnxAttribute.Of("strides", [2, 2]), OnnxAttribute.Of("auto_pad", "SAME_UPPER")),
        ["MaxPool of another storage order"] = Unary("MaxPool", 17, OnnxAttribute.Of("kernel_shape", [3, 3]), OnnxAttribute.Of("storage_order", 1)),
        ["MaxPool 8"] = Unary("MaxPool", 9, OnnxAttribute.Of("kernel_shape", [2, 2]), OnnxAttribute.Of("strides", [1, 2])),
        ["AveragePool SAME_LOWER"] = Unary(
            "AveragePool", 17, OnnxAttribute.Of("kernel_shape", [3, 2]), OnnxAttribute.Of("strides", [2, 2]), OnnxAttribute.Of("auto_pad", "SAME_LOWER")),
        ["AveragePool that rounds up and counts its padding"] = Unary(
            "AveragePool", 17, OnnxAttribute.Of("kernel_shape", [3, 3]), OnnxAttribute.Of("strides", [2, 2]), OnnxAttribute.Of("pads", [1, 0, 1, 1]),
            OnnxAttribute.Of("ceil_mode", 1), OnnxAttribute.Of("count_include_pad", 1)),
        ["AveragePool 19 dilated"] = Unary("AveragePool", 19, OnnxAttribute.Of("kernel_shape", [2, 2]), OnnxAttribute.Of("dilations", [3, 2])),
        ["ReduceMin"] = Unary("ReduceMin", 17, OnnxAttribute.Of("axes", [1, -1]), OnnxAttribute.Of("keepdims", 0)),
        ["ReduceMax 18"] = Of(Picture, new TestModel { Opset = 18 }.Integers("axes", -2).Node("ReduceMax", ["x", "axes"], ["y"])),
        ["ReduceSum 11"] = Unary("ReduceSum", 11, OnnxAttribute.Of("axes", [2]), OnnxAttribute.Of("keepdims", 0)),
        ["ReduceMean of everything"] = Unary("ReduceMean", 17, OnnxAttribute.Of("keepdims", 0)),
        ["ReduceSum of nothing"] = Unary("ReduceSum", 17, OnnxAttribute.Of("noop_with_empty_axes", 1)),
        ["ReduceL1"] = Unary("ReduceL1", 17, OnnxAttribute.Of("axes", [3])),
        ["ReduceProd"] = Unary("ReduceProd", 17, OnnxAttribute.Of("axes", [3])),
        ["ReduceProd with zeros"] = Of([3, 4], new TestModel().Weights("w", [1, 2, 0, 3, 0, 1, 2, 0, 4, 3, 2, 1], 3, 4).Node("Mul", ["x", "w"], ["a"])
            .Node("ReduceProd", "a", "b", OnnxAttribute.Of("axes", [1])).Node("Add", ["b", "x"], ["y"])),
        ["CumSum"] = Of(Picture, new TestModel().Integers("axis", 2).Node("CumSum", ["x", "axis"], ["y"])),
        ["CumSum from the end, without itself"] = Of(Picture, new TestModel().Integers("axis", -1)
            .Node("CumSum", ["x", "axis"], ["y"], OnnxAttribute.Of("reverse", 1), OnnxAttribute.Of("exclusive", 1))),
        ["ReduceSumSquare"] = Unary("ReduceSumSquare", 17, OnnxAttribute.Of("axes", [2, 3])),
        ["ReduceLogSum"] = Of(Picture, new TestModel().Node("Exp", "x", "a").Node("ReduceLogSum", "a", "y", OnnxAttribute.Of("axes", [1]))),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static (int[] Shape, ModelFile File) Case(string name)
    {
        (int[] shape, TestModel model) = All[name];
        return (shape, model.File);
    }

    private static (int[] Shape, TestModel Model) Of(int[] shape, TestModel model) => (shape, model.Input("x", shape).Output("y"));

    private static (int[] Shape, TestModel Model) Unary(string op, int opset = 17, params OnnxAttribute[] attributes)
        => Of(Picture, new TestModel { Opset = opset }.Node(op, "x", "y", attributes));

    /// <summary>For functions that end at ±1 or ±π/2: the numbers go up to 1.5.</summary>
    private static (int[] Shape, TestModel Model) Small(string op)
        => Of(Picture, new TestModel().Weights("half", [0.5f]).Node("Mul", ["x", "half"], ["a"]).Node(op, "a", "y"));

    /// <summary>For functions of steps, which have no slope of their own.</summary>
    private static (int[] Shape, TestModel Model) Product(string op)
        => Of(Picture, new TestModel().Node(op, "x", "steps").Node("Mul", ["x", "steps"], ["y"]));

    /// <summary>What is put in depends on the picture as well as what it is put into.</summary>
    private static (int[] Shape, TestModel Model) Scatter(string op, int opset, params OnnxAttribute[] attributes)
        => Of([3, 4], new TestModel { Opset = opset }.Integers("flat", 2, 0, 1, 2).Integers("shape", 1, 4).Node("Reshape", ["flat", "shape"], ["places"])
            .Node("ReduceSum", "x", "a", OnnxAttribute.Of("keepdims", 1)).Node("Expand", ["a", "shape"], ["put"])
            .Node(op, ["x", "places", "put"], ["y"], attributes));

    private static (int[] Shape, TestModel Model) ScatterND(params OnnxAttribute[] attributes)
        => Of([3, 4], new TestModel().Integers("flat", 2, 0).Integers("shape", 2, 1).Node("Reshape", ["flat", "shape"], ["places"])
            .Integers("from", 0).Integers("to", 2).Node("Slice", ["x", "from", "to"], ["part"]).Node("Sin", "part", "put")
            .Node("ScatterND", ["x", "places", "put"], ["y"], attributes));

    private static (int[] Shape, TestModel Model) Conv(int[] shape, int[] kernel, params OnnxAttribute[] attributes)
        => Of(shape, new TestModel().RandomWeights("w", kernel).RandomWeights("b", kernel[0]).Node("Conv", ["x", "w", "b"], ["y"], attributes));
}
