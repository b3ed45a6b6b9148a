using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Tests.House;
using BirbCam.Tests;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Tests.Cli.Models;

public sealed class ModelImportCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static string Tiny => SharedData.Require(Path.Combine("fixtures", "gradcam", "tflite_tiny", "model.tflite"));

    private static string Birds => SharedData.Require(Path.Combine("models", "mobilenet_v2_1.0_224_inat_bird_quant.tflite"));

    private static string Sparrows => SharedData.Require(Path.Combine("data", "photos", "house-sparrow-cc0"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_classifier_becomes_a_model_with_a_card()
    {
        string labels = Write("labels.txt", "Parus major\nParus ater\nPica pica\nCorvus corax\nbackground\n");
        string map = Write("birds.map", "Parus * = tit\nPica pica = magpie\n");

        (int code, string output, string error) = await ImportAsync(Tiny, "--name", "garden", "--labels", labels, "--map", map, "--out", _folder["new"]);

        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("3 of them are published, as tit, magpie", output, StringComparison.Ordinal);
        Assert.Equal(["garden.json", "garden.onnx"], Directory.GetFiles(_folder["new"]).Select(Path.GetFileName).Order());

        var card = ModelCard.Read(Path.Combine(_folder["new"], "garden.json"));
        Assert.Equal(["tit", "magpie"], card.Labels);
        Assert.Equal(["tit", "tit", "magpie", null, null], card.LabelsOfClasses(5));
        Assert.Equal((ModelActivation.Softmax, OutputKind.Probabilities), (card.Activation, card.Output.Is));
        Assert.Equal((32, 32, 1 / 128.0, 1.0, 1.0), (card.Input.Width, card.Input.Height, card.Input.Scale, card.Input.Mean[0], card.Input.Std[0]));
        Assert.Equal(5, card.Golden!.Logits.Length);

        JsonElement source = card.Training!.Value.GetProperty("sources")[0];
        Assert.Contains("model.tflite", source.GetProperty("what").GetString(), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Tiny))), source.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task The_same_file_gives_the_same_bytes()
    {
        string labels = Write("labels.txt", "a\nb\nc\nd\nNone\n");
        foreach (string folder in new[] { "one", "other" })
            Assert.Equal(ExitCode.Success, (await ImportAsync(Tiny, "--labels", labels, "--out", _folder[folder])).ExitCode);

        foreach (string file in new[] { "model.onnx", "model.json" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["one"], file)), File.ReadAllBytes(Path.Combine(_folder["other"], file)));
    }

    [Fact]
    public async Task The_names_come_with_the_file_where_it_carries_them()
    {
        string path = _folder["garden.tflite"];
        var file = new MemoryStream();
        file.Write(File.ReadAllBytes(Tiny));
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        using (var text = new StreamWriter(archive.CreateEntry("labels.txt").Open()))
            text.Write("wren\nrobin\ntit\nfinch\nNone");
        File.WriteAllBytes(path, file.ToArray());

        (int code, _, _) = await ImportAsync(path, "--out", _folder.Path);

        Assert.Equal(ExitCode.Success, code);
        Assert.Equal(["wren", "robin", "tit", "finch"], ModelCard.Read(_folder["garden.json"]).Labels);
    }

    [Fact]
    public async Task A_model_that_is_there_already_is_replaced_only_on_demand()
    {
        string labels = Write("labels.txt", "a\nb\nc\nd\ne\n"), card = Write("model.json", "mine");

        (int code, _, string error) = await ImportAsync(Tiny, "--labels", labels, "--out", _folder.Path);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--overwrite", error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(card));
        Assert.False(File.Exists(_folder["model.onnx"]));

        (code, _, _) = await ImportAsync(Tiny, "--labels", labels, "--out", _folder.Path, "--overwrite");
        Assert.Equal(ExitCode.Success, code);
        Assert.Equal(["a", "b", "c", "d", "e"], ModelCard.Read(card).Labels);
    }

    [Fact]
    public async Task Half_a_pair_is_never_left()
    {
        string labels = Write("labels.txt", "a\nb\nc\nd\ne\n");
        Directory.CreateDirectory(_folder["model.json"]);

        (int code, _, string error) = await ImportAsync(Tiny, "--labels", labels, "--out", _folder.Path, "--overwrite");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("model.json is a folder", error, StringComparison.Ordinal);
        Assert.Equal(["labels.txt"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("does not carry the names of its 5 classes")]
    [InlineData("names 2 classes, and the model has 5", "--labels", "two.txt")]
    [InlineData("nowhere.txt does not exist", "--labels", "nowhere.txt")]
    [InlineData("line 1: the model has no class 'dodo'", "--labels", "five.txt", "--map", "dodo.map")]
    [InlineData("is no name for a file", "--name", "a/b")]
    [InlineData("is no name for a file", "--name", "")]
    [InlineData("--out is empty", "--out", "")]
    [InlineData("not of the form 0..1", "--pixels", "white")]
    [InlineData("not of the form 0..1", "--pixels", "1..0")]
    [InlineData("says itself what its pixels are", "--labels", "five.txt", "--pixels", "-1..1")]
    public async Task Wrong_words_are_one_line_and_leave_nothing(string reason, params string[] words)
    {
        Write("two.txt", "a\nb");
        Write("five.txt", "a\nb\nc\nd\ne");
        Write("dodo.map", "dodo = sparrow");

        string[] found = Array.ConvertAll(words, word => word.Contains('.', StringComparison.Ordinal) && !word.Contains("..", StringComparison.Ordinal) ? _folder[word] : word);
        (int code, string output, string error) = await ImportAsync([Tiny, .. words.Contains("--out") ? [] : new[] { "--out", _folder["new"] }, .. found]);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(_folder["new"]));
    }

    [Fact]
    public async Task A_file_that_is_no_classifier_is_a_matter_of_configuration_and_leaves_nothing()
    {
        string path = Write("notes.tflite", "soil on snow, and nothing else to be seen");

        (int code, _, string error) = await ImportAsync(path, "--out", _folder["new"]);

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains($"{path}: not a TFLite model", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["new"]));
    }

    /// <summary>The hobbyists' model, on photographs of house sparrows that a bird fills.</summary>
    [Theory]
    [InlineData("10392264536_04a4ae14ee_w.jpg", "185,75,149,166")]
    [InlineData("48841188953_ecc6e4c68c_w.jpg", "85,50,191,214")]
    [InlineData("49984410057_f8a4eb7dd4_w.jpg", null)]
    [InlineData("52089256535_d3b996ae78_w.jpg", "50,114,161,91")]
    public async Task Googles_birds_name_the_sparrow_and_are_explained_exactly(string photo, string? region)
    {
        string map = Path.Combine(Repository.Root, "config", "aiy-birds.map"), path = Path.Combine(Sparrows, photo);
        string[] place = region is null ? [] : ["--region", region];
        Assert.Equal(ExitCode.Success, (await ImportAsync(Birds, "--name", "birds", "--map", map, "--out", _folder.Path)).ExitCode);

        (_, string json, _) = await RunAsync(["classify", path, "--model", _folder["birds.onnx"], "--json", .. place]);
        JsonElement answer = JsonDocument.Parse(json).RootElement;
        Assert.Equal("accepted", answer.GetProperty("decision").GetString());
        Assert.Equal("sparrow", Assert.Single(answer.GetProperty("labels").EnumerateArray()).GetString());

        (int code, json, _) = await RunAsync(["explain", path, "--model", _folder["birds.onnx"], "--out", _folder["why"], "--json", .. place]);
        JsonElement explanation = Assert.Single(JsonDocument.Parse(json).RootElement.GetProperty("explanations").EnumerateArray());
        Assert.Equal(ExitCode.Success, code);
        Assert.Equal("sparrow", explanation.GetProperty("label").GetString());
        Assert.True(explanation.GetProperty("exact").GetBoolean());
        Assert.InRange(explanation.GetProperty("check").GetDouble(), 0, 0.01);
        Assert.Single(Directory.GetFiles(_folder["why"], "*.sparrow.npy"));
    }

    [Fact]
    public async Task Without_a_map_the_house_sparrow_is_called_by_its_name()
    {
        await ImportAsync(Birds, "--name", "birds", "--out", _folder.Path);
        (_, string words, _) = await RunAsync("classify", Path.Combine(Sparrows, "48841188953_ecc6e4c68c_w.jpg"), "--model", _folder["birds.onnx"]);

        Assert.Contains("accepted Passer domesticus (House Sparrow)", words, StringComparison.Ordinal);
        Assert.Equal(964, ModelCard.Read(_folder["birds.json"]).Labels.Length);
    }

    private static Task<(int ExitCode, string Output, string Error)> ImportAsync(params string[] words) => RunAsync(["model", "import", .. words]);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
