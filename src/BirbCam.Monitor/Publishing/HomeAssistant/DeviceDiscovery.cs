using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BirbCam.Monitor.Publishing.HomeAssistant;

/// <summary>
/// The one message with which a node announces itself to Home Assistant
/// (device-based discovery, https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload).
/// </summary>
/// <param name="labels">Of the model, in its order.</param>
/// <param name="version">Of the program.</param>
/// <param name="commands">Whether the node takes commands.</param>
internal sealed class DeviceDiscovery(MqttTopics topics, IReadOnlyList<string> labels, string version, Commands commands)
{
    /// <summary>Three of the messages that come every minute: then the temperature is no longer known.</summary>
    private const int StaleAfterSeconds = 180;

    /// <summary>A Raspberry Pi lowers its clock at 80 °C.</summary>
    private const int HotCelsius = 80;

    /// <summary>Every component that the node has now, by its key, with its platform.</summary>
    public ImmutableSortedDictionary<string, string> Components { get; }
        = Describe(topics, labels, commands).ToImmutableSortedDictionary(pair => pair.Key, pair => (string)pair.Value["p"]!, StringComparer.Ordinal);

    /// <summary>UTF-8 JSON.</summary>
    /// <param name="announced">What was announced before, as in <see cref="Components"/>: what is no more is taken back.</param>
    public byte[] ToPayload(IReadOnlyDictionary<string, string> announced)
    {
        var components = new JsonObject();
        foreach ((string key, JsonObject component) in Describe(topics, labels, commands))
        {
            component["unique_id"] = $"birbcam_{topics.Node}_{key}";
            components[key] = component;
        }

        foreach ((string gone, string platform) in announced.Where(before => !Components.ContainsKey(before.Key)).OrderBy(before => before.Key, StringComparer.Ordinal))
            components[gone] = new JsonObject { ["p"] = platform };

        var message = new JsonObject
        {
            ["dev"] = new JsonObject
            {
                ["ids"] = new JsonArray($"birbcam_{topics.Node}"),
                ["name"] = $"BirbCam {topics.Node}",
                ["mf"] = "BirbCam",
                ["mdl"] = "BirbCam.Monitor",
                ["sw"] = version,
            },
            ["o"] = new JsonObject { ["name"] = "birbcam", ["sw"] = version },
            ["availability"] = new JsonArray(new JsonObject { ["topic"] = topics.Availability }),
            ["qos"] = 1,
            ["cmps"] = components,
        };
        return JsonSerializer.SerializeToUtf8Bytes(message);
    }

