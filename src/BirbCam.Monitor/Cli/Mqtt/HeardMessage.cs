using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;

namespace BirbCam.Monitor.Cli.Mqtt;

/// <summary>A message from a broker in words. Anybody may have published it: it is shown, and trusted with nothing.</summary>
internal static class HeardMessage
{
    /// <summary>Characters of a payload that a line shows.</summary>
    private const int MostShown = 160;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>For a person: the topic below the node, and what matters of the payload.</summary>
    public static string ToLine(WireMessage message, MqttTopics topics)
    {
        string name = message.Topic.StartsWith(topics.Root, StringComparison.Ordinal) ? message.Topic[topics.Root.Length..] : message.Topic;
        return $"{name,-28}{(message.Retained ? "(kept) " : "")}{Shown(Summary(message, topics))}";
    }

    /// <summary>For a program: topic, retained, and the payload as JSON, as text, or as the size and digest of what is neither.</summary>
    public static string ToJson(WireMessage message) => new JsonObject
    {
        ["topic"] = message.Topic,
        ["retained"] = message.Retained,
        ["payload"] = PayloadOf(message),
    }.ToJsonString(Readable);

    /// <summary>The payload where it is a JSON object, else null.</summary>
    public static JsonObject? ReadObject(WireMessage message)
    {
        try
        {
            return JsonNode.Parse(message.Payload.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member's value as text; empty where there is none.</summary>
    public static string Text(JsonNode? parent, string member) => (parent as JsonObject)?[member]?.ToString() ?? "";

    private static string Summary(WireMessage message, MqttTopics topics)
    {
        if (IsPicture(message))
            return $"a picture of {message.Payload.Length} bytes";
        if (message.Topic == topics.Announcement)
            return $"an announcement of {message.Payload.Length} bytes";

        JsonObject? record = ReadObject(message);
        return message.Topic switch
        {
            _ when record is null => Encoding.UTF8.GetString(message.Payload.Span),
            _ when message.Topic == topics.Detections || message.Topic == topics.Last => $"{Text(record, "decision")}: {Text(record, "text")}",
            _ when message.Topic == topics.Sightings => $"{Text(record, "type")}: {Text(record["sighting"], "label")}, {Text(record["sighting"], "verdict")}, {Text(record["sighting"], "detections")} detections",
            _ when message.Topic == topics.Event => $"{Text(record, "event_type")} {Text(record, "confidence")}",
            _ when message.Topic == topics.Status => $"{Text(record, "state")} {Text(record, "reason")}",
            _ when message.Topic == topics.Review => $"{Text(record, "pending")} wait for a person",
            _ => Encoding.UTF8.GetString(message.Payload.Span),
        };
    }

    private static JsonNode? PayloadOf(WireMessage message)
    {
        if (IsPicture(message))
            return new JsonObject { ["bytes"] = message.Payload.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(message.Payload.Span)) };

        return ReadObject(message) ?? (JsonNode)Encoding.UTF8.GetString(message.Payload.Span);
    }

    private static bool IsPicture(WireMessage message) => message.Payload.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]);

    /// <summary>Without what would move a terminal's cursor, and no longer than a line.</summary>
    private static string Shown(string text)
    {
        string line = new([.. text.Take(MostShown).Select(c => char.IsControl(c) ? ' ' : c)]);
        return text.Length > MostShown ? line + "…" : line;
    }
}
