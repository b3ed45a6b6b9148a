using System.CommandLine;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;

namespace BirbCam.Monitor.Cli.Mqtt;

/// <summary><c>birbcam mqtt clean</c>: takes a node that is no more off the broker, and out of Home Assistant.</summary>
internal static class MqttCleanCommand
{
    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        var command = new Command("clean", "Make the broker forget this node: its retained topics and its announcement to Home Assistant.") { config };
        command.SetAction(async (parsed, stop) =>
        {
            (MqttOptions broker, MqttTopics topics) = MqttCommand.Target(parsed.GetValue(config)!);
            await using NodeListener listener = await NodeListener.OpenAsync(broker, topics, stop);
            IReadOnlyList<WireMessage> retained = await MqttCommand.RetainedAsync(listener, stop);
            if (retained.Any(message => message.Topic == topics.Availability && message.Payload.Span.SequenceEqual("online"u8)))
                throw new CommandFailedException($"{topics.Node} is online, and would publish all of it again: stop it first (sudo systemctl stop birbcam)");

            // Home Assistant forgets the device first, so that it does not complain about its topics.
            foreach (WireMessage message in retained.OrderBy(message => message.Topic != topics.Announcement))
            {
                if (!await listener.TryForgetAsync(message.Topic, stop))
                    throw new CommandFailedException($"the broker does not let us publish to {message.Topic}: check its access list");
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                retained.Count == 0 ? $"{broker.Host}:{broker.Port} keeps nothing of {topics.Node}" : $"{broker.Host}:{broker.Port} has forgotten {retained.Count} topics of {topics.Node}");
            return ExitCode.Success;
        });
        return command;
    }
}
