using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.HomeAssistant;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.House;
using BirbCam.Monitor.Tests.Sightings;
using Json.Schema;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>What Home Assistant is told, by a real mosquitto.</summary>
public sealed class HomeAssistantTests : IDisposable
{
    private const string Config = "homeassistant/device/birbcam_balcony/config";

    private static readonly JsonSchema Documented = JsonSchema.FromText(
        File.ReadAllText(Path.Combine(Repository.Root, "tests/BirbCam.Monitor.Tests/Publishing/home-assistant-device.json")));

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_announcement_reads_as_it_did() => Golden.Same("discovery.json", Pretty(Discovery("chickadee", "sparrow").ToPayload(new Dictionary<string, string>())));

    [Theory]
    [InlineData("chickadee", "sparrow")]
    [InlineData("Blue Tit/#+", "Größe")]
    public void The_announcement_has_what_Home_Assistant_asks_for_and_nothing_that_it_refuses(params string[] labels)
    {
        JsonObject message = Parse(Discovery(labels).ToPayload(new Dictionary<string, string> { ["gone_today"] = "sensor" }));

        Assert.True(IsAsDocumented(message));
        string[] names = [.. message["cmps"]!.AsObject().Select(component => (string?)component.Value!["unique_id"]).OfType<string>()];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal([.. labels, "unknown"], message["cmps"]!["visitor"]!["event_types"]!.AsArray().Select(type => (string)type!));
    }

    /// <summary>Each row spoils one value of a good message.</summary>
    [Theory]
    [InlineData("dev/ids", "[]")]
    [InlineData("o/name", "\"\"")]
    [InlineData("availability/0/topic", "\"birbcam/+/availability\"")]
    [InlineData("qos", "3")]
    [InlineData("cmps/visitor/event_types", "\"sparrow\"")]
    [InlineData("cmps/visitor/object_id", "\"visitor\"")]
    [InlineData("cmps/sparrow_today/state_class", "\"increasing\"")]
    [InlineData("cmps/sparrow_last_seen/unit_of_measurement", "\"s\"")]
    [InlineData("cmps/temperature/unit_of_measurement", "\"C\"")]
    [InlineData("cmps/temperature/expire_after", "\"180\"")]
    [InlineData("cmps/motion/device_class", "\"bird\"")]
    [InlineData("cmps/camera/entity_category", "\"config\"")]
    [InlineData("cmps/snapshot/image_topic", "null")]
    [InlineData("cmps/enabled/command_topic", "\"birbcam/#\"")]
    [InlineData("cmps/sparrow_threshold/mode", "\"knob\"")]
    public void What_Home_Assistant_would_refuse_is_noticed(string path, string value)
    {
        JsonObject message = Parse(Discovery("sparrow").ToPayload(new Dictionary<string, string>()));
        Assert.True(IsAsDocumented(message));

        string[] steps = path.Split('/');
        JsonNode parent = steps[..^1].Aggregate((JsonNode)message, (node, step) => (int.TryParse(step, out int index) ? node[index] : node[step])!);
        parent[steps[^1]] = JsonNode.Parse(value);

        Assert.False(IsAsDocumented(message));
    }

    [Fact]
    public void Labels_that_a_topic_cannot_hold_are_spelled_so_that_it_can()
    {
        JsonObject components = Parse(Discovery("Blue Tit/#+", "blue tit   ").ToPayload(new Dictionary<string, string>()))["cmps"]!.AsObject();

        Assert.Equal("birbcam/balcony/label/blue_tit___/today", (string?)components["blue_tit____today"]!["state_topic"]);
    }

