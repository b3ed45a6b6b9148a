using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.House;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>What people at home put on the other end: MQTT.js, and Node-RED with the flow that we give them.</summary>
public sealed class JavaScriptPeersTests : IDisposable
{
    private const string Flow = "config/node-red/visitors.json";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task With_MQTT_js_one_gets_what_is_kept_and_then_records_with_id_schema_and_expiry()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await node.IsOnlineAsync();
        using JavaScriptPeer peer = await SubscribeAsync(broker);
        string[] kept =
            ["availability", "camera/state", "label/chickadee/present", "label/chickadee/today", "label/sparrow/present", "label/sparrow/today", "model", "motion", "review", "status"];
        await Eventually.HoldsAsync(() => Arrivals(peer).Count() >= kept.Length, "it gets what is kept");
        Assert.All(Arrivals(peer), arrival => Assert.True((bool)arrival["retained"]!));
        Assert.Equal(kept, Arrivals(peer).Select(arrival => ((string)arrival["topic"]!)["birbcam/balcony/".Length..]).Order(StringComparer.Ordinal));

        StoredDetection[] stored = [.. Enumerable.Range(1, 20).Select(i => node.Store.Add(Detections.Unsure($"label-{i}", Detections.Morning.AddSeconds(i))))];
        await HasAsync(peer, arrival => Text(arrival) == stored[^1].Payload, "it gets the last record");

        JsonNode[] records = [.. On(peer, "detections")];
        Assert.Equal(stored.Select(one => one.Payload), records.Select(Text));
        Assert.Equal(stored.Select(one => ($"{one.Detection.Id}", "birbcam.detection/1")), records.Select(record => ((string)record["user"]!["id"]!, (string)record["user"]!["schema"]!)));

