using System.Text.Json;
using BirbCam.Monitor.Cli;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Cli;

public sealed class SimulateCommandTests
{
    private static readonly string[] Small = ["--count", "9", "--per-scene", "3", "--width", "160", "--height", "120"];

    [Fact]
    public async Task Pictures_come_with_one_line_of_truth_each()
    {
        using var folder = new TestFolder();

        (int code, string error) = await RunAsync(["simulate", "--out", folder["set"], "--empty", "0", .. Small]);

        Assert.Equal((ExitCode.Success, ""), (code, error));
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(folder["set"], "truth.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(9, lines.Length);
        foreach (string line in lines)
        {
            JsonElement truth = JsonDocument.Parse(line).RootElement;
            using Frame frame = Picture.Read(Path.Combine(folder["set"], truth.GetProperty("file").GetString()!), DateTimeOffset.UnixEpoch);
            Assert.Equal((160, 120), (frame.Width, frame.Height));
            Assert.NotEmpty(truth.GetProperty("visitors").EnumerateArray());
        }
    }

    [Fact]
    public async Task The_same_seed_draws_the_same_set()
    {
        using var folder = new TestFolder();

        await RunAsync(["simulate", "--out", folder["one"], .. Small]);
        await RunAsync(["simulate", "--out", folder["other"], .. Small]);

        Assert.All(Directory.GetFiles(folder["one"]), file =>
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder["other"], Path.GetFileName(file)))));
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--count", "many")]
    [InlineData("--width", "10")]
    [InlineData("--empty", "101")]
    [InlineData("--format", "gif")]
    [InlineData("--sed", "1")]
    public async Task A_wrong_word_is_one_line_and_nothing_is_written(string option, string value)
    {
        using var folder = new TestFolder();

        (int code, string error) = await RunAsync(["simulate", "--out", folder["set"], option, value]);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(folder["set"]));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_one_line()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["file"], "", TestContext.Current.CancellationToken);

        (int code, string error) = await RunAsync(["simulate", "--out", folder["file"], .. Small]);

        Assert.Equal(ExitCode.Failure, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<(int Code, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await CommandLine.RunAsync(arguments, output, error), error.ToString());
    }
}