    [Fact]
    public async Task It_is_retained_and_comes_before_the_states()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker, "-t", "homeassistant/#");
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await subscriber.HasAsync("availability", "online");

        Assert.Equal(Config, subscriber.Arrivals[0].Topic);
        using Subscriber late = await Subscriber.StartAsync(broker, "-t", "homeassistant/#");
        await Eventually.HoldsAsync(() => late.Texts("config").Count == 1, "the announcement was kept");
        Assert.Equal(Discovery("chickadee", "sparrow").ToPayload(new Dictionary<string, string>()), late.Arrivals.Single(arrival => arrival.Name == "config").Payload);
    }

    [Fact]
    public async Task Who_wants_no_announcement_gets_none()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker, "-t", "homeassistant/#");
        await using PublishingNode node = PublishingNode.Start(_folder, new MqttOptions { Host = "127.0.0.1", Port = broker.Port, HomeAssistant = false });
        await subscriber.HasAsync("availability", "online");

        Assert.Empty(subscriber.Texts("config"));
    }

    [Fact]
    public async Task A_label_that_the_model_has_no_more_is_taken_back_once()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker, "-t", "homeassistant/#");
        MqttOptions options = PublishingNode.To(broker.Port);
        await using (PublishingNode before = PublishingNode.Start(_folder, options, "magpie", "sparrow"))
            await before.IsOnlineAsync();
        await using (PublishingNode after = PublishingNode.Start(_folder, options, "sparrow", "wren"))
            await after.IsOnlineAsync();

        await Eventually.HoldsAsync(() => subscriber.Texts("config").Count == 3, "announced, taken back, announced");
        JsonObject takenBack = Components(subscriber.Texts("config")[1]), now = Components(subscriber.Texts("config")[2]);
        Assert.Equal("{\"p\":\"binary_sensor\"}", takenBack["magpie_present"]!.ToJsonString());
        Assert.Equal("{\"p\":\"sensor\"}", takenBack["magpie_today"]!.ToJsonString());
        Assert.True(takenBack.ContainsKey("wren_today"));
        Assert.False(now.ContainsKey("magpie_today"));
        using Subscriber late = await Subscriber.StartAsync(broker);
        await late.HasAsync("availability", "offline");
        Assert.DoesNotContain(late.Arrivals, arrival => arrival.Topic.Contains("magpie", StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_Home_Assistant_has_started_everything_is_said_again()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker, "-t", "homeassistant/#");
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await subscriber.HasAsync("availability", "online");
        await broker.SayAsync("homeassistant/status", "offline");
        await broker.SayAsync("homeassistant/status", "online");

        await Eventually.HoldsAsync(() => subscriber.Texts("config").Count == 2 && subscriber.Texts("motion").Count == 2, "announced and told again");
        Assert.Equal(["online"], subscriber.Texts("availability"));
    }

    [Fact]
    public async Task A_visit_is_an_event_a_presence_and_a_count()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await node.IsOnlineAsync();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        StoredDetection stored = node.Store.Add(Detections.Accepted("sparrow", now));
        await subscriber.HasAsync("today", "1");

        JsonObject visitor = JsonNode.Parse(Assert.Single(subscriber.Texts("event")))!.AsObject();
        Assert.Equal(("sparrow", stored.Detection.Id.ToString()), ((string?)visitor["event_type"], (string?)visitor["id"]));
        Assert.Equal("ON", subscriber.Arrivals.Last(arrival => arrival.Topic.EndsWith("label/sparrow/present", StringComparison.Ordinal)).Text);
        Assert.Equal("OFF", subscriber.Arrivals.Last(arrival => arrival.Topic.EndsWith("label/chickadee/present", StringComparison.Ordinal)).Text);
        await subscriber.HasAsync("last_seen", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task What_happened_during_an_outage_is_no_event()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        StoredDetection stored = node.Store.Add(Detections.Accepted("sparrow", TimeProvider.System.GetUtcNow().AddMinutes(-5)));
        await subscriber.HasAsync("detections", stored.Payload);
        await node.OwesNothingAsync();

        Assert.Empty(subscriber.Texts("event"));
    }

    [Fact]
    public async Task What_waits_for_a_person_is_counted_by_its_first_reason()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        node.Store.Add(Detections.Unsure("sparrow", Detections.Morning));
        node.Store.Add(Detections.WithAllEvidence() with { Id = Guid.CreateVersion7() });
        node.Store.Add(Detections.Accepted("sparrow", Detections.Morning.AddSeconds(1)));

        await subscriber.HasAsync(
            "review", "{\"schema\":\"birbcam.review/1\",\"pending\":2,\"oldest\":\"2026-10-04T13:12:03.412Z\",\"by_reason\":{\"low_confidence\":2}}");
    }

    private static DeviceDiscovery Discovery(params string[] labels) => new(new MqttTopics("birbcam", "balcony"), labels, "0.1.0", Commands.Taken);

    private static bool IsAsDocumented(JsonObject message)
    {
        using JsonDocument document = JsonDocument.Parse(message.ToJsonString());
        return Documented.Evaluate(document.RootElement).IsValid;
    }

    private static JsonObject Parse(byte[] payload) => JsonNode.Parse(payload)!.AsObject();

    private static JsonObject Components(string payload) => JsonNode.Parse(payload)!["cmps"]!.AsObject();

    private static string Pretty(byte[] payload) => JsonSerializer.Serialize(JsonNode.Parse(payload), Indented);
}
