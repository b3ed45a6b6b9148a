using System.Diagnostics;
using System.Text;
using System.Text.Json;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>With a real mosquitto and a real mosquitto_sub.</summary>
public sealed class MqttPublisherTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_detection_arrives_as_it_was_stored_with_its_sighting_and_becomes_the_last()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        StoredDetection stored = node.Store.Add(Detections.Accepted("sparrow", Morning));
        await subscriber.HasAsync("last", stored.Payload);

        Assert.Equal([stored.Payload], subscriber.Texts("detections"));
        SightingChange change = RecordJson.ReadSightingChange(Assert.Single(subscriber.Texts("sightings")));
        Assert.Equal(("new", stored.Detection.SightingId), (change.Type, change.Sighting.Id));
        Assert.All(subscriber.Arrivals, arrival => Assert.StartsWith("birbcam/balcony/", arrival.Topic, StringComparison.Ordinal));
        await node.OwesNothingAsync();
    }

    [Fact]
    public async Task The_first_states_come_before_online()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await subscriber.HasAsync("availability", "online");

        Assert.Equal(
            ["status", "camera/state", "motion", "label/chickadee/present", "label/chickadee/today", "label/sparrow/present", "label/sparrow/today", "review", "model", "availability"],
            subscriber.Arrivals.Select(arrival => arrival.Topic["birbcam/balcony/".Length..]));
        Assert.Equal(["OFF"], subscriber.Texts("motion"));
    }

    [Fact]
    public async Task States_are_retained_and_events_are_not()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        node.Publisher.SetStatus(NodeState.Running);
        node.Publisher.MotionBegan();
        node.Publisher.SetSnapshot(new byte[] { 0xFF, 0xD8, 1 });
        node.Publisher.SetExplanation(new byte[] { 0xFF, 0xD8, 2 });
        StoredDetection stored = node.Store.Add(Detections.Accepted("sparrow", Morning));
        await node.OwesNothingAsync();

        using Subscriber late = await Subscriber.StartAsync(broker);
        await late.HasAsync("last", stored.Payload);
        await Eventually.HoldsAsync(() => late.Arrivals.Count == 14, "the retained topics");
        Assert.All(late.Arrivals, arrival => Assert.True(arrival.Retained));
        Assert.Equal(
            [
                "availability", "camera/state", "explanation", "label/chickadee/present", "label/chickadee/today", "label/sparrow/last_seen", "label/sparrow/present", "label/sparrow/today",
                "last", "model", "motion", "review", "snapshot", "status",
            ],
            late.Arrivals.Select(arrival => arrival.Topic["birbcam/balcony/".Length..]).Order(StringComparer.Ordinal));
        Assert.Equal(["ON"], late.Texts("motion"));
        Assert.Equal([0xFF, 0xD8, 1], late.Arrivals.Single(arrival => arrival.Name == "snapshot").Payload);
        using JsonDocument status = JsonDocument.Parse(late.Texts("status").Single());
        Assert.Equal("running", status.RootElement.GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_picture_is_there_before_the_record_that_speaks_of_it()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await node.IsOnlineAsync();
        for (byte i = 1; i <= 20; i++)
        {
            node.Publisher.SetSnapshot(new[] { i });
            await subscriber.HasAsync("detections", node.Store.Add(Detections.Unsure($"label-{i}", Morning.AddSeconds(i))).Payload);
        }

        Assert.Equal(
            Enumerable.Repeat((string[])["snapshot", "detections"], 20).SelectMany(pair => pair),
            subscriber.Arrivals.Select(arrival => arrival.Name).Where(name => name is "snapshot" or "detections"));
    }

    [Fact]
    public async Task A_clean_stop_delivers_what_is_owed_and_then_says_offline()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await node.IsOnlineAsync();
        StoredDetection stored = node.Store.Add(Detections.Accepted("sparrow", Morning));
        await node.DisposeAsync();

        await subscriber.HasAsync("availability", "offline");
        Assert.Contains(stored.Payload, subscriber.Texts("detections"));
        Assert.Equal("availability", subscriber.Arrivals[^1].Name);
        Assert.Empty(node.Log.Warnings);
    }

    [Fact]
    public async Task A_connection_that_is_cut_leaves_the_last_will_and_comes_back()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using var wire = new Wire(broker.Port);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(wire.Port));
        await node.IsOnlineAsync();
        wire.Cut();

        await Eventually.HoldsAsync(() => subscriber.Texts("availability") is ["online", "offline", "online"], "offline by the last will, then online again");
        StoredDetection stored = node.Store.Add(Detections.Accepted("sparrow", Morning));
        await subscriber.HasAsync("detections", stored.Payload);
    }

    /// <summary>Run by <see cref="A_killed_process_leaves_the_last_will_retained"/> in a process of its own, which is killed.</summary>
    [Fact(Explicit = true)]
    public async Task Publishes_until_it_is_killed()
    {
        int port = int.Parse(Environment.GetEnvironmentVariable("BIRBCAM_TEST_PORT")!, System.Globalization.CultureInfo.InvariantCulture);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(port));
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_killed_process_leaves_the_last_will_retained()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        using Process publishing = OwnProcess.Start(nameof(Publishes_until_it_is_killed), ("BIRBCAM_TEST_PORT", $"{broker.Port}"), ("TMPDIR", _folder.Path));
        try
        {
            await subscriber.HasAsync("availability", "online");
        }
        finally
        {
            publishing.Kill();
        }

        await subscriber.HasAsync("availability", "offline");
        using Subscriber late = await Subscriber.StartAsync(broker);
        await late.HasAsync("availability", "offline");
        Assert.True(late.Arrivals.Single(arrival => arrival.Name == "availability").Retained);
    }

    [Fact]
    public async Task What_was_not_delivered_during_an_outage_is_sent_afterwards_in_order()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        await using var wire = new Wire(broker.Port);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(wire.Port));
        StoredDetection justBefore = node.Store.Add(Detections.Unsure("sparrow", Morning));
        await node.OwesNothingAsync();
        broker.Kill();
        wire.Unplug();
        await node.SaysAsync("No broker");

        StoredDetection[] meanwhile = [.. Enumerable.Range(1, 100).Select(i => node.Store.Add(Detections.Unsure($"label-{i % 5}", Morning.AddSeconds(i))))];
        for (int i = 0; i < 100; i++)
            node.Publisher.SetSnapshot(Encoding.UTF8.GetBytes($"picture {i}"));
        await broker.StartAsync();
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        wire.Mend();
        await node.OwesNothingAsync();
        await subscriber.HasAsync("detections", meanwhile[^1].Payload);

        // The broker may have lost what it had just acknowledged, so that comes again, and first.
        Assert.Equal(meanwhile.Prepend(justBefore).Select(stored => stored.Payload), subscriber.Texts("detections"));
        Assert.Equal(["picture 99"], subscriber.Texts("snapshot"));

        // The broker forgot what it retained: the states came again, also those that had not changed.
        Assert.Contains("OFF", subscriber.Texts("motion"));
        Assert.Single(subscriber.Texts("status"));
    }

    [Fact]
    public async Task What_arrived_without_our_hearing_of_it_is_sent_again_byte_for_byte()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using var wire = new Wire(broker.Port);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(wire.Port));
        await node.IsOnlineAsync();
        wire.SwallowAnswers();
        StoredDetection stored = node.Store.Add(Detections.Unsure("sparrow", Morning));
        await subscriber.HasAsync("detections", stored.Payload);
        Assert.Equal(1, node.Store.CountUnpublished());
        wire.Cut();
        wire.Mend();

        await node.OwesNothingAsync();
        await Eventually.HoldsAsync(() => subscriber.Texts("detections").Count == 2, "the record came again");
        Assert.Equal([stored.Payload, stored.Payload], subscriber.Texts("detections"));
    }

    [Fact]
    public async Task Records_of_a_run_that_had_no_broker_are_sent_by_the_next_run()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        StoredDetection stored;
        await using (PublishingNode alone = PublishingNode.Start(_folder, PublishingNode.To(Mosquitto.FreePort())))
            stored = alone.Store.Add(Detections.Accepted("sparrow", Morning));

        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await subscriber.HasAsync("detections", stored.Payload);
    }

    [Fact]
    public async Task A_word_that_was_said_without_a_broker_is_sent_by_the_next_run()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        StoredDetection stored;
        await using (PublishingNode before = PublishingNode.Start(_folder, PublishingNode.To(broker.Port)))
        {
            stored = before.Store.Add(Detections.Accepted("sparrow", Morning));
            await before.OwesNothingAsync();
        }

        StoredDetection corrected;
        using (SightingStore store = PublishingNode.OpenStore(_folder))
            corrected = store.Review(stored.Detection.Id, ["chickadee"])!;

        await using PublishingNode after = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await subscriber.HasAsync("detections", corrected.Payload);
        await Eventually.HoldsAsync(
            () => RecordJson.ReadSightingChange(subscriber.Texts("sightings")[^1]).Sighting is { Label: "chickadee", Ended: true }, "the visit is corrected, too");
        Assert.Equal([stored.Payload, corrected.Payload], subscriber.Texts("detections"));
    }

    [Fact]
    public async Task A_broker_that_falls_silent_blocks_nobody_and_gets_everything_when_it_wakes()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using var wire = new Wire(broker.Port);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(wire.Port));
        await node.IsOnlineAsync();
        wire.Freeze();
        var stored = new List<StoredDetection>();
        for (int i = 0; i < 50; i++)
        {
            node.Publisher.SetStatus(NodeState.Running, $"reason {i}");
            node.Publisher.SetSnapshot(new byte[150_000]);
            stored.Add(node.Store.Add(Detections.Unsure("sparrow", Morning.AddSeconds(i))));
        }

        await node.SaysAsync("did not answer");
        wire.Mend();
        await node.OwesNothingAsync();
        await subscriber.HasAsync("detections", stored[^1].Payload);
        Assert.Equal(stored.Select(one => one.Payload), subscriber.Texts("detections").Distinct());
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_what_hangs_in_flight()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        await using var wire = new Wire(broker.Port);
        PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(wire.Port));
        await node.IsOnlineAsync();
        wire.Freeze();
        node.Store.Add(Detections.Accepted("sparrow", Morning));
        await node.DisposeAsync();

        // Had it waited for the answer, it would have said that there was none.
        Assert.DoesNotContain(node.Log.Warnings, line => line.Contains("did not answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_denied_topic_is_said_once_and_does_not_hold_up_the_others()
    {
        File.WriteAllLines(_folder["acl"], ["topic readwrite birbcam/#", "topic readwrite homeassistant/#", "topic deny birbcam/balcony/sightings", "topic deny birbcam/balcony/motion"]);
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, "allow_anonymous true", $"acl_file {_folder["acl"]}");
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        StoredDetection[] stored = [.. Enumerable.Range(0, 80).Select(i => node.Store.Add(Detections.Accepted($"label-{i}", Morning.AddSeconds(i))))];
        await subscriber.HasAsync("last", stored[^1].Payload);
        await Eventually.HoldsAsync(() => node.Store.CountUnpublished() == 80, "the sightings stay in the outbox");
        await subscriber.HasAsync("detections", stored[^1].Payload);

        Assert.Equal(stored.Select(one => one.Payload), subscriber.Texts("detections"));
        Assert.Equal(2, node.Log.Warnings.Count);
        Assert.Contains(node.Log.Warnings, line => line.Contains("birbcam/balcony/sightings", StringComparison.Ordinal));
        Assert.Contains(node.Log.Warnings, line => line.Contains("birbcam/balcony/motion", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_the_broker_finds_too_large_is_skipped_and_said()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, "allow_anonymous true", "message_size_limit 8000");
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        StoredDetection large = node.Store.Add(Detections.Unsure("sparrow", Morning) with { Text = new string('x', 9000) });
        StoredDetection next = node.Store.Add(Detections.Unsure("sparrow", Morning.AddSeconds(1)));

        await subscriber.HasAsync("detections", next.Payload);
        await node.OwesNothingAsync();
        Assert.Contains(large.Detection.Id.ToString(), Assert.Single(node.Log.Warnings), StringComparison.Ordinal);
    }

    /// <summary>CONNACK of version 3.1.1, "unacceptable protocol version"; and one that hangs up without a word.</summary>
    [Theory]
    [InlineData("20020001")]
    [InlineData("")]
    public async Task A_broker_of_the_older_protocol_is_spoken_to_in_the_older_protocol(string answer)
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await using var wire = new Wire(broker.Port) { AnswerToVersion5 = Convert.FromHexString(answer) };
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(wire.Port));
        StoredDetection stored = node.Store.Add(Detections.Accepted("sparrow", Morning));

        await subscriber.HasAsync("last", stored.Payload);
        Assert.Empty(node.Log.Warnings);
        Assert.Contains(broker.Log, line => line.Contains("birbcam-balcony (p2,", StringComparison.Ordinal));
    }
}
