using System.Diagnostics;
using System.Text.Json;
using BirbCam.Monitor.Cli;
using BirbCam.Onnx.Format;
using BirbCam.Tests;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Cli.Explanations;

/// <summary>The command as its users see it; the arrays that it writes against torch's in float64.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    /// <summary>Of the fixtures' page: last layers are off by 1e-4 of the largest element at most.</summary>
    private const float LastLayer = 1e-4f;

    private readonly TestFolder _folder = new();

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "models", "balcony.onnx");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("resnet34_fastai_slim", "layer4")]
    [InlineData("mobilenet_v3_small", "features_last")]
    [InlineData("squeezenet1_1", "features_last")]
    [InlineData("densenet_slim", "features")]
    [InlineData("convnext_slim", "features_last")]
    [InlineData("vit_tiny", "block2_out")]
    public async Task The_arrays_of_a_tensor_are_torchs(string fixture, string layer)
    {
        (int code, _, string error) = await ExplainAsync(fixture, "--class", "0", "--raw", _folder["raw"]);

        Assert.Equal((ExitCode.Success, ""), (code, error));
        AssertClose(Reference(fixture, $"{layer}.act"), Raw("activation"));
        AssertClose(Reference(fixture, $"{layer}.grad"), Raw("gradient"));
        AssertClose(Reference(fixture, $"{layer}.gradcam"), Raw("cam"));
        AssertClose(Reference(fixture, "logits"), Raw("logits"));
        Assert.Equal(Raw("activation").Shape, Raw("gradient").Shape);
    }

    [Theory]
    [InlineData("hirescam")]
    [InlineData("layercam")]
    [InlineData("xgradcam")]
    [InlineData("eigencam")]
    [InlineData("gradcampp")]
    public async Task Every_method_is_torchs(string method)
    {
        (int code, _, _) = await ExplainAsync("resnet34_fastai_slim", "--class", "0", "--method", method, "--raw", _folder["raw"]);

        Assert.Equal(ExitCode.Success, code);
        AssertClose(Reference("resnet34_fastai_slim", $"layer4.{method}"), Raw("cam"));
    }

    [Fact]
    public async Task A_layer_is_named_by_its_tensor_and_tokens_are_a_map()
    {
        await ExplainAsync(
            "vit_tiny", "--class", "0", "--layer", "/0/encoder/layers/encoder_layer_3/ln_1/LayerNormalization_output_0", "--raw", _folder["raw"]);

        AssertClose(Reference("vit_tiny", "last_ln1.grad"), Raw("gradient"));
        AssertClose(Reference("vit_tiny", "last_ln1.gradcam"), Raw("cam"));
    }

    [Fact]
    public async Task The_picture_itself_is_a_layer()
    {
        (int code, string json, _) = await ExplainAsync("mobilenet_v3_small", "--layer", "image", "--json", "--raw", _folder["raw"]);

        Assert.Equal(ExitCode.Success, code);
        Assert.Equal(Raw("activation").Values, Npy.Read(Input("mobilenet_v3_small")).Values);
        Assert.True(JsonDocument.Parse(json).RootElement.GetProperty("exact").GetBoolean());
    }

    /// <summary>The gradient of a difference is the difference of the gradients.</summary>
    [Fact]
    public async Task A_contrast_is_the_difference_of_two_classes()
    {
        await ExplainAsync("resnet34_fastai_slim", "--class", "1", "--vs", "3", "--raw", _folder["both"]);
        await ExplainAsync("resnet34_fastai_slim", "--class", "1", "--raw", _folder["one"]);
        await ExplainAsync("resnet34_fastai_slim", "--class", "3", "--raw", _folder["other"]);

        float[] one = Raw("gradient", "one").Values, other = Raw("gradient", "other").Values;
        AssertClose([.. one.Zip(other, (a, b) => a - b)], Raw("gradient", "both"));
    }

    /// <summary>No rule can differentiate rounding: the channels are tried one by one, the map says so, and there is no gradient to be had.</summary>
    [Fact]
    public async Task A_quantised_model_is_measured_and_says_so()
    {
        string folder = SharedData.Require(Path.Combine("fixtures", "gradcam", "tflite_tiny"));
        float[] picture = [.. Enumerable.Range(0, 3 * 32 * 32).Select(i => MathF.Sin(i * 0.37f))];
        File.WriteAllBytes(_folder["x.npy"], Npy.Encode(picture, 1, 3, 32, 32));

        (int code, string json, _) = await RunAsync(
            "explain", "--tensor", _folder["x.npy"], "--model", Path.Combine(folder, "expected_qdq.onnx"), "--raw", _folder["raw"], "--json");
        JsonElement answer = JsonDocument.Parse(json).RootElement;

        Assert.Equal(ExitCode.Success, code);
        Assert.False(answer.GetProperty("exact").GetBoolean());
        Assert.Contains("QuantizeLinear", answer.GetProperty("why_not_exact").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder["raw"], "gradient.npy")));
        Assert.Equal([8, 8], Raw("cam").Shape);
    }

    [Fact]
    public async Task A_finer_layer_is_drawn_by_another_method_and_Grad_CAM_is_warned_of()
    {
        (_, string json, string silent) = await ExplainAsync("resnet34_fastai_slim", "--layer", "finer", "--json");
        (_, _, string warned) = await ExplainAsync("resnet34_fastai_slim", "--layer", "finer", "--method", "gradcam");

        JsonElement answer = JsonDocument.Parse(json).RootElement;
        Assert.NotEqual("gradcam", answer.GetProperty("method").GetString());
        Assert.Equal([15, 20], answer.GetProperty("grid").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal("", silent);
        Assert.Contains("misleads", warned, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_leaves_a_bundle_and_one_line_of_json_says_the_same()
    {
        (int code, string json, _) = await RunAsync(
            "explain", Noise(), "--label", "magpie", "--label", "sparrow", "--region", "100,100,60,50", "--out", _folder["why"], "--raw", _folder["raw"], "--json");

        Assert.Equal(ExitCode.Success, code);
        Assert.Equal(
            ["noise.cam.jpg", "noise.jpg", "noise.magpie.npy", "noise.manifest.json", "noise.sparrow.cam.jpg", "noise.sparrow.npy"],
            Directory.GetFiles(_folder["why"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        JsonElement answer = JsonDocument.Parse(json).RootElement;
        Assert.Equal(["magpie", "sparrow"], answer.GetProperty("explanations").EnumerateArray().Select(part => part.GetProperty("label").GetString()));
        Assert.Equal(Raw("cam").Values, Npy.Read(Path.Combine(_folder["why"], "noise.magpie.npy")).Values);
    }

    [Fact]
    public async Task Two_labels_are_held_against_each_other()
    {
        (int code, string output, _) = await RunAsync("explain", Noise(), "--label", "magpie", "--vs", "sparrow", "--out", _folder["why"]);

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("for *magpie* and against *sparrow*", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder["why"], "noise.magpie-not-sparrow.npy")));
    }

    [Fact]
    public async Task What_speaks_against_a_label_is_the_same_map_turned_round()
    {
        await RunAsync("explain", Noise(), "--label", "magpie", "--out", _folder["for"]);
        (_, string output, _) = await RunAsync("explain", Noise(), "--label", "magpie", "--counter", "--out", _folder["against"]);
        (int code, _, string error) = await RunAsync("explain", Noise(), "--counter", "--method", "eigencam", "--out", _folder["none"]);

        Assert.Contains("what speaks against *magpie*", output, StringComparison.Ordinal);
        Assert.Equal(
            Npy.Read(Path.Combine(_folder["for"], "noise.magpie.npy")).Values.Select(value => -value),
            Npy.Read(Path.Combine(_folder["against"], "noise.against-magpie.npy")).Values);
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--counter", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_why_not_is_told_so()
    {
        (_, string output, _) = await RunAsync("explain", Noise(), "--label", "sparrow", "--label", "magpie", "--out", _folder["why"]);

        Assert.Contains("Not called *", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_called_the_nearest_label_is_not_said_to_be()
    {
        byte[] grey = new byte[320 * 240 * 3];
        Array.Fill(grey, (byte)90);
        File.WriteAllBytes(_folder["grey.jpg"], JpegEncoder.Encode(grey, 320, 240, 90));
        (_, string output, _) = await RunAsync("explain", _folder["grey.jpg"], "--out", _folder["grey"]);
        JsonElement sealedWith = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder["grey"], "grey.manifest.json"))).RootElement;

        Assert.Equal("none", sealedWith.GetProperty("decision").GetString());
        Assert.Contains(": Not called *", output, StringComparison.Ordinal);
        Assert.Equal(["chickadee", "magpie", "sparrow", "squirrel"], sealedWith.GetProperty("thresholds").EnumerateObject().Select(limit => limit.Name));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "explain", "pipe")]
    [InlineData(ExitCode.Usage, "explain", "--tensor", "pipe")]
    [InlineData(ExitCode.Usage, "model", "import", "any.tflite", "--labels", "pipe")]
    [InlineData(ExitCode.Configuration, "model", "import", "pipe")]
    [InlineData(ExitCode.Configuration, "model", "inspect", "pipe")]
    [InlineData(ExitCode.Configuration, "model", "validate", "pipe")]
    public async Task A_pipe_is_refused_and_not_waited_for(int expected, params string[] words)
    {
        using (Process make = Process.Start("mkfifo", [_folder["pipe"]]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (words.Contains("any.tflite"))
            words[2] = SharedData.Require(Path.Combine("fixtures", "gradcam", "tflite_tiny", "model.tflite"));
        (int code, _, string error) = await RunAsync([.. words.Select(word => word == "pipe" ? _folder["pipe"] : word)]);

        Assert.Equal(expected, code);
        Assert.Contains("no plain file", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_overlay_has_the_size_of_the_picture()
    {
        await RunAsync("explain", Noise(), "--label", "magpie", "--overlay", "--positive", "--out", _folder["why"]);

        Assert.Equal((320, 240), JpegDecoder.ReadSize(File.ReadAllBytes(Path.Combine(_folder["why"], "noise.cam.jpg"))));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "has the classes 0 to 3", "--class", "4")]
    [InlineData(ExitCode.Usage, "has the classes 0 to 3", "--vs", "9")]
    [InlineData(ExitCode.Usage, "is no class", "--vs", "sparrow")]
    [InlineData(ExitCode.Usage, "is the class itself", "--class", "1", "--vs", "1")]
    [InlineData(ExitCode.Usage, "--raw", "--raw", "a", "--raw", "b")]
    [InlineData(ExitCode.Usage, "--tensor", "--tensor", "b.npy")]
    [InlineData(ExitCode.Usage, "gradcam, hirescam", "--method", "guesscam")]
    [InlineData(ExitCode.Usage, "are about pictures", "--label", "sparrow")]
    [InlineData(ExitCode.Usage, "are about drawings", "--counter")]
    [InlineData(ExitCode.Usage, "are about drawings", "--overlay")]
    [InlineData(ExitCode.Configuration, "no tensor 'layer9'", "--layer", "layer9")]
    [InlineData(ExitCode.Configuration, "is no map of the picture", "--layer", "logits")]
    public async Task What_a_tensor_cannot_be_asked_is_said_in_one_line(int expected, string reason, params string[] options)
    {
        string input = _folder["x.npy"];
        File.WriteAllBytes(input, Npy.Encode(new float[3 * 192 * 256], 1, 3, 192, 256));
        (int code, string output, string error) = await RunAsync(["explain", "--tensor", input, "--model", Shipped, .. options]);

        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task What_is_no_number_is_null_in_json()
    {
        float[] values = new float[3 * 192 * 256];
        Array.Fill(values, float.NaN);
        File.WriteAllBytes(_folder["x.npy"], Npy.Encode(values, 1, 3, 192, 256));
        (int code, string json, string error) = await RunAsync("explain", "--tensor", _folder["x.npy"], "--model", Shipped, "--json");

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("no finite number", error, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(json).RootElement.GetProperty("logit").ValueKind);
    }

    [Fact]
    public async Task A_tensor_of_another_size_is_refused_with_the_size_it_should_have()
    {
        File.WriteAllBytes(_folder["x.npy"], Npy.Encode(new float[12], 1, 3, 2, 2));
        (int code, _, string error) = await RunAsync("explain", "--tensor", _folder["x.npy"], "--model", Shipped);

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains("[1, 3, 192, 256], which does not fit [1, 3, 2, 2]", error, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> ExplainAsync(string fixture, params string[] options)
        => RunAsync([
            "explain", "--tensor", Input(fixture), "--model", SharedData.Require(Path.Combine("fixtures", "gradcam", fixture, "model.onnx")), .. options]);

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static string Input(string fixture) => SharedData.Require(Path.Combine("fixtures", "gradcam", fixture, "input.npy"));

    private static float[] Reference(string fixture, string array) => Npy.Read(SharedData.Require(Path.Combine("fixtures", "gradcam", fixture, $"{array}.npy"))).Values;

    private Npy Raw(string array, string folder = "raw") => Npy.Read(Path.Combine(_folder[folder], $"{array}.npy"));

    /// <summary>The reference may hold further classes behind the first.</summary>
    private static void AssertClose(float[] reference, Npy found)
    {
        ReadOnlySpan<float> expected = reference.AsSpan(0, found.Values.Length);
        float largest = 0, worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            worst = Math.Max(worst, Math.Abs(expected[i] - found.Values[i]));
        }

        Assert.InRange(worst / largest, 0, LastLayer);
    }

    private string Noise()
    {
        byte[] bgr = new byte[320 * 240 * 3];
        new Random(5).NextBytes(bgr);
        File.WriteAllBytes(_folder["noise.jpg"], JpegEncoder.Encode(bgr, 320, 240, 90));
        return _folder["noise.jpg"];
    }
}
