using System.CommandLine;
using System.CommandLine.Parsing;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Monitor.Cli.Benches;
using BirbCam.Monitor.Cli.Explanations;
using BirbCam.Monitor.Cli.Imports;
using BirbCam.Monitor.Cli.Models;
using BirbCam.Monitor.Cli.Mqtt;
using BirbCam.Monitor.Cli.Replay;
using BirbCam.Monitor.Cli.Reviews;
using BirbCam.Monitor.Cli.Tokens;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Exports.Science;
using BirbCam.Monitor.Imports;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Cli;

/// <summary>The command <c>birbcam</c>: the list of its commands, and the one place where an error becomes a line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>
    /// Longer than <see cref="Composition"/> gives its loops to say goodbye, shorter than the unit's TimeoutStopSec. The library's own two seconds
    /// would end us, with exit code 143, in the middle of a farewell to a broker that hangs.
    /// </summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(15);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors is [ParseError first, ..])
        {
            string mistake = string.Join(' ', first.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            await error.WriteLineAsync($"birbcam: {mistake} (see 'birbcam --help')");
            return ExitCode.Usage;
        }

        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = LongestStop,
        };
        try
        {
            return await parsed.InvokeAsync(invocation);
        }
        catch (Exception failure) when (ExitCodeOf(failure) is int code)
        {
            await error.WriteLineAsync($"birbcam: {failure.Message.ReplaceLineEndings(" ")}");
            return code;
        }
        catch (OperationCanceledException)
        {
            // Interrupted, and so not done. A service that is stopped ends by itself.
            return ExitCode.Failure;
        }
        catch (Exception bug)
        {
            // Nobody else looks at it: all of it is shown, and systemd starts us again.
            await error.WriteLineAsync($"birbcam: this is a bug. {bug}");
            return ExitCode.Failure;
        }
    }

    private static RootCommand Root() => new("Watches a feeder: who visits, and why it thinks so.")
    {
        BenchCommand.Create(),
        CameraCommand.Create(),
        ClassifyCommand.Create(),
        DemoCommand.Create(),
        DoctorCommand.Create(),
        ExplainCommand.Create(),
        ImportCommand.Create(),
        ModelCommand.Create(),
        MqttCommand.Create(),
        ReplayCommand.Create(),
        ReviewCommand.Create(),
        RunCommand.Create(),
        SetupCommand.Create(),
        SimulateCommand.Create(),
        StatusCommand.Create(),
        TokenCommand.Create(),
    };

    private static int? ExitCodeOf(Exception exception) => exception switch
    {
        UsageException or ImageFormatException or RecordingException or TaxonNamesException or ImportException => ExitCode.Usage,
        ConfigurationException or ModelException or MqttOptionsException or WebListenException => ExitCode.Configuration,
        CommandFailedException or BrokerException or CaptureException or StoreException or UnauthorizedAccessException => ExitCode.Failure,

        // An assembly of ours that is missing is no input of theirs.
        IOException and not FileNotFoundException => ExitCode.Failure,
        _ => null,
    };
}
