using System.CommandLine;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Monitor.Configuration;
using BirbCam.Vision.Imaging;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace BirbCam.Monitor.Cli;

/// <summary><c>birbcam run</c>: the service.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        var command = new Command("run", "Watch a camera until stopped: what the systemd unit starts.") { config };
        command.SetAction(async (parsed, stop) =>
        {
            // The library asks an action to stop only once it has its task; before that a signal ends us with exit code 143.
            await Task.Yield();
            BirbCamOptions options = ConfigurationFile.Read(parsed.GetValue(config)!);
            using ILoggerFactory logs = LoggerFactory.Create(ConfigureLogging);
            await using var service = new Composition(options, TimeProvider.System, logs);
            try
            {
                await service.RunAsync(stop);
            }
            catch (Exception wrong) when (wrong is RecordingException or ImageFormatException)
            {
                // Only a recording ends like this; a camera that is away is waited for.
                throw new ConfigurationException($"Camera.Uri {options.Camera.Uri}: {wrong.Message}");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped while it was starting.
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static void ConfigureLogging(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        if (SystemdHelpers.IsSystemdService())
        {
            logging.AddSystemdConsole();
            return;
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss ";
            console.ColorBehavior = Console.IsOutputRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        });
    }
}
