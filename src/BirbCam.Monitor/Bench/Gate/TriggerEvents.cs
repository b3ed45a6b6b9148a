namespace BirbCam.Monitor.Bench.Gate;

/// <summary>From the first to the last moment of something, both included, since the start of the footage.</summary>
internal readonly record struct TimeRange(TimeSpan From, TimeSpan To);

/// <summary>Joins triggered frames to events: a run of them with gaps of at most two seconds. Frames come in the order of time.</summary>
internal sealed class TriggerEvents
{
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(2);

    private readonly List<TimeRange> _all = [];

    /// <summary>In order; the ends are those of the first and the last triggered frame.</summary>
    public IReadOnlyList<TimeRange> All => _all;

    public void AddTriggered(TimeSpan at)
    {
        if (_all is [.., TimeRange last] && at - last.To <= LongestGap)
            _all[^1] = last with { To = at };
        else
            _all.Add(new TimeRange(at, at));
    }
}