        // A day, less what it has been at the broker.
        Assert.All(records, record => Assert.InRange((int)record["expiry"]!, 86_300, 86_400));
        Assert.All(records, record => Assert.False((bool)record["retained"]!));
    }

    [Fact]
    public async Task A_session_of_MQTT_js_gets_in_order_what_came_while_it_was_away()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, "allow_anonymous true", "max_queued_messages 0");
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        node.Store.Add(Detections.Unsure("before", Detections.Morning));
        await node.OwesNothingAsync();
        (await SubscribeAsync(broker)).Dispose();

        StoredDetection[] missed = [.. Enumerable.Range(1, 200).Select(i => node.Store.Add(Detections.Unsure($"label-{i}", Detections.Morning.AddSeconds(i))))];
        await node.OwesNothingAsync();
        using JavaScriptPeer back = await SubscribeAsync(broker);
        await HasAsync(back, arrival => Text(arrival) == missed[^1].Payload, "it gets the last record");

        Assert.Contains(back.Lines, line => line == "{\"ready\":true,\"session\":true}");
        Assert.Equal(missed.Select(one => one.Payload), On(back, "detections").Select(Text));
    }

    [Fact]
    public async Task With_MQTT_js_the_picture_is_there_before_its_record_and_has_the_digest_that_the_record_names()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await node.IsOnlineAsync();
        using JavaScriptPeer peer = await SubscribeAsync(broker);
        byte[] picture = JpegEncoder.Encode(new byte[480 * 640 * 3], 480, 640, quality: 90);
        node.Publisher.SetSnapshot(picture);
        StoredDetection stored = node.Store.Add(
            Detections.Unsure("sparrow", Detections.Morning) with { Image = new ImageEvidence(Convert.ToHexStringLower(SHA256.HashData(picture)), 480, 640) });
        await HasAsync(peer, arrival => Text(arrival) == stored.Payload, "it gets the record");

        JsonNode[] pair = [.. Arrivals(peer).Where(arrival => (string?)arrival["topic"] is "birbcam/balcony/snapshot" or "birbcam/balcony/detections")];
        Assert.Equal(["birbcam/balcony/snapshot", "birbcam/balcony/detections"], pair.Select(arrival => (string?)arrival["topic"]));
        Assert.Equal((string?)JsonNode.Parse(Text(pair[1]))!["image"]!["sha256"], (string?)pair[0]["sha256"]);
    }

    [Fact]
    public async Task The_sample_flow_of_Node_RED_names_every_visitor_once_and_tells_a_resend_from_a_correction()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker, "-t", "home/#");
        await using var wire = new Wire(broker.Port);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(wire.Port));
        await node.IsOnlineAsync();
        using JavaScriptPeer nodeRed = await StartNodeRedAsync(broker);

        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        StoredDetection sparrow = node.Store.Add(Detections.Accepted("sparrow", now) with { Text = "Sparrow 0.90 (limit 0.60)." });
        await subscriber.HasAsync("visitors", "sparrow at balcony (90 %)");
        await node.OwesNothingAsync();

        // As after any connection that was cut, what was last acknowledged comes again; and its event, said twice by somebody.
        wire.Cut();
        await Eventually.HoldsAsync(() => subscriber.Texts("detections").Count == 2, "the record came again");
        await broker.SayAsync("birbcam/balcony/event", subscriber.Texts("event")[0]);
        await broker.SayAsync("birbcam/balcony/detections", sparrow.Payload.Replace("\"revision\":1", "\"revision\":2", StringComparison.Ordinal).Replace("0.90 (", "0.95 (", StringComparison.Ordinal));
        node.Store.Add(Detections.Of(Decision.Unknown, now.AddSeconds(1), 0.8) with { Text = "Something else." });
        await subscriber.HasAsync("records", "unknown: Something else.");
        node.Store.Add(Detections.Accepted("chickadee", now.AddSeconds(2), 0.85) with { Text = "Chickadee 0.85." });
        await subscriber.HasAsync("visitors", "chickadee at balcony (85 %)");
        await subscriber.HasAsync("records", "accepted: Chickadee 0.85.");

        Assert.Equal(["sparrow at balcony (90 %)", "somebody at balcony whom the model does not know", "chickadee at balcony (85 %)"], subscriber.Texts("visitors"));
        Assert.Equal(
            ["accepted: Sparrow 0.90 (limit 0.60).", "accepted: Sparrow 0.95 (limit 0.60).", "unknown: Something else.", "accepted: Chickadee 0.85."], subscriber.Texts("records"));
        Assert.DoesNotContain(nodeRed.Lines, line => line.Contains("[error]", StringComparison.Ordinal));
    }

    /// <summary>With the flow as it is shipped, and only its broker made ours.</summary>
    private async Task<JavaScriptPeer> StartNodeRedAsync(Mosquitto broker)
    {
        string flow = Repository.Read(Flow);
        Assert.Contains("\"broker\": \"localhost\"", flow, StringComparison.Ordinal);
        Assert.Contains("\"port\": \"1883\"", flow, StringComparison.Ordinal);
        File.WriteAllText(
            _folder["visitors.json"],
            flow.Replace("\"localhost\"", "\"127.0.0.1\"", StringComparison.Ordinal).Replace("\"1883\"", $"\"{broker.Port}\"", StringComparison.Ordinal));
        JavaScriptPeer nodeRed = JavaScriptPeer.Start(
            "node_modules/node-red/red.js", "--userDir", _folder["node-red"], "--settings", JavaScriptPeer.PathOf("node-red-settings.js"), _folder["visitors.json"]);
        foreach (string topic in new[] { "birbcam/+/event", "birbcam/+/detections" })
            await Eventually.HoldsAsync(() => broker.Log.Any(line => line.EndsWith($" 1 {topic}", StringComparison.Ordinal)), () => $"Node-RED listens to {topic}; it says\n{string.Join('\n', nodeRed.Lines)}");
        return nodeRed;
    }

    private static async Task<JavaScriptPeer> SubscribeAsync(Mosquitto broker)
    {
        JavaScriptPeer peer = JavaScriptPeer.Start("subscriber.js", $"{broker.Port}", "mqtt-js");
        await peer.SaysAsync(line => line.StartsWith("{\"ready\":true", StringComparison.Ordinal), "it is subscribed");
        return peer;
    }

    private static Task HasAsync(JavaScriptPeer peer, Func<JsonNode, bool> arrival, string what) => Eventually.HoldsAsync(() => Arrivals(peer).Any(arrival), what);

    private static IEnumerable<JsonNode> Arrivals(JavaScriptPeer peer)
        => peer.Lines.Where(line => line.StartsWith("{\"topic\"", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line)!);

    private static IEnumerable<JsonNode> On(JavaScriptPeer peer, string name) => Arrivals(peer).Where(arrival => (string?)arrival["topic"] == $"birbcam/balcony/{name}");

    private static string Text(JsonNode arrival) => Encoding.UTF8.GetString(Convert.FromBase64String((string)arrival["payload"]!));
}
