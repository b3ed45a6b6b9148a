using BirbCam.Monitor.Publishing.Brokers;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Publishing;

/// <summary>What others say to a node: that Home Assistant has started, and commands. Messages arrive on threads of the library.</summary>
internal sealed partial class CommandInbox(MqttOptions options, MqttTopics topics, IReadOnlyList<string> labels, TimeProvider time, ILogger logger)
{
    /// <summary>Somebody who sends nonsense all night fills no log: between two complaints the others are only counted.</summary>
    private static readonly TimeSpan BetweenComplaints = TimeSpan.FromMinutes(1);

    private static readonly byte[] Online = "online"u8.ToArray();

    private readonly Lock _complaining = new();
    private long _complainedAt;
    private int _unsaid;

    /// <summary>None is taken where <see cref="MqttOptions.Commands"/> says so.</summary>
    public event Action<NodeCommand>? Commanded;

    public event Action? HomeAssistantStarted;

    /// <exception cref="BrokerException">The connection is lost.</exception>
    public async Task ListenAsync(BrokerConnection broker, CancellationToken stop)
    {
        IEnumerable<string> homeAssistant = options.HomeAssistant ? [MqttTopics.HomeAssistantStatus] : [];
        foreach (string filter in options.Commands ? homeAssistant.Concat(NodeCommand.TopicsOf(topics)) : homeAssistant)
        {
            if (!await broker.TrySubscribeAsync(filter, stop))
                LogDeaf(filter);
        }
    }

    public void Take(WireMessage message)
    {
        // What was kept was said some time ago: by Home Assistant when it started, or by somebody who did not mean the start of this program.
        if (message.Retained)
            return;

        if (message.Topic != MqttTopics.HomeAssistantStatus)
            Read(message);
        else if (message.Payload.Span.SequenceEqual(Online))
            HomeAssistantStarted?.Invoke();
    }

    private void Read(WireMessage message)
    {
        (NodeCommand? command, string? fault) = NodeCommand.Read(message, topics, labels);
        if (command is not null)
            Commanded?.Invoke(command);
        else
            Complain(message.Topic, fault!);
    }

    private void Complain(string topic, string fault)
    {
        lock (_complaining)
        {
            if (_complainedAt != 0 && time.GetElapsedTime(_complainedAt) < BetweenComplaints)
            {
                _unsaid++;
                return;
            }

            LogNotUnderstood(topic, fault, _unsaid);
            (_complainedAt, _unsaid) = (time.GetTimestamp(), 0);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker does not let us listen to {Topic}: check its access list")]
    private partial void LogDeaf(string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not understood on {Topic}: {Fault} ({Others} others since the last such line)")]
    private partial void LogNotUnderstood(string topic, string fault, int others);
}
