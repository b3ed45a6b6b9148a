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

    /// <summary>Kibibytes: what garbage may lie about between two collections. The 100,000 records are more than this even as text.</summary>
    private const long MostGrowth = 48 * 1024;

    /// <summary>Ends a test that would hang.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(10);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Run by <see cref="A_backlog_is_sent_in_order_and_in_flat_memory_while_what_is_so_now_gets_through"/> in a process of its own, whose memory is watched.</summary>
    [Fact(Explicit = true)]
    public async Task Sends_what_it_owes()
    {
        var folder = TestFolder.At(Environment.GetEnvironmentVariable("BIRBCAM_TEST_FOLDER")!);
        int port = int.Parse(Environment.GetEnvironmentVariable("BIRBCAM_TEST_PORT")!, CultureInfo.InvariantCulture);
        await using PublishingNode node = PublishingNode.Start(folder, PublishingNode.To(port));
        await node.IsOnlineAsync();
        node.Publisher.MotionBegan();
        await Eventually.HoldsAsync(() => node.Store.CountUnpublished() == 0, "everything was delivered", LongestDrain);
        File.WriteAllText(folder["delivered"], "");
        await Eventually.HoldsAsync(() => File.Exists(folder["measured"]), "the memory was measured", LongestDrain);
    }

    [Fact]
    public async Task A_backlog_is_sent_in_order_and_in_flat_memory_while_what_is_so_now_gets_through()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, "allow_anonymous true", "max_queued_messages 0");
        Fill();
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        using Process node = OwnProcess.Start(nameof(Sends_what_it_owes), ("BIRBCAM_TEST_PORT", $"{broker.Port}"), ("BIRBCAM_TEST_FOLDER", _folder.Path));
        try
        {
            await Eventually.HoldsAsync(() => subscriber.Arrivals.Count(arrival => arrival.Name == "detections") > 500, "the first ones arrive");
            (long began, int early, long before) = (Stopwatch.GetTimestamp(), subscriber.Texts("detections").Count, Memory(node, "VmHWM"));
            await Eventually.HoldsAsync(() => File.Exists(_folder["delivered"]), "everything was delivered", LongestDrain);
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            long grown = Memory(node, "VmHWM") - before;
            File.WriteAllText(_folder["measured"], "");
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Eventually.HoldsAsync(() => subscriber.Arrivals.Count(arrival => arrival.Name == "detections") == Records, "everything arrived");

            string[] order = [.. subscriber.Arrivals.Where(arrival => arrival.Name == "detections" || arrival is { Name: "motion", Text: "ON" }).Select(arrival => arrival.Name)];
            int sentBefore = Array.IndexOf(order, "motion");
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Records} records, {(Records - early) / took.TotalSeconds:0} a second; 'ON' arrived after {sentBefore} of them; memory at most {before >> 10} MB after the first {early}, {grown >> 10} MB more at the end"));
            Assert.Equal(Enumerable.Range(1, Records).Select(i => (long)i), subscriber.Texts("detections").Select(text => (long)JsonNode.Parse(text)!["seq"]!));
            Assert.InRange(sentBefore, 0, Records - 1);
            Assert.InRange(grown, 0, MostGrowth);
            Assert.Equal(0, node.ExitCode);
        }
        finally
        {
            node.Kill();
        }
    }

    /// <param name="what">VmHWM: the most that was resident so far.</param>
    /// <returns>Kibibytes.</returns>
    private static long Memory(Process process, string what) => long.Parse(
        File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith(what, StringComparison.Ordinal)).Split(':')[1].Replace("kB", "", StringComparison.Ordinal),
        CultureInfo.InvariantCulture);

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
