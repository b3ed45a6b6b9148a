using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Tests.Cli.Models;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fly")]
    [InlineData("demo", "--duration", "soon")]
    [InlineData("demo", "--duration", "-5s")]
    [InlineData("demo", "--duration", "60d")]
    [InlineData("demo", "--seed", "-1")]
    [InlineData("classify")]
    [InlineData("classify", "a.jpg", "--region", "1,2,3")]
    [InlineData("classify", "a.jpg", "--region", "1,2,0,5")]
    [InlineData("classify", "/nowhere/a.jpg")]
    [InlineData("explain", "/nowhere/a.jpg")]
    [InlineData("explain", "a.jpg", "--label", "dodo")]
    [InlineData("explain", "a/1.jpg", "b/1.jpg")]
    [InlineData("explain", "a.jpg", "--out", "")]
    [InlineData("model", "inspect", "/nowhere/model.onnx")]
    [InlineData("simulate", "--out", "x", "--count", "many")]
    [InlineData("camera", "fly")]
    [InlineData("doctor", "--probe", "kernel32")]
    public async Task Wrong_words_are_one_line_and_exit_code_2(params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, code);
        Assert.StartsWith("birbcam: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Empty(output);
    }

    [Fact]
    public async Task Every_command_explains_itself()
    {
        (_, string help, _) = await RunAsync("--help");

        foreach (string command in new[] { "bench", "camera", "classify", "demo", "doctor", "explain", "model", "replay", "run", "simulate" })
        {
            Assert.Contains(command, help, StringComparison.Ordinal);
            (int code, string own, _) = await RunAsync(command, "--help");
            Assert.Equal(ExitCode.Success, code);
            Assert.Contains("Usage:", own, StringComparison.Ordinal);
        }
    }

    /// <summary>Whoever types what the help shows must not be refused.</summary>
    [Theory]
    [InlineData("explain")]
    [InlineData("bench", "explain")]
    public async Task The_help_names_methods_by_the_words_that_are_taken(params string[] command)
    {
        (_, string help, _) = await RunAsync([.. command, "--help"]);

        Assert.Contains("gradcam|hirescam", help, StringComparison.Ordinal);
        Assert.DoesNotContain("GradCam", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_does_not_start_with_a_method_that_its_model_does_not_allow()
    {
        string model = QuantisedModel.In(_folder);
        File.WriteAllText(_folder["birbcam.json"], $$"""
            { "Model": { "Path": "{{model}}" }, "Store": { "Directory": "{{_folder["state"]}}" }, "Explain": { "Method": "layercam" } }
            """);
        (int code, _, string error) = await RunAsync("run", "--config", _folder["birbcam.json"]);

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains("Explain.Method", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("classify")]
    [InlineData("explain")]
    public async Task A_file_that_is_no_picture_is_named(string command)
    {
        string path = _folder["not-a-picture.jpg"];
        File.WriteAllText(path, "soil on snow");

        (int code, _, string error) = await RunAsync(command, path);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(path, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_beside_the_picture_is_refused()
    {
        (int code, _, string error) = await RunAsync("classify", WriteGrey(), "--region", "600,400,100,100");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("640 × 480", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_is_classified_for_people_and_for_programs()
    {
        string picture = WriteGrey();
        (int code, string words, _) = await RunAsync("classify", picture);
        (_, string json, _) = await RunAsync("classify", picture, "--json", "--region", "100,100,50,50");

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("squirrel", words, StringComparison.Ordinal);
        var answer = System.Text.Json.JsonDocument.Parse(json).RootElement;
        Assert.Equal(picture, answer.GetProperty("path").GetString());
        Assert.Equal(4, answer.GetProperty("scores").EnumerateObject().Count());
    }

    [Fact]
    public async Task An_explanation_is_drawn_whole_and_told_in_words()
    {
        (int code, string output, _) = await RunAsync("explain", WriteGrey(), "--label", "magpie", "--out", _folder["why"], "--region", "100,100,50,50");

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("Not called *magpie* (", output, StringComparison.Ordinal);
        byte[] drawing = File.ReadAllBytes(Path.Combine(_folder["why"], "grey.cam.jpg"));
        (int width, int height) = JpegDecoder.ReadSize(drawing);
        Assert.True(width > 2 * height);
    }

    [Fact]
    public async Task A_model_shows_what_it_takes_and_which_layers_can_be_explained()
    {
        (int code, string output, _) = await RunAsync("model", "inspect", Path.Combine(AppContext.BaseDirectory, "models", "balcony.onnx"));

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("explained", output, StringComparison.Ordinal);
        Assert.Contains("the known answer comes out", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_model_is_named_and_is_a_matter_of_configuration()
    {
        string path = _folder["damaged.onnx"];
        File.WriteAllBytes(path, [8, 7, 255, 255, 255, 255, 255]);

        (int code, _, string error) = await RunAsync("model", "inspect", path);

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains(path, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_whose_labels_do_not_fit_its_card_is_refused()
    {
        string models = Path.Combine(AppContext.BaseDirectory, "models");
        File.Copy(Path.Combine(models, "balcony.onnx"), _folder["model.onnx"]);
        File.WriteAllText(_folder["model.json"], File.ReadAllText(Path.Combine(models, "balcony.json"))
            .Replace("\"labels\": [", "\"labels\": [ \"dodo\",", StringComparison.Ordinal)
            .Replace("\"thresholds\": {", "\"thresholds\": { \"dodo\": 0.5,", StringComparison.Ordinal));

        (int code, _, string error) = await RunAsync("classify", WriteGrey(), "--model", _folder["model.onnx"]);

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains("5 labels and the model 4 classes", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_not_the_one_on_the_card_is_refused()
    {
        string models = Path.Combine(AppContext.BaseDirectory, "models");
        File.WriteAllBytes(_folder["model.onnx"], [.. File.ReadAllBytes(Path.Combine(models, "balcony.onnx")), 0]);
        File.Copy(Path.Combine(models, "balcony.json"), _folder["model.json"]);

        (int code, _, string error) = await RunAsync("classify", WriteGrey(), "--model", _folder["model.onnx"]);

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains("SHA-256", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private string WriteGrey()
    {
        string path = _folder["grey.jpg"];
        byte[] grey = new byte[640 * 480 * 3];
        Array.Fill(grey, (byte)128);
        File.WriteAllBytes(path, JpegEncoder.Encode(grey, 640, 480, 90));
        return path;
    }
}
