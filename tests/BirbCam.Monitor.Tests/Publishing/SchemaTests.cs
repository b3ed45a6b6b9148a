using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.House;
using BirbCam.Monitor.Tests.Sightings;
using Json.Schema;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>The schemas in <c>config/schemas</c> say what is on the wire: they take it, and refuse what is not.</summary>
public sealed class SchemaTests : IDisposable
{
    private static readonly Dictionary<string, JsonSchema> Schemas = Directory.EnumerateFiles(Path.Combine(Repository.Root, "config/schemas"), "*.json")
        .ToDictionary(path => $"birbcam.{Path.GetFileNameWithoutExtension(path)}/1", path => JsonSchema.FromText(File.ReadAllText(path)));

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_that_a_node_says_is_as_its_schema_says()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await node.IsOnlineAsync();
        node.Publisher.SetStats(Stats());
        node.Publisher.SetStatus(NodeState.Degraded, "the volume is full");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        node.Store.Add(Detections.Accepted("sparrow", now));
        node.Store.Add(Detections.Of(Decision.Unknown, now, 0.8) with { Reasons = ["unknown"], NeedsReview = true });
        StoredDetection doubtful = node.Store.Add(Detections.WithAllEvidence() with { Id = Guid.CreateVersion7() });
        node.Store.Review(doubtful.Detection.Id, ["raccoon"]);
        node.Publisher.AnswerReview(ReviewResult.Of(doubtful.Detection.Id, error: null).ToPayload());
        await node.OwesNothingAsync();
        string[] spoken = ["birbcam.detection/1", "birbcam.event/1", "birbcam.review/1", "birbcam.review_result/1", "birbcam.sighting/1", "birbcam.stats/1", "birbcam.status/1"];
        await Eventually.HoldsAsync(() => Said().Keys.Order(StringComparer.Ordinal).SequenceEqual(spoken), () => $"of each kind one; there is {string.Join(", ", Said().Keys)}");

        Assert.Equal(spoken, Schemas.Keys.Order(StringComparer.Ordinal));
        Assert.All(Said().SelectMany(kind => kind.Value.Select(payload => (kind.Key, payload))), said => Assert.Equal("", Faults(said.Key, said.payload)));

        Dictionary<string, string[]> Said() => subscriber.Arrivals.Where(arrival => arrival.Text.Contains("\"schema\"", StringComparison.Ordinal))
            .GroupBy(arrival => (string)JsonNode.Parse(arrival.Text)!["schema"]!).ToDictionary(kind => kind.Key, kind => kind.Select(arrival => arrival.Text).ToArray());
    }

    /// <summary>Each row breaks one value of a good record.</summary>
    [Theory]
    [InlineData("schema", "\"birbcam.detection/2\"")]
    [InlineData("id", "\"no id\"")]
    [InlineData("decision", "\"perhaps\"")]
    [InlineData("confidence", "1.5")]
    [InlineData("captured_at", "\"yesterday\"")]
    [InlineData("labels", "\"sparrow\"")]
    [InlineData("image", "{\"sha256\":\"9f\",\"width\":1,\"height\":1}")]
    [InlineData("review", "{\"verdict\":\"perhaps\",\"labels\":[],\"at\":\"2026-10-04T13:12:03.412Z\"}")]
    [InlineData("invented", "1")]
    public void A_record_that_is_not_as_it_should_be_is_refused(string member, string value)
    {
        JsonNode record = JsonNode.Parse(RecordJson.Write(Detections.WithAllEvidence()))!;
        Assert.Equal("", Faults("birbcam.detection/1", record.ToJsonString()));

        record[member] = JsonNode.Parse(value);

        Assert.NotEqual("", Faults("birbcam.detection/1", record.ToJsonString()));
    }

    private static byte[] Stats() => new NodeStats(
        "birbcam.stats/1", new FpsStats(5, 5, 0.1), new Dictionary<string, long> { ["frames"] = 18000 }, new LatencyStats(38, null, 90),
        new QueueStats(0, 0), 0, 0, 21.4, 210, null, new ThrottledStats(Now: false, SinceBoot: true, "0x50000"), new DiskStats(18211, 2110, null), ClockSynced: null, 86211).ToPayload();

    private static string Faults(string schema, string payload)
    {
        using JsonDocument document = JsonDocument.Parse(payload);
        EvaluationResults results = Schemas[schema].Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (results.IsValid)
            return "";

        var faults = new StringBuilder(payload);
        foreach (EvaluationResults fault in results.Details ?? [])
            faults.Append(fault.Errors is { } errors ? $"\n{fault.InstanceLocation}: {string.Join(", ", errors.Values)}" : "");
        return faults.ToString();
    }
}
