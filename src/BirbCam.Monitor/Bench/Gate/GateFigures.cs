using System.Collections.Immutable;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Bench.Gate;

/// <summary>What a gate did on judged footage: of one clip, or of several added up.</summary>
internal sealed record GateFigures
{
    /// <summary>Footage after the settling time.</summary>
    public TimeSpan Judged { get; init; }

    /// <summary>The part of it in which every trigger would be false: clips that expect nothing or visits, outside of the visits.</summary>
    public TimeSpan Quiet { get; init; }

    /// <summary>Frames after the settling time.</summary>
    public int Frames { get; init; }

    public int QuietFrames { get; init; }

    /// <summary>Triggered frames among the quiet ones.</summary>
    public int FalseFrames { get; init; }

    public int Events { get; init; }

    public int FalseEvents { get; init; }

    /// <summary>Visits that a gate is asked to see.</summary>
    public int Visits { get; init; }

    /// <summary>Visits with a triggered frame.</summary>
    public int Seen { get; init; }

    /// <summary>Visits with a triggered frame in which a region overlaps the visitor. Where no box is known, seen is placed.</summary>
    public int Placed { get; init; }

    /// <summary>Clips that expect a trigger.</summary>
    public int TriggerClips { get; init; }

    public int TriggerClipsSeen { get; init; }

    /// <summary>From a visitor's appearance to the first triggered frame, of every visit that was seen.</summary>
    public ImmutableArray<TimeSpan> FirstTriggers { get; init; } = [];

    /// <summary>Those frames by verdict.</summary>
    public ImmutableSortedDictionary<MotionVerdict, int> Verdicts { get; init; } = ImmutableSortedDictionary<MotionVerdict, int>.Empty;

    /// <summary>From the decoded frame in memory to the verdict, of every judged frame; empty where nothing was timed.</summary>
    public ImmutableArray<TimeSpan> Costs { get; init; } = [];

    /// <summary>Per quiet hour; not a number where nothing was quiet.</summary>
    public double FalseEventsPerHour => FalseEvents / Quiet.TotalHours;

    /// <summary>0–1; not a number where nothing was quiet.</summary>
    public double FalseFrameShare => (double)FalseFrames / QuietFrames;

    /// <summary>Visits without a placed trigger, and clips that should have triggered and did not.</summary>
    public int Missed => Visits - Placed + (TriggerClips - TriggerClipsSeen);

    public static GateFigures Sum(IReadOnlyCollection<GateFigures> parts) => new()
    {
        Judged = TimeSpan.FromTicks(parts.Sum(part => part.Judged.Ticks)),
        Quiet = TimeSpan.FromTicks(parts.Sum(part => part.Quiet.Ticks)),
        Frames = parts.Sum(part => part.Frames),
        QuietFrames = parts.Sum(part => part.QuietFrames),
        FalseFrames = parts.Sum(part => part.FalseFrames),
        Events = parts.Sum(part => part.Events),
        FalseEvents = parts.Sum(part => part.FalseEvents),
        Visits = parts.Sum(part => part.Visits),
        Seen = parts.Sum(part => part.Seen),
        Placed = parts.Sum(part => part.Placed),
        TriggerClips = parts.Sum(part => part.TriggerClips),
        TriggerClipsSeen = parts.Sum(part => part.TriggerClipsSeen),
        FirstTriggers = [.. parts.SelectMany(part => part.FirstTriggers)],
        Verdicts = parts.SelectMany(part => part.Verdicts).GroupBy(pair => pair.Key, pair => pair.Value).ToImmutableSortedDictionary(group => group.Key, group => group.Sum()),
        Costs = [.. parts.SelectMany(part => part.Costs)],
    };

    /// <summary>The nearest-rank quantile; null of nothing.</summary>
    /// <param name="share">0–1; a half is the median.</param>
    public static TimeSpan? Quantile(ImmutableArray<TimeSpan> times, double share)
        => times.IsEmpty ? null : times.Sort()[Math.Max((int)Math.Ceiling(share * times.Length) - 1, 0)];
}
