using System.Collections.Immutable;
using BirbCam.Monitor.Sightings.Votes;

namespace BirbCam.Monitor.Sightings;

/// <summary>
/// Joins detections into sightings. A value: observing makes another tracker, so that the store keeps the old one when its transaction fails.
/// Accepted detections join with each of their labels, unsure ones with their best candidate, the others with none. Accepted detections at one place
/// vote: each counts for the sightings of its labels, and against those of others that were named there.
/// </summary>
internal sealed class SightingTracker
{
    /// <summary>Far above the labels of a feeder; a model with thousands that fires them all at once ends the longest unseen instead of growing.</summary>
    public const int MaxOpen = 256;

    /// <summary>Places where somebody is at once; beyond, the one that was looked at longest ago is forgotten.</summary>
    private const int MaxBallots = 8;

    private readonly TimeSpan _joinGap;
    private readonly ImmutableDictionary<string, Sighting> _openByLabel;
    private readonly ImmutableList<Ballot> _ballots;

    /// <param name="open">The sightings that had not ended when the program stopped; of two with one label the later wins.</param>
    public SightingTracker(TimeSpan joinGap, IEnumerable<Sighting> open)
        : this(joinGap, open.OrderBy(sighting => sighting.LastSeen)
            .Aggregate(ImmutableDictionary<string, Sighting>.Empty, (byLabel, sighting) => byLabel.SetItem(sighting.Label, sighting)), [])
    {
    }

    private SightingTracker(TimeSpan joinGap, ImmutableDictionary<string, Sighting> openByLabel, ImmutableList<Ballot> ballots)
    {
        _joinGap = joinGap;
        _openByLabel = openByLabel;
        _ballots = ballots;
    }

    public IEnumerable<Sighting> Open => _openByLabel.Values;

    /// <summary>The sighting that a detection of the label at that time would join, or null.</summary>
    public Sighting? Find(string label, DateTimeOffset at)
        => _openByLabel.TryGetValue(label, out Sighting? sighting) && Joins(sighting, at) ? sighting : null;

    /// <summary>The sightings that the detection ends (by the time that has passed), begins and extends, in this order.</summary>
    public SightingStep Observe(Detection detection)
    {
        SightingStep ended = EndOverdue(detection.CapturedAt);
        ImmutableDictionary<string, Sighting>.Builder open = ended.Tracker._openByLabel.ToBuilder();
        ImmutableArray<Sighting>.Builder changed = ended.Changed.ToBuilder();

        Ballot? ballot = detection.Decision == Decision.Accepted ? _ballots.FindLast(one => one.Concerns(detection)) : null;
        foreach (string label in SeenLabels(detection))
        {
            if (!open.TryGetValue(label, out Sighting? before) && open.Count >= MaxOpen)
                changed.Add(EndLongestUnseen(open));

            Sighting after = before is null ? Begin(label, detection) : Extend(before, detection);
            if (detection.Decision == Decision.Accepted)
                after = after with { Moments = after.Moments + 1 + (ballot?.Labels.Contains(label) == false ? ballot.Moments : 0) };
            open[label] = after;
            changed.Add(after);
        }

        foreach (string label in ballot?.Labels.Except(detection.Labels).Where(open.ContainsKey) ?? [])
        {
            open[label] = open[label] with { Revision = open[label].Revision + 1, Moments = open[label].Moments + 1 };
            changed.Add(open[label]);
        }

        return new SightingStep(new SightingTracker(_joinGap, open.ToImmutable(), Voted(ballot, detection)), changed.ToImmutable());
    }

    /// <summary>Ends the sightings whose last detection lies further back than the gap, or ahead by as much: then the clock was set.</summary>
    public SightingStep EndOverdue(DateTimeOffset now)
    {
        ImmutableArray<Sighting> overdue = [.. Open.Where(sighting => !Joins(sighting, now)).OrderBy(sighting => sighting.LastSeen)];
        return overdue.IsEmpty
            ? new SightingStep(this, [])
            : new SightingStep(
                new SightingTracker(_joinGap, _openByLabel.RemoveRange(overdue.Select(sighting => sighting.Label)), _ballots),
                [.. overdue.Select(End)]);
    }

    /// <summary>Takes up what a person's word made of a sighting: one that has not ended goes on as it is now, one that has is joined no more.</summary>
    public SightingTracker With(Sighting revised)
    {
        if (Open.FirstOrDefault(sighting => sighting.Id == revised.Id) is not Sighting before)
            return this;

        ImmutableDictionary<string, Sighting> others = _openByLabel.Remove(before.Label);
        return new SightingTracker(_joinGap, revised.Ended ? others : others.SetItem(revised.Label, revised), _ballots);
    }

    /// <summary>The ballots after an accepted detection, the last one last.</summary>
    private ImmutableList<Ballot> Voted(Ballot? before, Detection detection)
    {
        if (detection.Decision != Decision.Accepted)
            return _ballots;

        ImmutableList<Ballot> others = before is null ? _ballots : _ballots.Remove(before);
        Ballot after = (before ?? new Ballot(null, detection.CapturedAt, 0, [])).With(detection);
        return (others.Count < MaxBallots ? others : others.RemoveAt(0)).Add(after);
    }

    private static IEnumerable<string> SeenLabels(Detection detection) => detection.Decision switch
    {
        Decision.Accepted => detection.Labels.Distinct(),
        Decision.LowConfidence => detection.Labels.Take(1),
        _ => [],
    };

    private bool Joins(Sighting sighting, DateTimeOffset at) => (at - sighting.LastSeen).Duration() <= _joinGap;

    private static Sighting Begin(string label, Detection detection) => Extend(
        new Sighting
        {
            Id = Guid.CreateVersion7(detection.CapturedAt),
            Revision = 0,
            Camera = detection.Camera,
            Label = label,
            FirstSeen = detection.CapturedAt,
            LastSeen = detection.CapturedAt,
            Ended = false,
            Detections = 0,
            Accepted = 0,
            Explained = 0,
            Best = new BestDetection(detection.Id, double.NegativeInfinity, detection.CapturedAt),
        },
        detection);

    private static Sighting Extend(Sighting sighting, Detection detection)
    {
        double confidence = detection.Scores.TryGetValue(sighting.Label, out double score) ? score : detection.Confidence;
        return sighting with
        {
            Revision = sighting.Revision + 1,
            FirstSeen = Earlier(sighting.FirstSeen, detection.CapturedAt),
            LastSeen = Later(sighting.LastSeen, detection.CapturedAt),
            Detections = sighting.Detections + 1,
            Accepted = sighting.Accepted + (detection.Decision == Decision.Accepted ? 1 : 0),
            Explained = sighting.Explained + (detection.Image is null ? 0 : 1),
            Best = confidence > sighting.Best.Confidence ? new BestDetection(detection.Id, confidence, detection.CapturedAt) : sighting.Best,
        };
    }

    private static Sighting EndLongestUnseen(ImmutableDictionary<string, Sighting>.Builder open)
    {
        Sighting longestUnseen = open.Values.MinBy(sighting => sighting.LastSeen)!;
        open.Remove(longestUnseen.Label);
        return End(longestUnseen);
    }

    private static Sighting End(Sighting sighting) => sighting with { Revision = sighting.Revision + 1, Ended = true };

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

/// <summary>What an observation made of a tracker.</summary>
/// <param name="Tracker">The tracker afterwards.</param>
/// <param name="Changed">The sightings that are no longer what they were.</param>
internal readonly record struct SightingStep(SightingTracker Tracker, ImmutableArray<Sighting> Changed);
