using System.Collections.Immutable;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Bench.Clips;

/// <summary>What a gate should make of a clip.</summary>
internal enum ExpectedOf
{
    /// <summary>Reported, not judged.</summary>
    Unjudged,

    /// <summary>Nobody comes: every event is false.</summary>
    Nothing,

    /// <summary>Somebody is there at times that nobody wrote down: one event is enough, none is false.</summary>
    Trigger,

    /// <summary>The visits are known, and what touches none of them is false.</summary>
    Visits,
}

/// <summary>The truth about a clip, as far as it is known.</summary>
internal sealed record ClipExpectation
{
    /// <summary>A gate is believable about a second after the start.</summary>
    public static readonly TimeSpan UsualSettle = TimeSpan.FromSeconds(1);

    public static readonly ClipExpectation Unknown = new() { Expected = ExpectedOf.Unjudged };

    public required ExpectedOf Expected { get; init; }

    /// <summary>Frames before this are not judged.</summary>
    public TimeSpan Settle { get; init; } = UsualSettle;

    public ImmutableArray<ExpectedVisit> Visits { get; init; } = [];

    /// <summary>The word in files and reports.</summary>
    public static string WordOf(ExpectedOf expected) => expected switch
    {
        ExpectedOf.Unjudged => "unjudged",
        ExpectedOf.Nothing => "nothing",
        ExpectedOf.Trigger => "trigger",
        ExpectedOf.Visits => "visits",
        _ => throw new ArgumentOutOfRangeException(nameof(expected), expected, null),
    };
}

/// <summary>Somebody comes and goes.</summary>
/// <param name="From">Since the start of the clip.</param>
/// <param name="To">The last moment of it.</param>
/// <param name="Boxes">Where the visitor is, by frame at <paramref name="BoxFps"/>, in frame pixels; empty where nobody wrote it down.</param>
/// <param name="BoxFps">Boxes a second.</param>
/// <param name="IsJudged">False for a visit that no gate is asked to see, but that still explains an event.</param>
internal sealed record ExpectedVisit(TimeSpan From, TimeSpan To, ImmutableSortedDictionary<long, ImmutableArray<PixelRect>> Boxes, double BoxFps, bool IsJudged = true)
{
    /// <summary>Times are written in decimal seconds and stamped in fractions of a time base: they agree to this.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    /// <summary>When there is something to see for the first time.</summary>
    public TimeSpan Appears => Boxes.IsEmpty ? From : TimeSpan.FromSeconds(Boxes.Keys.First() / BoxFps);

    public bool Covers(TimeSpan at) => From - Rounding <= at && at <= To + Rounding;

    /// <summary>Where the visitor is at a moment: the boxes of the nearest frame that has any to offer.</summary>
    public ImmutableArray<PixelRect> BoxesAt(TimeSpan at) => Boxes.GetValueOrDefault((long)Math.Round(at.TotalSeconds * BoxFps), []);
}
