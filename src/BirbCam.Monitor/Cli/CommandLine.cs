using System.CommandLine;
using System.CommandLine.Parsing;
using BirbCam.Monitor.Capture;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Cli;

/// <summary>The command <c>birbcam</c>: the list of its commands, and the one place where an error becomes a line and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors is [ParseError first, ..])
        {
            await error.WriteLineAsync($"birbcam: {first.Message} (see 'birbcam --help')");
            return ExitCode.Usage;
        }

        var invocation = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (Exception mistake) when (ExitCodeOf(mistake) is int code)
        {
            await error.WriteLineAsync($"birbcam: {mistake.Message}");
            return code;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Success;
        }
    }

    private static RootCommand Root() => new("Watches a feeder: who visits, and why it thinks so.")
    {
        ModelCommand.Create(),
        SimulateCommand.Create(),
    };

    private static int? ExitCodeOf(Exception exception) => exception switch
    {
        UsageException or ImageFormatException or FileNotFoundException or DirectoryNotFoundException => ExitCode.Usage,
        ConfigurationException or ModelException => ExitCode.Configuration,
        CommandFailedException or CaptureException or IOException or UnauthorizedAccessException => ExitCode.Failure,
        _ => null,
    };
}
