using BirbCam.Monitor.Simulation;

namespace BirbCam.Monitor.Capture;

/// <summary>The camera of a simulated balcony: an image at every tick of its frame rate, by the clock or as fast as it is read.</summary>
public sealed class SimulatedSource(SimulationOptions options, TimeProvider time) : IFrameSource
{
    private readonly byte[] _bgr = new byte[options.Width * options.Height * 3];

    /// <summary>Who stops waiting for a picture disposes the source while the picture is still being drawn, with native brushes.</summary>
    private readonly Lock _drawing = new();

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
        if (options.Clock == SimulationClock.Real)
            await WaitForTickAsync(stop);
        stop.ThrowIfCancellationRequested();

        TimeSpan at = _next / options.Fps * TimeSpan.FromSeconds(1);
        _next++;
        lock (_drawing)
        {
            BalconyScene scene = _scene ?? throw new InvalidOperationException("a source is read after it is opened and before it is disposed");
            scene.Render(at, _bgr);
        }

        return new CapturedImage(ImageEncoding.Bgr, options.Width, options.Height, _bgr, at);
    }

    public ValueTask DisposeAsync()
    {
        lock (_drawing)
        {
            _scene?.Dispose();
            _scene = null;
        }

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
