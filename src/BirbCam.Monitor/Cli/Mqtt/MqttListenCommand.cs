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
            await using IAsyncEnumerator<WireMessage> heard = listener.HearAsync(stop).GetAsyncEnumerator(stop);
            Task<bool> next = heard.MoveNextAsync().AsTask();

            // An access list that keeps us from reading is no error in MQTT: nothing comes.
            if (await Task.WhenAny(next, Task.Delay(MqttCommand.Quiet, TimeProvider.System, stop)) != next && !stop.IsCancellationRequested)
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"{broker.Host}:{broker.Port} shows us nothing of {topics.Node}: check that it publishes there, and that the broker's access list lets {broker.User ?? "everybody"} read {topics.Everything}");

            for (; await next; next = heard.MoveNextAsync().AsTask())
            {
                WireMessage message = heard.Current;
                await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                    ? HeardMessage.ToJson(message)
                    : $"{TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {HeardMessage.ToLine(message, topics)}");
            }

            return ExitCode.Success;
        });
        return command;
    }
}
