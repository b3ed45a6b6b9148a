using System.CommandLine;
using System.Globalization;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;

namespace BirbCam.Monitor.Cli.Mqtt;

/// <summary><c>birbcam mqtt listen</c>: everything that the node publishes, as it comes.</summary>
internal static class MqttListenCommand
{
    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("listen", "Print what this node publishes, first what the broker keeps of it, until Ctrl-C.") { config, json };
        command.SetAction(async (parsed, stop) =>
        {
            (MqttOptions broker, MqttTopics topics) = MqttCommand.Target(parsed.GetValue(config)!);
            await using NodeListener listener = await NodeListener.OpenAsync(broker, topics, stop);
            await foreach (WireMessage message in listener.HearAsync(stop))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                    ? HeardMessage.ToJson(message)
                    : $"{TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {HeardMessage.ToLine(message, topics)}");
            }

            return ExitCode.Success;
        });
        return command;
    }
}
