using System.Globalization;
using System.Text;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Publishing.Payloads;

namespace BirbCam.Monitor.Publishing;

/// <summary>What somebody asks a node to do.</summary>
internal abstract record NodeCommand
{
    /// <summary>Closer to 0 everything would be named, closer to 1 nothing.</summary>
    public const double LeastThreshold = 0.01, MostThreshold = 0.99;

    /// <summary>But for reviews payloads are words and numbers; what is longer is none.</summary>
    private const int LongestPayload = 64;

    /// <summary>Reads what arrived on one of <see cref="TopicsOf"/>.</summary>
    /// <param name="labels">Of the model.</param>
    /// <returns>The command, or in words what is wrong with it.</returns>
    public static (NodeCommand? Command, string? Fault) Read(WireMessage message, MqttTopics topics, IReadOnlyList<string> labels)
    {
        if (message.Topic == topics.ReviewWish)
        {
            return ReviewWish.TryRead(message.Payload.Span) is ReviewWish wish
                ? (new ReviewDetection(wish.Id, wish.Labels), null)
                : (null, """{"id":"…","labels":["sparrow"]} is wanted, with the id of a detection""");
        }

        string payload = message.Payload.Length <= LongestPayload ? Encoding.UTF8.GetString(message.Payload.Span) : "";
        if (message.Topic == MqttTopics.SetterOf(topics.Enabled))
            return payload is "ON" or "OFF" ? (new Enable(payload == "ON"), null) : (null, "ON or OFF is wanted");
        if (message.Topic == topics.Recalibrate || message.Topic == topics.TakeSnapshot)
        {
            if (payload != "PRESS")
                return (null, "PRESS is wanted");
            return (message.Topic == topics.Recalibrate ? new Recalibrate() : new TakeSnapshot(), null);
        }

        if (labels.FirstOrDefault(label => message.Topic == MqttTopics.SetterOf(topics.Threshold(label))) is not string named)
            return (null, "there is no such command");
        return double.TryParse(payload, NumberStyles.Float, CultureInfo.InvariantCulture, out double threshold) && threshold is >= LeastThreshold and <= MostThreshold
            ? (new SetThreshold(named, threshold), null)
            : (null, string.Create(CultureInfo.InvariantCulture, $"a number from {LeastThreshold} to {MostThreshold} is wanted"));
    }

    /// <summary>Filters for all commands.</summary>
    public static IEnumerable<string> TopicsOf(MqttTopics topics)
        => [MqttTopics.SetterOf(topics.Enabled), MqttTopics.SetterOf(topics.Threshold("+")), topics.Recalibrate, topics.TakeSnapshot, topics.ReviewWish];
}

/// <summary>To watch, or to close the camera until further notice.</summary>
internal sealed record Enable(bool IsEnabled) : NodeCommand;

/// <summary>From which probability on a label is accepted.</summary>
/// <param name="Threshold">Null for the card's.</param>
internal sealed record SetThreshold(string Label, double? Threshold) : NodeCommand;

/// <summary>To learn the scene anew.</summary>
internal sealed record Recalibrate : NodeCommand;

/// <summary>To publish the picture of now.</summary>
internal sealed record TakeSnapshot : NodeCommand;

/// <summary>To take a person's word on a detection.</summary>
/// <param name="Labels">Who is there, as somebody wrote it; empty for nobody.</param>
internal sealed record ReviewDetection(Guid Id, IReadOnlyList<string> Labels) : NodeCommand;
