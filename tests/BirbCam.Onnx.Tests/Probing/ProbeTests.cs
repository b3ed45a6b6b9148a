using BirbCam.Onnx.Format;
using BirbCam.Onnx.Probing;

namespace BirbCam.Onnx.Tests.Probing;

/// <summary>Small files that ask for much: the run that learns the shapes ends with one line, and the process lives.</summary>
public sealed class ProbeTests
{
    private static readonly int[] Shape = [1, 1, 4, 4];

    public static TheoryData<string> Bombs => [.. All.Keys];

    /// <summary>Each asks for gigabytes by another way.</summary>
    private static readonly Dictionary<string, TestModel> All = new()
    {
        ["a constant of any shape"] = Model().Integers("size", 1L << 33).Node("ConstantOfShape", "size", "y"),
        ["spread"] = Point().Integers("size", 40_000, 1, 40, 4_000).Node("Expand", ["point", "size"], ["y"]),
        ["repeated"] = Model().Integers("times", 1, 1, 8_000, 8_000).Node("Tile", ["x", "times"], ["y"]),
        ["enlarged"] = Model().Weights("scales", [1, 1, 10_000, 10_000], 4).Node("Resize", ["x", "", "scales"], ["y"]),
        ["enlarged by a convolution"] = Model().Weights("w", [1], 1, 1, 1, 1)
            .Node("ConvTranspose", ["x", "w"], ["y"], OnnxAttribute.Of("strides", [20_000, 20_000])),
        ["padded"] = Model().Integers("pads", 0, 0, 0, 0, 0, 0, 50_000, 50_000).Node("Pad", ["x", "pads"], ["y"]),
        ["counted"] = Model().Weights("from", [0f]).Weights("to", [3e9f]).Weights("step", [1f]).Node("Range", ["from", "to", "step"], ["y"]),
        ["one product"] = Point().Integers("column", 100_000, 1).Integers("row", 1, 100_000).Integers("square", 1, 1).Node("Reshape", ["point", "square"], ["p"])
            .Node("Expand", ["p", "column"], ["a"]).Node("Expand", ["p", "row"], ["b"]).Node("MatMul", ["a", "b"], ["y"]),
        ["twice as much in every round"] = Loop(OnnxWriter.Node("Concat", ["carried", "carried"], ["next"], [OnnxAttribute.Of("axis", 0)])),
        ["many that are small"] = Many(),
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_model_whose_tensors_are_too_large_is_refused(string bomb)
        => AssertRefused(All[bomb], Within(bytes: 64 << 20, TimeSpan.FromMinutes(2)), "take more than 64 MiB");

    [Fact]
    public void A_loop_of_a_quintillion_rounds_is_stopped()
        => AssertRefused(
            Loop(OnnxWriter.Node("Relu", ["carried"], ["next"], [])), Within(bytes: 64 << 20, TimeSpan.FromMilliseconds(200)), "takes more than 0 s");

    [Fact]
    public void What_one_probe_took_is_there_for_the_next()
    {
        TestModel model = Point().Integers("size", 1, 1, 3_000, 4_000).Node("Expand", ["point", "size"], ["y"]).Output("y");
        for (int round = 0; round < 5; round++)
            Assert.Equal([1, 1, 3_000, 4_000], Run(model, Within(bytes: 64 << 20, TimeSpan.FromMinutes(2)))["y"].Shape);
    }

    [Fact]
    public async Task Probes_at_the_same_time_have_their_bounds_to_themselves()
    {
        TestModel model = Point().Integers("size", 1, 1, 3_000, 4_000).Node("Expand", ["point", "size"], ["y"]).Output("y");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Run(model, Within(bytes: 64 << 20, TimeSpan.FromMinutes(2))))));
    }

    [Fact]
    public void Weights_do_not_count_as_tensors()
    {
        TestModel model = Model().Weights("w", new float[1 << 20], 1 << 20, 1, 1, 1).Node("ReduceSum", "w", "s").Node("Add", ["x", "s"], ["y"]).Output("y");
        Assert.Equal(Shape, Run(model, Within(bytes: 1 << 20, TimeSpan.FromMinutes(2)))["y"].Shape);
    }

    private static TestModel Model() => new TestModel().Input("x", Shape);

    private static TestModel Point() => Model().Node("GlobalAveragePool", "x", "point");

    private static TestModel Many()
    {
        TestModel model = Model().Integers("size", 1, 1, 1_000, 1_000).Node("GlobalAveragePool", "x", "point");
        for (int copy = 0; copy < 100; copy++)
            model.Node("Expand", ["point", "size"], [$"copy {copy}"]);
        return model.Node("Relu", "copy 1", "y");
    }

    /// <summary>2⁶⁰ rounds of one node that makes <c>next</c> of <c>carried</c>.</summary>
    private static TestModel Loop(ProtoWriter step)
    {
        ProtoWriter openFloat = new ProtoWriter().Message(1, new ProtoWriter().Integer(1, (long)ElementType.Float));
        ProtoWriter body = new ProtoWriter().Text(2, "body")
            .Message(1, step).Message(1, OnnxWriter.Node("Identity", ["more"], ["still"], []))
            .Message(11, OnnxWriter.TensorInfo("round", ElementType.Int64, [])).Message(11, OnnxWriter.TensorInfo("more", ElementType.Bool, []))
            .Message(11, new ProtoWriter().Text(1, "carried").Message(2, openFloat))
            .Message(12, OnnxWriter.TensorInfo("still", ElementType.Bool, [])).Message(12, new ProtoWriter().Text(1, "next").Message(2, openFloat));
        ProtoWriter loop = new ProtoWriter().Text(1, "rounds").Text(1, "").Text(1, "x").Text(2, "y").Text(4, "Loop")
            .Message(5, new ProtoWriter().Text(1, "body").Message(6, body).Integer(20, 5));
        return Model().Integers("many", 1L << 60).Node("Squeeze", "many", "rounds").Raw(1, loop);
    }

    private static ProbeBounds Within(long bytes, TimeSpan time) => new(time, bytes, TimeProvider.System);

    private static ProbeResult Run(TestModel model, ProbeBounds bounds)
    {
        byte[] bytes = model.Bytes;
        return Probe.Run(bytes, folder: null, OnnxReader.Read(bytes, folder: null), new TensorInfo("x", ElementType.Float, Shape), bounds);
    }

    private static void AssertRefused(TestModel model, ProbeBounds bounds, string reason)
    {
        var refusal = Assert.Throws<OnnxFormatException>(() => Run(model.Output("y"), bounds));
        Assert.Contains(reason, refusal.Message);
    }
}
