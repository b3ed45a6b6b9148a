namespace BirbCam.Monitor.Bench.Clips;

/// <summary>
/// Chooses the frames of a recording that lie nearest to the ticks of a rate. Which of two neighbours is nearer is known only when the second one is there, so that the
/// answer is always about the frame before. No frame is chosen twice: where the recording is slower than the ticks, all are.
/// </summary>
/// <param name="fps">Ticks a second, above 0; the first tick is at zero.</param>
internal sealed class FrameTicks(double fps)
{
    private long _tick;

    /// <summary>Whether a frame is the nearest to some tick that no frame before it was nearest to.</summary>
    /// <param name="position">The frame's; positions do not go back.</param>
    /// <param name="next">The position of the frame that follows, or null where it is the last one.</param>
    public bool Takes(TimeSpan position, TimeSpan? next)
    {
        // A frame answers for all ticks up to the middle between it and the next one; the last frame for half a tick behind it.
        double until = next is TimeSpan later ? (position.TotalSeconds + later.TotalSeconds) / 2 : position.TotalSeconds + (0.5 / fps);
        if (_tick / fps > until)
            return false;

        _tick = (long)Math.Floor(until * fps) + 1;
        return true;
    }
}