    private static IEnumerable<KeyValuePair<string, JsonObject>> Describe(MqttTopics topics, IReadOnlyList<string> labels, Commands commands)
    {
        yield return Component("visitor", "event", "Visitor", topics.Event, new()
        {
            ["event_types"] = new JsonArray([.. labels.Append(Payloads.VisitorEvent.Unknown).Select(label => (JsonNode)label)]),
            ["icon"] = "mdi:bird",
        });
        yield return Component("last_visitor", "sensor", "Last visitor", topics.Last, new()
        {
            ["value_template"] = "{{ value_json.labels | join(', ') }}",
            ["json_attributes_topic"] = topics.Last,
            ["icon"] = "mdi:bird",
        });
        yield return Image("snapshot", "Snapshot", topics.Snapshot, []);
        yield return Image("explanation", "Explanation", topics.Explanation, new() { ["entity_category"] = "diagnostic" });
        yield return Component("motion", "binary_sensor", "Motion", topics.Motion, new() { ["device_class"] = "motion" });
        foreach (string label in labels.DistinctBy(MqttTopics.LevelOf))
        {
            string key = MqttTopics.LevelOf(label), title = TitleOf(label);
            yield return Component($"{key}_present", "binary_sensor", title, topics.Present(label), new() { ["device_class"] = "occupancy" });
            yield return Component($"{key}_today", "sensor", $"{title} sightings today", topics.Today(label), new()
            {
                ["state_class"] = "total_increasing",
                ["icon"] = "mdi:counter",
            });
            yield return Component($"{key}_last_seen", "sensor", $"{title} last seen", topics.LastSeen(label), new()
            {
                ["device_class"] = "timestamp",
                ["enabled_by_default"] = false,
            });
        }

        yield return Component("to_review", "sensor", "To review", topics.Review, new()
        {
            ["value_template"] = "{{ value_json.pending }}",
            ["json_attributes_topic"] = topics.Review,
            ["icon"] = "mdi:eye-check",
        });
        yield return Component("camera", "binary_sensor", "Camera", topics.Camera, new()
        {
            ["device_class"] = "connectivity",
            ["entity_category"] = "diagnostic",
        });
        yield return Component("problem", "binary_sensor", "Power or heat", topics.Stats, new()
        {
            ["device_class"] = "problem",
            ["entity_category"] = "diagnostic",
            ["value_template"] = $"{{{{ 'ON' if (value_json.throttled or {{}}).now or (value_json.cpu_temp_c or 0) >= {HotCelsius} else 'OFF' }}}}",
        });
        yield return Component("temperature", "sensor", "Temperature", topics.Stats, new()
        {
            ["device_class"] = "temperature",
            ["unit_of_measurement"] = "°C",
            ["state_class"] = "measurement",
            ["entity_category"] = "diagnostic",
            ["value_template"] = "{{ value_json.cpu_temp_c }}",
            ["expire_after"] = StaleAfterSeconds,
        });
        foreach (KeyValuePair<string, JsonObject> component in commands == Commands.Taken ? DescribeCommands(topics, labels) : [])
            yield return component;
    }

    private static IEnumerable<KeyValuePair<string, JsonObject>> DescribeCommands(MqttTopics topics, IReadOnlyList<string> labels)
    {
        yield return Component("enabled", "switch", "Watching", topics.Enabled, new() { ["command_topic"] = MqttTopics.SetterOf(topics.Enabled), ["icon"] = "mdi:cctv" });
        foreach (string label in labels.DistinctBy(MqttTopics.LevelOf))
        {
            yield return Component($"{MqttTopics.LevelOf(label)}_threshold", "number", $"{TitleOf(label)} accepted from", topics.Threshold(label), new()
            {
                ["command_topic"] = MqttTopics.SetterOf(topics.Threshold(label)),
                ["min"] = NodeCommand.LeastThreshold,
                ["max"] = NodeCommand.MostThreshold,
                ["step"] = 0.01,
                ["mode"] = "box",
                ["entity_category"] = "config",
                ["enabled_by_default"] = false,
            });
        }

        yield return new("recalibrate", new()
        {
            ["p"] = "button",
            ["name"] = "Learn the scene anew",
            ["command_topic"] = topics.Recalibrate,
            ["payload_press"] = "PRESS",
            ["entity_category"] = "config",
        });
    }

    private static string TitleOf(string label) => char.ToUpperInvariant(label[0]) + label[1..];

    private static KeyValuePair<string, JsonObject> Component(string key, string platform, string name, string stateTopic, JsonObject more)
        => new(key, With(new() { ["p"] = platform, ["name"] = name, ["state_topic"] = stateTopic }, more));

    private static KeyValuePair<string, JsonObject> Image(string key, string name, string topic, JsonObject more)
        => new(key, With(new() { ["p"] = "image", ["name"] = name, ["image_topic"] = topic, ["content_type"] = "image/jpeg" }, more));

    private static JsonObject With(JsonObject component, JsonObject more)
    {
        foreach ((string key, JsonNode? value) in more)
            component[key] = value?.DeepClone();

        return component;
    }
}

/// <summary>What a node does with commands from a broker.</summary>
internal enum Commands
{
    Ignored,
    Taken,
}
