using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>A week without a broker: 100,000 records wait with <c>tests/run --long</c>, some thousand else.</summary>
public sealed class BacklogTests : IDisposable
{
    private static readonly int Records = Environment.GetEnvironmentVariable("BIRBCAM_LONG") == "1" ? 100_000 : 5_000;

    /// <summary>Ends a test that would hang.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(10);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backlog_is_sent_in_order_while_what_is_so_now_gets_through()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, "allow_anonymous true", "max_queued_messages 0");
        Fill();
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        long began = Stopwatch.GetTimestamp();
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await node.IsOnlineAsync();
        node.Publisher.MotionBegan();
        await subscriber.HasAsync("motion", "ON");
        int owedWhenTold = node.Store.CountUnpublished();
        await Eventually.HoldsAsync(() => node.Store.CountUnpublished() == 0, "everything was delivered", LongestDrain);
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        await Eventually.HoldsAsync(() => subscriber.Arrivals.Count(arrival => arrival.Name == "detections") == Records, "everything arrived");

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Records} records in {took.TotalSeconds:0.0} s: {Records / took.TotalSeconds:0} a second; 'ON' arrived with {owedWhenTold} still owed"));
        Assert.Equal(Enumerable.Range(1, Records).Select(i => (long)i), subscriber.Texts("detections").Select(text => (long)JsonNode.Parse(text)!["seq"]!));
        Assert.InRange(owedWhenTold, 1, Records);
    }

    /// <summary>As if each had been added by itself, in one transaction.</summary>
    private void Fill()
    {
        PublishingNode.OpenStore(_folder).Dispose();
        using StoreDatabase database = StoreDatabase.Open(Path.Combine(_folder["state"], "birbcam.db"));
        database.InTransaction(() => Enumerable.Range(1, Records).Sum(i =>
        {
            DateTimeOffset at = Detections.Morning.AddSeconds(i);
            Detection detection = Detections.Unsure("sparrow", at) with { Seq = i };
            return database.Execute(
                "INSERT INTO detections (id, captured_at, accepted, revision, change, payload) VALUES ($id, $at, 0, 1, $change, $payload)",
                ("$id", detection.Id.ToString()), ("$at", at.ToUnixTimeMilliseconds()), ("$change", i), ("$payload", RecordJson.Write(detection)));
        }));
    }
}
