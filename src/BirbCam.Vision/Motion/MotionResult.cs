using System.Collections.Immutable;
using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Motion;

/// <summary>What the gate says about one frame, and why. Outside the program in snake case: <see cref="MotionVerdicts.ToSnakeCase"/>.</summary>
public enum MotionVerdict
{
    /// <summary>Nothing changed.</summary>
    Still,

    /// <summary>The background model is too young to be believed.</summary>
    Settling,

    /// <summary>The light of the whole picture changed at once.</summary>
    LightingChange,

    /// <summary>The camera was knocked: the whole picture moved.</summary>
    CameraMoved,

    /// <summary>Something moved, but smaller than the smallest thing that matters.</summary>
    TooSmall,

    /// <summary>Something moved, but larger than any visitor.</summary>
    TooLarge,

    /// <summary>Something moved, but not for long enough yet.</summary>
    TooBrief,

    /// <summary>Enough brightness changed to wake a naive gate, and it is explained as vapour: exhaust, steam, smoke.</summary>
    Plume,

    /// <summary>What moved lies in a zone that is to be ignored.</summary>
    Masked,

    /// <summary>Something that matters moved.</summary>
    Triggered,
}

/// <summary>The gate's answer for one frame.</summary>
/// <param name="Verdict">What was decided, and why.</param>
/// <param name="Changed">Share of the analysis image that is foreground, 0–1.</param>
/// <param name="Plume">Share of the analysis image whose brightness changed and was explained as vapour, 0–1.</param>
/// <param name="Regions">What moved, in frame pixels, largest first; empty unless triggered.</param>
/// <param name="Persistence">For how long what triggered has been there; zero unless triggered.</param>
public readonly record struct MotionResult(
    MotionVerdict Verdict, double Changed, double Plume, ImmutableArray<PixelRect> Regions, TimeSpan Persistence)
{
    /// <summary>What moved but has not been there for long enough yet, in frame pixels, largest first; empty unless too brief.</summary>
    public ImmutableArray<PixelRect> Pending { get; init; } = [];

    public bool IsTriggered => Verdict == MotionVerdict.Triggered;
}

public static class MotionVerdicts
{
    /// <summary>The word used in payloads, logs and <c>replay --json</c>.</summary>
    public static string ToSnakeCase(this MotionVerdict verdict) => verdict switch
    {
        MotionVerdict.Still => "still",
        MotionVerdict.Settling => "settling",
        MotionVerdict.LightingChange => "lighting_change",
        MotionVerdict.CameraMoved => "camera_moved",
        MotionVerdict.TooSmall => "too_small",
        MotionVerdict.TooLarge => "too_large",
        MotionVerdict.TooBrief => "too_brief",
        MotionVerdict.Plume => "plume",
        MotionVerdict.Masked => "masked",
        MotionVerdict.Triggered => "triggered",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };
}
