using BirbCam.Monitor.Tests.House;

namespace BirbCam.Monitor.Tests.Cli.Explanations;

/// <summary>Whole networks against PyTorch, where there is one. <c>tests/torch/compare.py</c> says what is compared, and how sharply.</summary>
public sealed class TorchTests
{
    [Theory]
    [InlineData("resnet34_fastai")]
    [InlineData("mobilenet_v2")]
    [InlineData("mobilenet_v3_small")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("efficientnet_b0")]
    [InlineData("squeezenet1_1")]
    [InlineData("regnet_y_400mf")]
    [InlineData("convnext_tiny")]
    [InlineData("tokens")]
    public async Task What_the_program_writes_about_a_network_that_it_has_never_seen_is_what_torch_computes(string family)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BIRBCAM_LONG") == "1", "takes minutes: run with BIRBCAM_LONG=1, or tests/run --long");
        await TorchPython.RequireAsync();

        (int exitCode, string table, string complaints) = await TorchPython.RunAsync([Path.Combine(Repository.Root, "tests/torch/compare.py"), family, "--", .. BirbcamProcess.Command]);

        Assert.True(exitCode == 0, table + complaints);
        Assert.Contains(family, table, StringComparison.Ordinal);
    }
}
