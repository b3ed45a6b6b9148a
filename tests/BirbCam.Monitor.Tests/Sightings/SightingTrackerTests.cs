using System.Collections.Immutable;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Votes;

namespace BirbCam.Monitor.Tests.Sightings;

public sealed class SightingTrackerTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Dawn = Detections.Morning;

    private SightingTracker _tracker = new(Gap, []);

    [Fact]
    public void A_bird_that_hops_out_of_view_and_back_is_one_sighting()
    {
        Sighting first = Assert.Single(Observe(Detections.Accepted("chickadee", Dawn, 0.81)));
        Sighting second = Assert.Single(Observe(Detections.Accepted("chickadee", Dawn.AddSeconds(30), 0.97)));

        Assert.Equal(first.Id, second.Id);
        Assert.Equal((1, 2), (first.Revision, second.Revision));
        Assert.Equal(0.97, second.Best.Confidence);
        Assert.Equal((Dawn, Dawn.AddSeconds(30), 2), (second.FirstSeen, second.LastSeen, second.Detections));
    }

    [Fact]
    public void A_worse_detection_does_not_become_the_best()
    {
        Detection best = Detections.Accepted("chickadee", Dawn, 0.97);
        Observe(best);

        Assert.Equal(best.Id, Assert.Single(Observe(Detections.Accepted("chickadee", Dawn.AddSeconds(1), 0.81))).Best.Id);
    }

    /// <summary>There are models that cannot be explained: their pictures are kept all the same, and no visit may fill the disk with them.</summary>
    [Fact]
    public void A_picture_without_an_explanation_counts_among_those_of_its_visit()
    {
        var image = new ImageEvidence(new string('9', 64), 480, 640);
        Observe(Detections.Unsure("chickadee", Dawn) with { Image = image });
        Observe(Detections.Unsure("chickadee", Dawn.AddSeconds(1)));

        Assert.Equal(2, Assert.Single(Observe(Detections.Unsure("chickadee", Dawn.AddSeconds(2)) with { Image = image })).Explained);
    }

    [Fact]
    public void A_bird_that_comes_back_after_the_gap_is_another_sighting()
    {
        Sighting first = Assert.Single(Observe(Detections.Accepted("chickadee", Dawn)));
        IReadOnlyList<Sighting> later = Observe(Detections.Accepted("chickadee", Dawn.Add(Gap).AddMilliseconds(1)));

        Assert.Equal([(first.Id, true), (later[1].Id, false)], later.Select(sighting => (sighting.Id, sighting.Ended)));
        Assert.NotEqual(first.Id, later[1].Id);
    }

    [Fact]
    public void Exactly_the_gap_still_joins()
    {
        Observe(Detections.Accepted("chickadee", Dawn));

        Assert.Equal(2, Assert.Single(Observe(Detections.Accepted("chickadee", Dawn.Add(Gap)))).Detections);
    }

    [Fact]
    public void Two_labels_at_once_are_two_sightings()
    {
        IReadOnlyList<Sighting> both = Observe(Detections.Of(Decision.Accepted, Dawn, 0.9, "chickadee", "squirrel"));

        Assert.Equal(["chickadee", "squirrel"], both.Select(sighting => sighting.Label));
        Assert.Equal(2, both.Select(sighting => sighting.Id).Distinct().Count());
    }

    [Fact]
    public void An_unsure_detection_joins_its_best_candidate_and_is_not_counted_as_accepted()
    {
        Sighting unsure = Assert.Single(Observe(Detections.Of(Decision.LowConfidence, Dawn, 0.5, "sparrow", "chickadee")));
        Sighting certain = Assert.Single(Observe(Detections.Accepted("sparrow", Dawn.AddSeconds(2))));

        Assert.Equal(("sparrow", 0), (unsure.Label, unsure.Accepted));
        Assert.Equal((unsure.Id, 1, 2), (certain.Id, certain.Accepted, certain.Detections));
    }

    [Fact]
    public void Three_of_five_looks_at_one_place_make_the_name()
    {
        string[] looks = ["chickadee", "sparrow", "sparrow", "chickadee", "sparrow"];
        Dictionary<string, Sighting> last = LastOf(looks.Select((label, i) => Detections.Accepted(label, Dawn.AddSeconds(i))));

        Assert.Equal((5, 3, Verdict.Accepted), (last["sparrow"].Moments, last["sparrow"].Accepted, last["sparrow"].Verdict));
        Assert.Equal((5, 2, Verdict.Abstained), (last["chickadee"].Moments, last["chickadee"].Accepted, last["chickadee"].Verdict));
    }

    [Fact]
    public void Two_looks_that_disagree_name_nobody()
    {
        Dictionary<string, Sighting> last = LastOf([Detections.Accepted("chickadee", Dawn), Detections.Accepted("sparrow", Dawn.AddSeconds(1))]);

        Assert.Equal([Verdict.Abstained, Verdict.Abstained], last.Values.Select(sighting => sighting.Verdict));
    }

    [Fact]
    public void Two_who_are_seen_together_do_not_vote_against_each_other()
    {
        Dictionary<string, Sighting> last = LastOf(Enumerable.Range(0, 4).Select(i => Detections.Of(Decision.Accepted, Dawn.AddSeconds(i), 0.9, "chickadee", "squirrel")));

        Assert.All(last.Values, sighting => Assert.Equal((4, Verdict.Accepted), (sighting.Moments, sighting.Verdict)));
    }

    [Theory]
    [InlineData(0.1, 10, nameof(Verdict.Abstained))]
    [InlineData(0.5, 1, nameof(Verdict.Accepted))]
    [InlineData(0.1, 11, nameof(Verdict.Accepted))]
    public void Who_is_elsewhere_or_later_is_somebody_else(double left, double seconds, string verdict)
    {
        Dictionary<string, Sighting> last = LastOf([At(0.1, Detections.Accepted("chickadee", Dawn)), At(left, Detections.Accepted("sparrow", Dawn.AddSeconds(seconds)))]);

        Assert.Equal([verdict, verdict], last.Values.Select(sighting => sighting.Verdict.ToString()));
    }

    [Fact]
    public void Looks_without_a_certain_answer_do_not_vote()
    {
        Sighting certain = Assert.Single(Observe(Detections.Accepted("chickadee", Dawn)));
        Sighting unsure = Assert.Single(Observe(Detections.Unsure("chickadee", Dawn.AddSeconds(1))));
        Sighting never = Assert.Single(Observe(Detections.Unsure("sparrow", Dawn.AddSeconds(2))));

        Assert.Equal((1, 1, Verdict.Unsure), (certain.Moments, unsure.Moments, never.Verdict));
    }

    [Fact]
    public void Places_are_few()
    {
        for (int i = 0; i < 100; i++)
            Observe(At(i % 50 * 0.02, Detections.Accepted("chickadee", Dawn.AddMilliseconds(i)), size: 0.001));

        Assert.Equal(100, Assert.Single(Observe(At(0.99, Detections.Accepted("chickadee", Dawn.AddSeconds(1)), size: 0.001))).Moments - 1);
    }

    [Fact]
    public void What_names_nobody_is_no_sighting()
        => Assert.All(
            [Decision.None, Decision.Unknown, Decision.Abstained, Decision.RejectedBackground],
            decision => Assert.Empty(Observe(Detections.Of(decision, Dawn, 0.5, "sparrow"))));

    [Fact]
    public void An_end_is_found_by_time_passing()
    {
        Observe(Detections.Accepted("chickadee", Dawn));

        Assert.Empty(_tracker.EndOverdue(Dawn.Add(Gap)).Changed);
        SightingStep step = _tracker.EndOverdue(Dawn.Add(Gap).AddSeconds(1));
        Sighting ended = Assert.Single(step.Changed);
        Assert.Equal((true, 2, Dawn), (ended.Ended, ended.Revision, ended.LastSeen));
        Assert.Empty(step.Tracker.Open);
    }

    [Fact]
    public void A_clock_that_was_set_back_ends_what_was_open()
    {
        Observe(Detections.Accepted("chickadee", Dawn));

        Assert.True(Assert.Single(_tracker.EndOverdue(Dawn.AddDays(-400)).Changed).Ended);
    }

    [Fact]
    public void A_late_detection_does_not_turn_time_back()
    {
        Observe(Detections.Accepted("chickadee", Dawn));
        Sighting sighting = Assert.Single(Observe(Detections.Accepted("chickadee", Dawn.AddSeconds(-5))));

        Assert.Equal((Dawn.AddSeconds(-5), Dawn), (sighting.FirstSeen, sighting.LastSeen));
    }

    [Fact]
    public void An_open_sighting_is_taken_up_after_a_restart()
    {
        Sighting before = Assert.Single(Observe(Detections.Accepted("chickadee", Dawn)));
        _tracker = new SightingTracker(Gap, [before]);
        Sighting after = Assert.Single(Observe(Detections.Accepted("chickadee", Dawn.AddSeconds(20))));

        Assert.Equal((before.Id, 2), (after.Id, after.Revision));
    }

    [Fact]
    public void A_model_that_fires_thousands_of_labels_does_not_grow_the_tracker()
    {
        string[] labels = [.. Enumerable.Range(0, 3000).Select(i => $"label-{i}")];
        IReadOnlyList<Sighting> changed = Observe(Detections.Of(Decision.Accepted, Dawn, 0.9, labels));

        Assert.Equal(SightingTracker.MaxOpen, _tracker.Open.Count());
        Assert.Equal(3000 - SightingTracker.MaxOpen, changed.Count(sighting => sighting.Ended));
    }

    [Fact]
    public void Observing_leaves_the_tracker_as_it_was()
    {
        _tracker.Observe(Detections.Accepted("chickadee", Dawn));

        Assert.Empty(_tracker.Open);
    }

    /// <summary>Whatever comes in whatever order: every detection is in exactly one sighting, and sightings of a label are more than the gap apart.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_detection_is_in_one_sighting_and_sightings_of_a_label_are_apart(int seed)
    {
        var random = new Random(seed);
        var last = new Dictionary<Guid, Sighting>();
        var seen = new Dictionary<string, int>();
        DateTimeOffset now = Dawn;
        for (int i = 0; i < 2000; i++)
        {
            now += TimeSpan.FromSeconds(random.Next(0, 90));
            string label = $"label-{random.Next(3)}";
            seen[label] = seen.GetValueOrDefault(label) + 1;
            foreach (Sighting sighting in Observe(Detections.Accepted(label, now, random.NextDouble())))
            {
                Assert.Equal(last.TryGetValue(sighting.Id, out Sighting? before) ? before.Revision + 1 : 1, sighting.Revision);
                Assert.NotEqual(true, before?.Ended);
                last[sighting.Id] = sighting;
            }
        }

        foreach (IGrouping<string, Sighting> visits in last.Values.GroupBy(sighting => sighting.Label))
        {
            Sighting[] inOrder = [.. visits.OrderBy(sighting => sighting.FirstSeen)];
            Assert.Equal(seen[visits.Key], inOrder.Sum(sighting => sighting.Detections));
            Assert.All(inOrder.Zip(inOrder.Skip(1)), pair => Assert.True(pair.Second.FirstSeen - pair.First.LastSeen > Gap));
        }
    }

    private ImmutableArray<Sighting> Observe(Detection detection)
    {
        SightingStep step = _tracker.Observe(detection);
        _tracker = step.Tracker;
        return step.Changed;
    }

    private static Detection At(double left, Detection detection, double size = 0.1)
        => detection with { Motion = new MotionEvidence(0.01, [left, 0.4, size, size], 600, 1, 0) };

    /// <summary>The sightings after the last of these detections, by label.</summary>
    private Dictionary<string, Sighting> LastOf(IEnumerable<Detection> detections)
        => detections.SelectMany(detection => Observe(detection)).GroupBy(sighting => sighting.Label).ToDictionary(changes => changes.Key, changes => changes.Last());
}
