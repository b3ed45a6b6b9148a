namespace BirbCam.Monitor.Capture.Timing;

/// <summary>A recording in real time: an image is handed over when as much time has passed as in the recording.</summary>
/// <param name="longestGap">A longer gap in the recording is cut to this: nobody waits for it, and it is no stall.</param>
internal sealed class PacedSource(IFrameSource recording, TimeSpan longestGap, TimeProvider time) : IFrameSource
{
    private long _start;
    private TimeSpan _cut;

    public async ValueTask OpenAsync(CancellationToken stop)
    {
        await recording.OpenAsync(stop);
        _start = time.GetTimestamp();
    }

    public async ValueTask<CapturedImage?> ReadAsync(CancellationToken stop)
    {
        CapturedImage? image = await recording.ReadAsync(stop);
        if (image?.Position is not TimeSpan position)
            return image;

        TimeSpan early = position - _cut - time.GetElapsedTime(_start);
        if (early > longestGap)
        {
            _cut += early - longestGap;
            early = longestGap;
        }

        if (early > TimeSpan.Zero)
            await Task.Delay(early, time, stop);
        return image;
    }

    public ValueTask DisposeAsync() => recording.DisposeAsync();
}
