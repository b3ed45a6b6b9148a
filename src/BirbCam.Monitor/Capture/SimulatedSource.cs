using BirbCam.Monitor.Simulation;

namespace BirbCam.Monitor.Capture;

/// <summary>The camera of a simulated balcony: an image at every tick of its frame rate, by the clock or as fast as it is read.</summary>
public sealed class SimulatedSource(SimulationOptions options, TimeProvider time) : IFrameSource
{
    private readonly byte[] _bgr = new byte[options.Width * options.Height * 3];
    private BalconyScene? _scene;
    private long _opened;
    private long _next;

    public ValueTask OpenAsync(CancellationToken stop)
    {
        _scene = new BalconyScene(options);
        _opened = time.GetTimestamp();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<CapturedImage?> ReadAsync(CancellationToken stop)
    {
        BalconyScene scene = _scene ?? throw new InvalidOperationException("a source is opened before it is read");
        if (options.Clock == SimulationClock.Real)
            await WaitForTickAsync(stop);
        stop.ThrowIfCancellationRequested();

        TimeSpan at = _next / options.Fps * TimeSpan.FromSeconds(1);
        _next++;
        scene.Render(at, _bgr);
        return new CapturedImage(ImageEncoding.Bgr, options.Width, options.Height, _bgr, at);
    }

    public ValueTask DisposeAsync()
    {
        _scene?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Like a camera: whoever reads too late has missed images, and does not get them faster afterwards.</summary>
    private async ValueTask WaitForTickAsync(CancellationToken stop)
    {
        double ticks = time.GetElapsedTime(_opened).TotalSeconds * options.Fps;
        _next = Math.Max(_next, (long)Math.Floor(ticks));
        double early = (_next - ticks) / options.Fps;
        if (early > 0)
            await Task.Delay(TimeSpan.FromSeconds(early), time, stop);
    }
}
