using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Tests.Gate;

/// <summary>
/// How a gate did on footage whose truth is known. An event is a run of triggered frames with gaps of at most 2 s; it is false where it touches no visit. A visit is placed when
/// a region overlaps the animal in a triggered frame of the visit.
/// </summary>
internal sealed class GateScore
{
    private static readonly TimeSpan EventGap = TimeSpan.FromSeconds(2);

    /// <summary>The animal is gone, its wing still in the mask: an event that ends so late belongs to the visit.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private readonly (TimeSpan From, TimeSpan To)[] _visits;
    private readonly bool[] _placed;
    private readonly List<(TimeSpan From, TimeSpan To)> _events = [];
    private readonly Dictionary<MotionVerdict, int> _verdicts = [];
    private int _frames;
    private int _falseFrames;

    /// <param name="visits">Starts and ends since the start of the footage.</param>
    public GateScore(IEnumerable<(TimeSpan From, TimeSpan To)> visits)
    {
        _visits = [.. visits];
        _placed = new bool[_visits.Length];
    }

    public int Visits => _visits.Length;

    public int Placed => _placed.Count(placed => placed);

    public IEnumerable<(TimeSpan From, TimeSpan To)> Missed => _visits.Where((_, i) => !_placed[i]);

    public int Events => _events.Count;

    public int FalseEvents => _events.Count(found => !Touches(found));

    public double FalseFrames => (double)_falseFrames / Math.Max(_frames, 1);

    public IReadOnlyDictionary<MotionVerdict, int> Verdicts => _verdicts;

    /// <param name="animals">Where they are in this frame, in frame pixels.</param>
    public void Add(TimeSpan at, MotionResult result, IEnumerable<PixelRect> animals)
    {
        _frames++;
        _verdicts[result.Verdict] = _verdicts.GetValueOrDefault(result.Verdict) + 1;
        if (!result.IsTriggered)
            return;

        _falseFrames += Touches((at, at)) ? 0 : 1;
        if (_events is [.., (TimeSpan from, TimeSpan to)] && at - to <= EventGap)
            _events[^1] = (from, at);
        else
            _events.Add((at, at));

        bool overlaps = animals.Any(animal => result.Regions.Any(region => !region.Intersect(animal).IsEmpty));
        for (int i = 0; i < _visits.Length; i++)
            _placed[i] |= overlaps && _visits[i].From <= at && at <= _visits[i].To;
    }

    public override string ToString() => FormattableString.Invariant(
        $"{Placed} of {Visits} visits placed (missed: {string.Join(", ", Missed)}), {FalseEvents} false of {Events} events, {FalseFrames:P2} false frames; {string.Join(", ", _verdicts.Select(pair => $"{pair.Key} {pair.Value}"))}");

    private bool Touches((TimeSpan From, TimeSpan To) found) => _visits.Any(visit => found.From <= visit.To + Slack && found.To >= visit.From - Slack);
}
