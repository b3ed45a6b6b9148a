using System.Collections.Immutable;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Bench.Gate;

/// <summary>
/// How a gate does on one clip whose truth is known. An event is a run of triggered frames with gaps of at most 2 s; it is false where it touches no visit. A visit is seen when
/// a frame of it triggers, and placed when a region overlaps the visitor in such a frame. Frames before the clip's settling time are not judged. Frames come in the order of time.
/// </summary>
internal sealed class GateScore(ClipExpectation expectation)
{
    /// <summary>The animal is gone, its wing still in the mask: an event that ends so late belongs to the visit.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private readonly ExpectedVisit[] _judged = [.. expectation.Visits.Where(visit => visit.IsJudged && visit.To > expectation.Settle)];
    private readonly Dictionary<ExpectedVisit, TimeSpan> _firstSeen = [];
    private readonly HashSet<ExpectedVisit> _placed = [];
    private readonly TriggerEvents _events = new();
    private readonly SortedDictionary<MotionVerdict, int> _verdicts = [];
    private readonly List<TimeSpan> _costs = [];
    private TimeSpan? _lastAt;
    private TimeSpan _time;
    private TimeSpan _quiet;
    private int _frames;
    private int _quietFrames;
    private int _falseFrames;

    /// <summary>Whether there is a truth that triggers can contradict.</summary>
    private bool CanBeFalse => expectation.Expected is ExpectedOf.Nothing or ExpectedOf.Visits;

    public IReadOnlyList<TimeRange> FalseEvents => CanBeFalse ? [.. _events.All.Where(found => !TouchesVisit(found))] : [];

    public IReadOnlyList<TimeRange> Missed
        => expectation.Expected == ExpectedOf.Visits ? [.. _judged.Where(visit => !_placed.Contains(visit)).Select(visit => new TimeRange(visit.From, visit.To))] : [];

    public GateFigures Figures => new()
    {
        Judged = _time,
        Quiet = _quiet,
        Frames = _frames,
        QuietFrames = _quietFrames,
        FalseFrames = _falseFrames,
        Events = _events.All.Count,
        FalseEvents = FalseEvents.Count,
        Visits = expectation.Expected == ExpectedOf.Visits ? _judged.Length : 0,
        Seen = expectation.Expected == ExpectedOf.Visits ? _firstSeen.Count : 0,
        Placed = expectation.Expected == ExpectedOf.Visits ? _placed.Count : 0,
        TriggerClips = expectation.Expected == ExpectedOf.Trigger ? 1 : 0,
        TriggerClipsSeen = expectation.Expected == ExpectedOf.Trigger && _events.All.Count > 0 ? 1 : 0,
        FirstTriggers = [.. _firstSeen.Select(seen => seen.Value - seen.Key.Appears).Select(late => late < TimeSpan.Zero ? TimeSpan.Zero : late)],
        Verdicts = _verdicts.ToImmutableSortedDictionary(),
        Costs = [.. _costs],
    };

    /// <param name="at">Since the start of the clip.</param>
    /// <param name="cost">Null where it is not wanted.</param>
    public void Add(TimeSpan at, GateView view, TimeSpan? cost = null)
    {
        if (at < expectation.Settle)
            return;

        // A frame stands for the time since the one before it.
        TimeSpan step = at - (_lastAt ?? at);
        _lastAt = at;
        _time += step;
        _frames++;
        _verdicts[view.Verdict] = _verdicts.GetValueOrDefault(view.Verdict) + 1;
        if (cost is TimeSpan measured)
            _costs.Add(measured);
        if (CanBeFalse && !TouchesVisit(new TimeRange(at, at)))
        {
            _quiet += step;
            _quietFrames++;
            _falseFrames += view.IsTriggered ? 1 : 0;
        }

        if (view.IsTriggered)
            AddTriggered(at, view.Regions);
    }

    private void AddTriggered(TimeSpan at, ImmutableArray<PixelRect> regions)
    {
        _events.AddTriggered(at);
        foreach (ExpectedVisit visit in _judged.Where(visit => visit.Covers(at)))
        {
            _firstSeen.TryAdd(visit, at);
            if (visit.Boxes.IsEmpty || visit.BoxesAt(at).Any(box => regions.Any(region => !region.Intersect(box).IsEmpty)))
                _placed.Add(visit);
        }
    }

    private bool TouchesVisit(TimeRange found) => expectation.Visits.Any(visit => found.From <= visit.To + Slack && found.To >= visit.From - Slack);
}
