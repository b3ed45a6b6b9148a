using System.Globalization;
using BirbCam.Monitor.Tests.House;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Tests.Cli.Models;

/// <summary><c>models/training/export_fastai.py</c> on files as fastai writes them, where there is PyTorch; <c>tests/torch/fastai_learner.py</c> says how they are made without fastai.</summary>
public sealed class FastaiExportTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Learner => _folder["learner.pkl"];

    private string Model => _folder["garden.onnx"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_fastai_wrote_becomes_a_model_with_a_card_that_gives_the_same_answers()
    {
        string answers = await WriteLearnerAsync();

        (int exitCode, _, string errors) = await ExportAsync();

        Assert.True(exitCode == 0, errors);
        var card = ModelCard.Read(ModelCard.PathBeside(Model));
        Assert.Equal(["chickadee", "magpie", "sparrow", "squirrel"], card.Labels);
        Assert.Equal((96, 64, 0.485, 0.225), (card.Input.Width, card.Input.Height, card.Input.Mean[0], card.Input.Std[2]));
        Assert.Equal(ModelActivation.Sigmoid, card.Activation);
        double[] expected = [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(answer => double.Parse(answer, CultureInfo.InvariantCulture))];
        Assert.Equal(4, expected.Length);
        Assert.All(expected.Zip(card.Golden!.Logits), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        (int validated, IReadOnlyList<string> output, _) = await BirbcamProcess.RunAsync("model", "validate", Model);
        Assert.Equal(0, validated);
        Assert.Contains(output, line => line.Contains("the known answer comes out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_class_that_means_nothing_is_not_published()
    {
        await WriteLearnerAsync();

        (int exitCode, _, string errors) = await ExportAsync("--labels", "none,tit,magpie,fox");

        Assert.True(exitCode == 0, errors);
        Assert.Equal([null, "tit", "magpie", "fox"], ModelCard.Read(ModelCard.PathBeside(Model)).LabelsOfClasses(4));
        Assert.Equal(0, (await BirbcamProcess.RunAsync("model", "validate", Model)).ExitCode);
    }

    [Fact]
    public async Task A_command_in_the_file_is_not_run()
    {
        await WriteLearnerAsync("--harmful");

        (int exitCode, _, string errors) = await ExportAsync();

        Assert.True(exitCode == 0, errors);
        Assert.False(File.Exists(Learner + ".harmed"));
    }

    [Theory]
    [InlineData("--unknown", "model.1.0 is a fastai.layers.PooledAttention")]
    [InlineData("--bare", "name the labels with --labels")]
    [InlineData("--no-numbers", "no std of 0")]
    [InlineData("--worded", "holds something else than fastai writes")]
    [InlineData("--rigid", "the network cannot look at a picture of 20x40", "--size", "20x40")]
    [InlineData("--rigid", "--size takes 16 to 2048 pixels a side", "--size", "9000x40")]
    [InlineData("--bare", "say with --activation", "--labels", "a,b,c,d", "--size", "96x64")]
    public async Task What_cannot_be_exported_is_one_line_that_says_why(string learner, string complaint, params string[] options)
    {
        await WriteLearnerAsync(learner);

        (int exitCode, _, string errors) = await ExportAsync(options);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(complaint, Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.False(File.Exists(Model));
    }

    [Fact]
    public async Task A_file_that_is_cut_is_one_line()
    {
        await WriteLearnerAsync();
        await using (FileStream learner = File.OpenWrite(Learner))
            learner.SetLength(learner.Length / 2);

        (int exitCode, _, string errors) = await ExportAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("is not what learn.export() writes", Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    /// <returns>What the network answers to the ramp, a line each.</returns>
    private async Task<string> WriteLearnerAsync(params string[] options)
    {
        await TorchPython.RequireAsync();
        (int exitCode, string answers, string errors) = await TorchPython.RunAsync([Path.Combine(Repository.Root, "tests/torch/fastai_learner.py"), Learner, .. options]);
        Assert.True(exitCode == 0, errors);
        return answers;
    }

    private Task<(int ExitCode, string Output, string Errors)> ExportAsync(params string[] options)
        => TorchPython.RunAsync([Path.Combine(Repository.Root, "models/training/export_fastai.py"), Learner, Model, .. options]);
}
