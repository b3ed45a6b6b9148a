using System.Diagnostics;

namespace BirbCam.Monitor.Tests.Cli;

/// <summary>Debian's Python, which may have PyTorch.</summary>
internal static class TorchPython
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Skips the test where there is none.</summary>
    public static async Task RequireAsync()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not installed");
        (int imported, _, _) = await RunAsync("-c", "import numpy, onnx, torch, torchvision");
        Assert.SkipUnless(imported == 0, "python3-torch, python3-torchvision or python3-onnx is not installed");
    }

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using Process python = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = python.StandardOutput.ReadToEndAsync(stop), errors = python.StandardError.ReadToEndAsync(stop);
        await python.WaitForExitAsync(stop);
        return (python.ExitCode, await output, await errors);
    }
}
