using System.Collections.Immutable;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Pipeline.Bursts;

/// <summary>
/// The last frames on which something moved that had not been there for long enough to trigger. When it triggers they show the visitor too, perhaps at its best: it lands,
/// then it hides. Owns a few frames, which stay compressed where they came so. One thread at a time.
/// </summary>
internal sealed class PreRoll : IDisposable
{
    /// <summary>With <see cref="Spacing"/> they reach back over the 0.3 s that a thing must be seen by default, at any frame rate; each is the memory of a frame.</summary>
    public const int Capacity = 3;

    /// <summary>A visitor shows no other posture sooner.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(100);

    /// <summary>What moved at the same place longer ago may have been something else.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(1);

    private readonly Queue<Candidate> _held = new(Capacity);
    private DateTimeOffset _lastHeld;

    /// <summary>Keeps a frame with something pending, in place of the oldest where there are too many; one that follows another too closely is let go.</summary>
    /// <param name="pending">Taken over.</param>
    public void Hold(Candidate pending)
    {
        DateTimeOffset capturedAt = pending.Frame.CapturedAt;
        if (_held.Count > 0 && (capturedAt - _lastHeld).Duration() < Spacing)
        {
            pending.Dispose();
            return;
        }

        if (_held.Count == Capacity)
            _held.Dequeue().Dispose();
        _held.Enqueue(pending);
        _lastHeld = capturedAt;
    }

    /// <summary>The next frame, oldest first, that shows what triggers now; the ones before it that do not are let go.</summary>
    /// <returns>A triggered frame like any other, decoded, which is the caller's; null where there is none left.</returns>
    public Candidate? TakeLeadTo(MotionResult trigger, DateTimeOffset triggeredAt)
    {
        while (_held.TryDequeue(out Candidate? held))
        {
            if (TryLead(held, trigger, triggeredAt) is Candidate lead)
                return lead;
            held.Dispose();
        }

        return null;
    }

    public void Dispose()
    {
        while (_held.TryDequeue(out Candidate? held))
            held.Dispose();
    }

    /// <returns>Null where it shows nothing of it, and then it is still the caller's.</returns>
    private static Candidate? TryLead(Candidate held, MotionResult trigger, DateTimeOffset triggeredAt)
    {
        TimeSpan ahead = (triggeredAt - held.Frame.CapturedAt).Duration();
        ImmutableArray<PixelRect> same = [.. held.Motion.Pending.Where(pending => trigger.Regions.Any(region => !region.Intersect(pending).IsEmpty))];
        if (ahead > Reach || same.IsEmpty || !CanBeSeen(held.Frame))
            return null;

        TimeSpan persistence = trigger.Persistence > ahead ? trigger.Persistence - ahead : TimeSpan.Zero;
        MotionResult motion = held.Motion with { Verdict = MotionVerdict.Triggered, Regions = same, Pending = [], Persistence = persistence };
        return new Candidate(held.Frame.HandOver(), motion, held.GateTime) { Mask = held.Mask };
    }

    /// <summary>The gate saw it in grey; should it be damaged in colour, there is one frame fewer to choose from.</summary>
    private static bool CanBeSeen(Frame frame)
    {
        try
        {
            return !frame.Pixels.IsEmpty;
        }
        catch (ImageFormatException)
        {
            return false;
        }
    }
}
