using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Format;

/// <summary>Whatever a file holds, there is one kind of refusal, in one line.</summary>
public sealed class HostileModelTests
{
    private static readonly byte[] Model = new TestModel()
        .Input("image", 1, 3, 6, 6)
        .RandomWeights("w", 4, 3, 3, 3).RandomWeights("v", 4, 2)
        .Weights("low", [0]).Weights("high", [6])
        .Node("Conv", ["image", "w"], ["conv"], OnnxAttribute.Of("pads", [1, 1, 1, 1]))
        .Node("Clip", ["conv", "low", "high"], ["clip"])
        .Node("GlobalAveragePool", "clip", "pool")
        .Node("Flatten", "pool", "flat", OnnxAttribute.Of("axis", 1))
        .Node("MatMul", ["flat", "v"], ["logits"])
        .Node("Sigmoid", "logits", "probs")
        .Output("probs").Bytes;

    [Fact]
    public void The_undamaged_model_loads()
    {
        using var file = new TemporaryFile(Model);
        ExplainableModel model = ExplainableModel.Build(ModelFile.Read(file.Path), [1, 3, 6, 6], "image", "probs");

        Assert.Equal(("clip", "logits", 2), (model.Target!.Name, model.Score.Name, model.ClassCount));
    }

    [Fact]
    public void A_model_that_is_cut_short_anywhere_is_refused_or_whole()
    {
        for (int length = 0; length < Model.Length; length++)
            AssertReadsOrRefuses(Model[..length]);
    }

    [Fact]
    public void Flipped_bits_are_refused_or_do_no_harm()
    {
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++)
            AssertReadsOrRefuses(Damaged(random));
    }

    /// <summary>The same through ONNX Runtime, which has its own opinion of what the reader lets through.</summary>
    [Fact]
    public void Flipped_bits_that_pass_the_reader_are_refused_by_the_probe_or_do_no_harm()
    {
        var random = new Random(8);
        using var file = new TemporaryFile([]);
        for (int round = 0; round < 500; round++)
        {
            File.WriteAllBytes(file.Path, Damaged(random));
            try
            {
                ExplainableModel.Build(ModelFile.Read(file.Path), [1, 3, 6, 6], "image", "probs");
            }
            catch (OnnxFormatException refusal)
            {
                Assert.DoesNotContain('\n', refusal.Message);
            }
        }
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        var random = new Random(9);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Assert.Throws<OnnxFormatException>(() => OnnxReader.Read(bytes, folder: null));
        }
    }

    [Fact]
    public void A_text_file_is_refused()
        => AssertRefused("# Model card\n\nThis is not the model."u8.ToArray(), "not an ONNX model");

    [Fact]
    public void A_graph_with_a_cycle_is_refused()
        => AssertRefused(new TestModel().Input("x", 1).Node("Add", ["x", "b"], ["a"]).Node("Relu", "a", "b").Output("b").Bytes, "cycle");

    [Fact]
    public void Two_nodes_that_make_one_tensor_are_refused()
        => AssertRefused(new TestModel().Input("x", 1).Node("Relu", "x", "a").Node("Neg", "x", "a").Output("a").Bytes, "two nodes");

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(-1)]
    [InlineData(1 << 30)]
    public void A_tensor_of_an_impossible_shape_is_refused(long size)
    {
        ProtoWriter tensor = new ProtoWriter().Integer(1, size).Integer(1, 64).Integer(2, 1).Text(8, "w").Bytes(9, [0, 0, 0, 0]);
        AssertRefused(new TestModel().Input("x", 1).Raw(5, tensor).Node("Mul", ["x", "w"], ["y"]).Output("y").Bytes, "impossible shape");
    }

    [Fact]
    public void A_tensor_with_less_data_than_its_shape_is_refused()
    {
        ProtoWriter tensor = new ProtoWriter().Integer(1, 1000).Integer(2, 1).Text(8, "w").Bytes(9, [0, 0, 0, 0]);
        AssertRefused(new TestModel().Input("x", 1).Raw(5, tensor).Node("Mul", ["x", "w"], ["y"]).Output("y").Bytes, "has 4 bytes");
    }

    [Theory]
    [InlineData("absent.bin")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public void Weights_in_a_file_that_is_missing_or_elsewhere_are_refused(string location)
    {
        ProtoWriter entry = new ProtoWriter().Text(1, "location").Text(2, location);
        ProtoWriter tensor = new ProtoWriter().Integer(1, 1).Integer(2, 1).Text(8, "w").Message(13, entry).Integer(14, 1);
        AssertRefused(new TestModel().Input("x", 1).Raw(5, tensor).Node("Mul", ["x", "w"], ["y"]).Output("y").Bytes, "the weights of 'w'");
    }

    /// <summary>The file has holes in place of a gigabyte: what counts is that nobody tries to read it.</summary>
    [Fact]
    public void Weights_beside_the_model_that_are_larger_than_any_model_are_refused_unread()
    {
        string vast = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.OpenWrite(vast))
                file.SetLength((1L << 30) + 4);
            ProtoWriter entry = new ProtoWriter().Text(1, "location").Text(2, Path.GetFileName(vast));
            ProtoWriter tensor = new ProtoWriter().Integer(1, 1).Integer(2, 1).Text(8, "w").Message(13, entry).Integer(14, 1);
            AssertRefused(new TestModel().Input("x", 1).Raw(5, tensor).Node("Mul", ["x", "w"], ["y"]).Output("y").Bytes, "more than 1024 MiB");
        }
        finally
        {
            File.Delete(vast);
        }
    }

    [Fact]
    public void Graphs_in_graphs_without_end_are_refused()
    {
        ProtoWriter body = new ProtoWriter().Message(1, new ProtoWriter().Text(1, "x"));
        for (int depth = 0; depth < 5_000; depth++)
            body = new ProtoWriter().Message(1, new ProtoWriter().Message(5, new ProtoWriter().Text(1, "body").Message(6, body)));
        ProtoWriter node = new ProtoWriter().Text(1, "x").Text(2, "y").Text(4, "If").Message(5, new ProtoWriter().Text(1, "then_branch").Message(6, body));
        AssertRefused(new TestModel().Input("x", 1).Raw(1, node).Output("y").Bytes, "nested");
    }

    [Fact]
    public void Names_with_line_breaks_and_of_any_length_are_shown_in_one_short_line()
    {
        string name = "a\nb\u001b[31m" + new string('x', 100_000);
        using var file = new TemporaryFile(new TestModel().Input(name, 1).Node("Relu", name, "y").Output("y").Bytes);
        var refusal = Assert.Throws<OnnxFormatException>(() => ExplainableModel.Build(ModelFile.Read(file.Path), [1], "image", "y"));

        Assert.DoesNotContain(refusal.Message, char.IsControl);
        Assert.InRange(refusal.Message.Length, 1, 500);
    }

    private static byte[] Damaged(Random random)
    {
        byte[] damaged = [.. Model];
        for (int flips = random.Next(1, 4); flips > 0; flips--)
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        return damaged;
    }

    private static void AssertReadsOrRefuses(byte[] bytes)
    {
        try
        {
            OnnxReader.Read(bytes, Path.GetTempPath());
        }
        catch (OnnxFormatException refusal)
        {
            Assert.DoesNotContain('\n', refusal.Message);
        }
    }

    private static void AssertRefused(byte[] bytes, string reason)
    {
        var refusal = Assert.Throws<OnnxFormatException>(() => OnnxReader.Read(bytes, Path.GetTempPath()));
        Assert.Contains(reason, refusal.Message);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
