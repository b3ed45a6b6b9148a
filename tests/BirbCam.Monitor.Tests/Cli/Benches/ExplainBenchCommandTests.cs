using System.Text.Json;
using BirbCam.Monitor.Bench;
using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Tests.Cli.Models;

namespace BirbCam.Monitor.Tests.Cli.Benches;

public sealed class ExplainBenchCommandTests
{
    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "models", "balcony.onnx");

    [Fact]
    public async Task Without_times_two_runs_say_the_same()
    {
        string[] arguments = ["bench", "explain", Model, "--scenes", "4", "--seed", "3", "--no-timing"];

        (int code, string output, string error) = await RunAsync(arguments);

        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Equal(output, (await RunAsync(arguments)).Output);
        Assert.DoesNotContain(" ms", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_told_at_the_end_what_the_figures_are_not()
    {
        (_, string output, _) = await RunAsync(["bench", "explain", Model, "--scenes", "1", "--method", "gradcam"]);

        string[] lines = output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ExplainReportText.Caution, lines[^1]);
        Assert.Contains(lines, line => line.StartsWith("  forward ", StringComparison.Ordinal) && line.Contains("gradient and map", StringComparison.Ordinal));
    }

    /// <summary>The shipped model knows what it sees on drawn scenes, so its own maps must beat those that know nothing.</summary>
    [Fact]
    public async Task Maps_of_the_shipped_model_are_better_than_maps_that_know_nothing()
    {
        (_, string output, _) = await RunAsync(["bench", "explain", Model, "--scenes", "12", "--method", "gradcam", "--no-timing", "--json"]);

        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(JsonValueKind.Null, report.GetProperty("forward_ms").ValueKind);
        Assert.Equal(ExplainReportText.Caution, report.GetProperty("caution").GetString());
        JsonElement frame = report.GetProperty("views")[0];
        Assert.Equal("frame", frame.GetProperty("view").GetString());
        Assert.InRange(frame.GetProperty("scenes").GetInt32(), 6, 12);
        JsonElement[] maps = [.. frame.GetProperty("maps").EnumerateArray()];
        Assert.Equal(["gradcam", "centre", "random"], maps.Select(map => map.GetProperty("map").GetString()));
        Assert.True(Of(maps[0], "lift") > 2 * Of(maps[1], "lift"));
        Assert.True(Of(maps[0], "insertion") > Of(maps[2], "insertion"));
        Assert.True(Of(maps[0], "deletion") < Of(maps[2], "deletion"));

        static double Of(JsonElement map, string figure) => map.GetProperty(figure).GetDouble();
    }

    [Fact]
    public async Task A_gradient_that_is_an_estimate_is_called_one()
    {
        using var folder = new TestFolder();
        (_, string output, _) = await RunAsync(["bench", "explain", QuantisedModel.In(folder), "--scenes", "1", "--no-timing"]);

        Assert.Contains("not exact: no gradient rule", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--method", "guesscam", "'guesscam' is no method")]
    [InlineData("--scenes", "0", "--scenes 0")]
    [InlineData("--seed", "-1", "--seed")]
    public async Task A_wrong_word_is_one_line(string option, string value, string complaint)
    {
        (int code, string output, string error) = await RunAsync(["bench", "explain", Model, option, value]);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        AssertOneLine(error, complaint);
    }

    [Fact]
    public async Task A_layer_that_the_model_does_not_have_is_one_line()
    {
        (int code, _, string error) = await RunAsync(["bench", "explain", Model, "--layer", "conv_99"]);

        Assert.Equal(ExitCode.Configuration, code);
        AssertOneLine(error, "conv_99");
    }

    [Fact]
    public async Task A_missing_model_or_a_missing_card_is_one_line()
    {
        using var folder = new TestFolder();
        File.Copy(Model, folder["bare.onnx"]);

        (int missing, _, string missingError) = await RunAsync(["bench", "explain", folder["nobody.onnx"]]);
        (int bare, _, string bareError) = await RunAsync(["bench", "explain", folder["bare.onnx"]]);

        Assert.Equal((ExitCode.Configuration, ExitCode.Configuration), (missing, bare));
        AssertOneLine(missingError, "nobody.onnx does not exist");
        AssertOneLine(bareError, "bare.json is missing");
    }

    private static void AssertOneLine(string error, string complaint)
    {
        Assert.Contains(complaint, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await CommandLine.RunAsync(arguments, output, error), output.ToString(), error.ToString());
    }
}
