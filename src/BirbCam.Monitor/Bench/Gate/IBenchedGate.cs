using System.Collections.Immutable;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Bench.Gate;

/// <summary>A gate that is measured: ours, or one of others beside it. It starts anew for every clip; one thread.</summary>
internal interface IBenchedGate : IDisposable
{
    /// <summary>Takes a copy of a frame. Not measured: a camera has put it into memory already.</summary>
    /// <param name="frame">Decoded; stays the caller's. Frames come in the order of time.</param>
    void Take(Frame frame);

    /// <summary>From the copy to the verdict: what is measured.</summary>
    /// <exception cref="ImageFormatException">The frame is out of bounds.</exception>
    GateView Judge();
}

/// <summary>What any gate says of a frame, in our words.</summary>
/// <param name="Regions">In frame pixels; empty unless triggered.</param>
internal readonly record struct GateView(MotionVerdict Verdict, ImmutableArray<PixelRect> Regions)
{
    public bool IsTriggered => Verdict == MotionVerdict.Triggered;
}
