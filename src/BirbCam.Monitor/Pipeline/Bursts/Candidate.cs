using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Shown;

namespace BirbCam.Monitor.Pipeline.Bursts;

/// <summary>A frame on its way to the classifier, triggered or about to, with what the gate said. Owns the frame, and the mask where there is one.</summary>
/// <param name="frame">Taken over.</param>
/// <param name="gateTime">What the gate took.</param>
internal sealed class Candidate(Frame frame, MotionResult motion, TimeSpan gateTime) : IDisposable
{
    public Frame Frame { get; } = frame;

    public MotionResult Motion { get; } = motion;

    public TimeSpan GateTime { get; } = gateTime;

    /// <summary>What moved; null where nobody kept it.</summary>
    public MotionMask? Mask { get; init; }

    /// <summary>When it was queued for the classifier, a timestamp of the pipeline's clock.</summary>
    public long QueuedAt { get; set; }

    public void Dispose()
    {
        Frame.Dispose();
        Mask?.Dispose();
    }
}
