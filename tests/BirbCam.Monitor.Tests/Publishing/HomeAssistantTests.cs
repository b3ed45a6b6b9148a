using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.HomeAssistant;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>What Home Assistant is told, by a real mosquitto.</summary>
public sealed class HomeAssistantTests : IDisposable
{
    private const string Config = "homeassistant/device/birbcam_balcony/config";

    /// <summary>
    /// The keys that Home Assistant documents for each platform (https://www.home-assistant.io/integrations/mqtt/ and the page of each platform): it refuses a
    /// device with any other.
    /// </summary>
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["event"] = ["state_topic", "event_types", "device_class"],
        ["sensor"] = ["state_topic", "value_template", "json_attributes_topic", "device_class", "unit_of_measurement", "state_class", "expire_after"],
        ["image"] = ["image_topic", "content_type"],
        ["binary_sensor"] = ["state_topic", "value_template", "device_class"],
        ["switch"] = ["state_topic", "command_topic"],
        ["number"] = ["state_topic", "command_topic", "min", "max", "step", "mode"],
        ["button"] = ["command_topic", "payload_press"],
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly string[] KnownOfAll = ["p", "name", "unique_id", "icon", "entity_category", "enabled_by_default"];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_announcement_reads_as_it_did() => Golden.Same("discovery.json", Pretty(Discovery("chickadee", "sparrow").ToPayload(new Dictionary<string, string>())));

    [Fact]
    public void The_announcement_has_what_Home_Assistant_asks_for_and_nothing_that_it_refuses()
    {
        JsonObject message = Parse(Discovery("chickadee", "sparrow").ToPayload(new Dictionary<string, string>()));

        Assert.Equal(["dev", "o", "availability", "qos", "cmps"], message.Select(pair => pair.Key));
        Assert.NotNull((string?)message["o"]!["name"]);
        Assert.Equal("birbcam_balcony", (string?)message["dev"]!["ids"]![0]);
        Assert.Equal("birbcam/balcony/availability", (string?)message["availability"]![0]!["topic"]);
        JsonObject[] components = [.. message["cmps"]!.AsObject().Select(pair => pair.Value!.AsObject())];
        Assert.Equal(components.Length, components.Select(component => (string?)component["unique_id"]).Distinct().Count());
        Assert.All(components, component =>
        {
            string platform = (string)component["p"]!;
            Assert.NotNull((string?)component["unique_id"]);
            Assert.Empty(component.Select(pair => pair.Key).Except([.. KnownOfAll, .. Known[platform]]));
            Assert.Contains(platform == "image" ? "image_topic" : platform == "button" ? "command_topic" : "state_topic", component.Select(pair => pair.Key));
        });
        Assert.Equal(["chickadee", "sparrow", "unknown"], message["cmps"]!["visitor"]!["event_types"]!.AsArray().Select(type => (string)type!));
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

    private static JsonObject Parse(byte[] payload) => JsonNode.Parse(payload)!.AsObject();

    private static JsonObject Components(string payload) => JsonNode.Parse(payload)!["cmps"]!.AsObject();

    private static string Pretty(byte[] payload) => JsonSerializer.Serialize(JsonNode.Parse(payload), Indented);
}
