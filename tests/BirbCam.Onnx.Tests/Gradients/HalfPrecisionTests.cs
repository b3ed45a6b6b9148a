using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Gradients;

/// <summary>Every operator once more, calculating in halves: the backward model works in floats all the same, and its weights are halves in the file.</summary>
public sealed class HalfPrecisionTests
{
    /// <summary>Eleven bits, through several operators and sums of a hundred terms.</summary>
    private const float Coarse = 2e-2f;

    /// <summary>Inputs that ONNX wants as floats whatever the others are.</summary>
    private static readonly HashSet<string> Settings = ["scales", "roi", "ratio"];

    /// <summary>ONNX has no halves for the first two, and ONNX Runtime none for the third.</summary>
    private static readonly HashSet<string> WithoutHalves = ["Celu", "CumSum", "MeanVarianceNormalization"];

    public static TheoryData<string> Names => [.. OpsetCases.Names.Where(name => !OpsetCases.Case(name).File.Graph.Nodes.Any(node => WithoutHalves.Contains(node.Op)))];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_in_halves_is_that_in_floats(string name)
    {
        (int[] shape, ModelFile plain) = OpsetCases.Case(name);
        Npy x = DifferenceQuotient.Spaced(shape);
        using var forward = new Runtime(plain.Bytes.ToArray());
        Npy y = DifferenceQuotient.Forward(forward, x);
        var random = new Random(3);
        Npy seed = y with { Values = [.. y.Values.Select(_ => random.NextSingle() - 0.5f)] };

        float[] expected = GradientRun.Of(plain, "x", x, "y", seed, "x");
        float[] actual = GradientRun.Of(new ModelFile(InHalves(plain, shape), folder: null), "x", x, "y", seed, "x");
        Assert.InRange(Agreement.RelativeError(expected, actual), 0, Coarse);
    }

    /// <summary>The same nodes between two casts, their weights rounded to halves.</summary>
    private static byte[] InHalves(ModelFile plain, int[] shape)
    {
        TestModel model = new TestModel { Opset = plain.Graph.Opset }.Input("x", shape)
            .Node("Cast", "x", "x in halves", OnnxAttribute.Of("to", (long)ElementType.Float16))
            .Node("Cast", "y in halves", "y", OnnxAttribute.Of("to", 1)).Output("y");
        foreach (OnnxNode node in plain.Graph.Nodes)
            model.Node(node.Op, [.. node.Inputs.Select(Renamed)], [.. node.Outputs.Select(Renamed)], [.. node.Attributes.Values]);

        foreach ((string name, OnnxTensor tensor) in plain.Graph.Initializers)
        {
            bool isHalf = tensor.Type == ElementType.Float && !Settings.Contains(name);
            model.Raw(5, OnnxWriter.Tensor(name, isHalf ? Halves(tensor) : tensor));
        }

        return model.Bytes;
    }

    private static string Renamed(string tensor) => tensor is "x" or "y" ? $"{tensor} in halves" : tensor;

    private static OnnxTensor Halves(OnnxTensor tensor)
        => new(ElementType.Float16, tensor.Shape, tensor.ToFloats().SelectMany(value => BitConverter.GetBytes((Half)value)).ToArray());
}
