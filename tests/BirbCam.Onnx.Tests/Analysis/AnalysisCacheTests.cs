using System.Text.Json;
using BirbCam.Onnx.Analysis;
using BirbCam.Onnx.Format;

namespace BirbCam.Onnx.Tests.Analysis;

public sealed class AnalysisCacheTests : IDisposable
{
    private static readonly int[] Shape = [1, 2, 6, 6];

    private readonly string _folder = Directory.CreateTempSubdirectory("birbcam-cache-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_found_out_once_is_not_found_out_again()
    {
        ExplainableModel found = Build(Model());
        string entry = Assert.Single(Entries());
        Tamper(entry, found with { SelfCheckError = 0.125 });

        Assert.Equal(0.125, Build(Model()).SelfCheckError);
    }

    [Fact]
    public void What_comes_out_of_the_folder_is_what_went_in()
        => Assert.Equal(JsonSerializer.Serialize(Build(Model())), JsonSerializer.Serialize(Build(Model())));

    [Fact]
    public void Another_layer_size_or_model_is_found_out_on_its_own()
    {
        Build(Model());
        Build(Model(), layer: "conv");
        Build(Model(height: -1), shape: [1, 2, 6, 6]);
        Build(Model(height: -1), shape: [1, 2, 8, 6]);

        Assert.Equal(4, Entries().Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(200)]
    public void An_entry_that_is_cut_short_is_found_out_again_and_mended(int length)
    {
        Build(Model());
        string entry = Assert.Single(Entries());
        byte[] whole = File.ReadAllBytes(entry);
        File.WriteAllBytes(entry, whole[..length]);

        Assert.Equal("relu", Build(Model()).Target!.Name);
        Assert.Equal(whole, File.ReadAllBytes(entry));
    }

    [Fact]
    public void An_entry_with_a_flipped_bit_is_found_out_again()
    {
        Build(Model());
        string entry = Assert.Single(Entries());
        byte[] whole = File.ReadAllBytes(entry);
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(entry, damaged);

            Assert.Equal("relu", Build(Model()).Target!.Name);
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_made_costs_nothing_but_time()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        var cache = new AnalysisCache(Path.Combine(_folder, "file", "models"));

        Assert.Equal("relu", cache.Build(Model(), Shape, "x", "y", ExplainableModel.AutomaticLayer).Target!.Name);
    }

    [Fact]
    public void The_oldest_of_many_go_and_so_does_what_was_left_half_written()
    {
        File.WriteAllText(Path.Combine(_folder, "abandoned.analysis.1.part"), "");
        for (int size = 3; size < 23; size++)
            Build(Model(height: -1), shape: [1, 2, size, 6]);

        Assert.Equal(16, Entries().Length);
        Assert.Empty(Directory.GetFiles(_folder, "*.part"));
        Assert.Equal("relu", Build(Model(height: -1), shape: [1, 2, 22, 6]).Target!.Name);
        Assert.Equal(16, Entries().Length);
    }

    [Fact]
    public void A_model_whose_weights_lie_beside_it_is_not_kept_because_its_hash_does_not_know_them()
    {
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), OnnxTensor.Of([.. Enumerable.Range(0, 54).Select(i => i / 54f)]).Raw.ToArray());
        ProtoWriter weights = new ProtoWriter().Integer(1, 3).Integer(1, 2).Integer(1, 3).Integer(1, 3).Integer(2, 1).Text(8, "w")
            .Message(13, new ProtoWriter().Text(1, "location").Text(2, "weights.bin"))
            .Integer(14, 1);
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, new TestModel().Input("x", Shape).Raw(5, weights)
            .Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu").Node("GlobalAveragePool", "relu", "y").Output("y").Bytes);

        Assert.NotNull(Build(ModelFile.Read(path)).Backward);
        Assert.Empty(Entries());
    }

    private static ModelFile Model(int height = 6) => new TestModel().Input("x", 1, 2, height, 6).RandomWeights("w", 3, 2, 3, 3)
        .Node("Conv", ["x", "w"], ["conv"]).Node("Relu", "conv", "relu").Node("GlobalAveragePool", "relu", "y").Output("y").File;

    private ExplainableModel Build(ModelFile file, string layer = ExplainableModel.AutomaticLayer, int[]? shape = null)
        => new AnalysisCache(_folder).Build(file, shape ?? Shape, "x", "y", layer);

    private string[] Entries() => Directory.GetFiles(_folder, "*.analysis");

    private static void Tamper(string entry, ExplainableModel model)
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(model);
        File.WriteAllBytes(entry, [.. System.Security.Cryptography.SHA256.HashData(content), .. content]);
    }
}
