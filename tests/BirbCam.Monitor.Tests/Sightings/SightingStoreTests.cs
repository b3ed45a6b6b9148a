using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Sightings.Votes;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Sightings;

public sealed class SightingStoreTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Morning);
    private readonly LogLines _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_detection_is_stamped_and_its_payload_is_what_was_stored()
    {
        using SightingStore store = Open();
        StoredDetection stored = store.Add(Detections.Accepted("sparrow", Morning));

        Assert.Equal(
            (1, 1, "boot-1", true, true, 1),
            (stored.Detection.Seq, stored.Detection.Revision, stored.Detection.BootId, stored.Detection.FirstEver, stored.Detection.FirstOfDay, stored.Detection.CountToday));
        Assert.Equal(TimeSpan.FromHours(-6), stored.Detection.LocalTime.Offset);
        Assert.Equal(Assert.Single(stored.Changed).Id, stored.Detection.SightingId);
        Assert.Equal(stored.Payload, store.TakeUnpublished(10)[0].Payload);
        Assert.Equal(stored.Payload, store.LastAccepted());
    }

    [Fact]
    public void The_outbox_is_in_the_order_of_making_and_empties_when_delivered()
    {
        using SightingStore store = Open();
        StoredDetection[] made = [.. Enumerable.Range(0, 5).Select(i => store.Add(Detections.Unsure($"label-{i}", Morning.AddSeconds(i))))];

        IReadOnlyList<OutboxItem> owed = store.TakeUnpublished(3);
        Assert.Equal(made.Take(3).Select(stored => stored.Payload), owed.Select(item => item.Payload));
        store.MarkPublished(owed);
        Assert.Equal(made.Skip(3).Select(stored => stored.Payload), store.TakeUnpublished(10).Select(item => item.Payload));
        Assert.Equal(2, store.CountUnpublished());
    }

    [Fact]
    public void A_sighting_that_grew_while_it_was_sent_is_sent_again()
    {
        using SightingStore store = Open();
        store.Add(Detections.Accepted("sparrow", Morning));
        IReadOnlyList<OutboxItem> sent = store.TakeUnpublished(10);
        store.Add(Detections.Accepted("sparrow", Morning.AddSeconds(5)));
        store.MarkPublished(sent);

        OutboxItem again = Assert.Single(store.TakeUnpublished(10), item => item.Kind == OutboxKinds.Sighting);
        Assert.Equal(2, again.Revision);
        store.MarkPublished([again with { Revision = 1 }]);
        Assert.Contains(again, store.TakeUnpublished(10));
    }

    [Fact]
    public void A_sighting_is_new_until_it_was_delivered_then_updated_then_ended()
    {
        using SightingStore store = Open();
        var types = new List<string>();
        foreach (int second in (int[])[0, 5, 10])
        {
            store.Add(Detections.Accepted("sparrow", Morning.AddSeconds(second)));
            types.Add(DeliverSightings(store).Single().Type);
        }

        _time.Advance(TimeSpan.FromMinutes(5));
        store.EndOverdue();
        SightingChange end = DeliverSightings(store).Single();
        Assert.Equal(["new", "update", "update", "end"], types.Append(end.Type));
        Assert.Equal((true, 3, 4), (end.Sighting.Ended, end.Sighting.Detections, end.Sighting.Revision));
    }

    [Fact]
    public void A_sighting_nobody_was_sure_of_is_not_published_until_somebody_is()
    {
        using SightingStore store = Open();
        StoredDetection unsure = store.Add(Detections.Unsure("sparrow", Morning));
        Assert.NotNull(unsure.Detection.SightingId);
        Assert.Empty(DeliverSightings(store));

        store.Add(Detections.Accepted("sparrow", Morning.AddSeconds(3)));
        SightingChange change = Assert.Single(DeliverSightings(store));
        Assert.Equal(("new", 2, 1L), (change.Type, change.Sighting.Detections, change.Seq));
    }

    [Fact]
    public void First_ever_first_of_day_and_the_count_follow_the_local_midnight()
    {
        using SightingStore store = Open();
        // Denver's midnight is 06:00 UTC.
        DateTimeOffset evening = new(2026, 10, 5, 5, 50, 0, TimeSpan.Zero);
        var seen = new List<(bool Ever, bool OfDay, int Today)>();
        foreach (int minutes in (int[])[0, 5, 15, 20])
        {
            Detection detection = store.Add(Detections.Accepted("sparrow", evening.AddMinutes(minutes))).Detection;
            seen.Add((detection.FirstEver, detection.FirstOfDay, detection.CountToday));
        }

        Assert.Equal([(true, true, 1), (false, false, 2), (false, true, 1), (false, false, 2)], seen);
    }

    [Fact]
    public void A_sighting_over_midnight_counts_on_both_days()
    {
        using SightingStore store = Open();
        DateTimeOffset midnight = new(2026, 10, 5, 6, 0, 0, TimeSpan.Zero);
        store.Add(Detections.Accepted("sparrow", midnight.AddSeconds(-10)));
        StoredDetection after = store.Add(Detections.Accepted("sparrow", midnight.AddSeconds(10)));

        Assert.Equal((true, 1), (after.Detection.FirstOfDay, after.Detection.CountToday));
        Assert.Equal(2, Assert.Single(after.Changed).Detections);
    }

    [Fact]
    public void Looks_that_disagree_are_not_counted()
    {
        using SightingStore store = Open();
        store.Add(Detections.Accepted("sparrow", Morning));
        StoredDetection second = store.Add(Detections.Accepted("chickadee", Morning.AddSeconds(1)));
        StoredDetection third = store.Add(Detections.Accepted("chickadee", Morning.AddSeconds(2)));

        Assert.Equal((0, 1), (second.Detection.CountToday, third.Detection.CountToday));
        Assert.Equal(
            [("chickadee", Verdict.Accepted), ("sparrow", Verdict.Abstained)],
            third.Changed.Select(sighting => (sighting.Label, sighting.Verdict)).Order());
    }

    [Fact]
    public void An_unsure_detection_is_no_first()
    {
        using SightingStore store = Open();
        Detection unsure = store.Add(Detections.Unsure("sparrow", Morning)).Detection;
        Detection certain = store.Add(Detections.Accepted("sparrow", Morning.AddSeconds(2))).Detection;

        Assert.Equal((false, false, 0), (unsure.FirstEver, unsure.FirstOfDay, unsure.CountToday));
        Assert.Equal((true, true, 1), (certain.FirstEver, certain.FirstOfDay, certain.CountToday));
    }

    [Fact]
    public void An_open_sighting_and_the_outbox_outlive_a_restart()
    {
        StoredDetection before;
        using (SightingStore store = Open())
            before = store.Add(Detections.Accepted("sparrow", Morning));

        using SightingStore again = Open("boot-2");
        Assert.Equal([before.Payload], Owed(again, OutboxKinds.Detection));
        StoredDetection after = again.Add(Detections.Accepted("sparrow", Morning.AddSeconds(20)));

        Assert.Equal(before.Detection.SightingId, after.Detection.SightingId);
        Assert.Equal((false, 1L, "boot-2"), (after.Detection.FirstEver, after.Detection.Seq, after.Detection.BootId));
    }

    [Fact]
    public void Old_rows_go_in_small_steps_and_first_ever_stays_true()
    {
        using SightingStore store = Open();
        for (int i = 0; i < 450; i++)
            store.Add(Detections.Accepted("sparrow", Morning.AddMinutes(2 * i)));

        var steps = new List<int>();
        while (store.TrimRows(Morning.AddDays(30), new NewestVisits([], [])) is > 0 and int removed)
            steps.Add(removed);

        // 450 detections and 449 ended sightings, at most 200 of each in one step.
        Assert.Equal([400, 400, 99], steps);
        Assert.Empty(Owed(store, OutboxKinds.Detection));
        Assert.False(store.Add(Detections.Accepted("sparrow", Morning.AddDays(31))).Detection.FirstEver);
    }

    [Fact]
    public void Rows_that_are_young_enough_stay()
    {
        using SightingStore store = Open();
        store.Add(Detections.Accepted("sparrow", Morning));

        Assert.Equal(0, store.TrimRows(Morning.AddDays(-1), new NewestVisits([], [])));
    }

    [Fact]
    public void Where_no_broker_is_configured_nothing_is_owed()
    {
        using SightingStore store = Open();
        store.Add(Detections.Accepted("sparrow", Morning));
        store.WaiveOutbox();

        Assert.Equal(0, store.CountUnpublished());
        Assert.Empty(store.TakeUnpublished(10));
    }

    [Fact]
    public void A_change_is_told_after_it_can_be_read()
    {
        using SightingStore store = Open();
        var owed = new List<int>();
        store.Changed += () => owed.Add(store.CountUnpublished());
        store.Add(Detections.Accepted("sparrow", Morning));
        store.EndOverdue();
        _time.Advance(TimeSpan.FromMinutes(2));
        store.EndOverdue();

        Assert.Equal([2, 2], owed);
    }

    private static IEnumerable<string> Owed(SightingStore store, OutboxKinds kind)
        => store.TakeUnpublished(int.MaxValue).Where(item => item.Kind == kind).Select(item => item.Payload);

    private static List<SightingChange> DeliverSightings(SightingStore store)
    {
        IReadOnlyList<OutboxItem> owed = store.TakeUnpublished(int.MaxValue);
        store.MarkPublished(owed);
        return [.. owed.Where(item => item.Kind == OutboxKinds.Sighting).Select(item => RecordJson.ReadSightingChange(item.Payload))];
    }

    private SightingStore Open(string bootId = "boot-1", string? directory = null)
        => SightingStore.Open(new StoreSetup(directory ?? _folder.Path, TimeSpan.FromSeconds(60), Detections.Denver, bootId, _time, _log));
}
