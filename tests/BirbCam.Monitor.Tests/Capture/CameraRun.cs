using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Timing;
using BirbCam.Vision.Imaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Capture;

/// <summary>A camera that is being read on a clock that only the test moves.</summary>
internal sealed class CameraRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly List<Frame> _held = [];
    private readonly Task _reading;

    public CameraRun(CameraOptions options, DaySchedule? schedule, DateTimeOffset start, params ScriptedSource[] sources)
    {
        Time = new WatchedTime(start);
        var left = new Queue<ScriptedSource>(sources);
        Camera = new Camera(options, () => left.Dequeue(), schedule, Time, new Random(1), NullLogger<Camera>.Instance);
        _reading = ReadAsync();
    }

    public CameraRun(CameraOptions options, params ScriptedSource[] sources)
        : this(options, null, new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero), sources)
    {
    }

    public static CameraOptions Options => new() { Uri = "v4l2:/dev/test", Fps = 10 };

    public WatchedTime Time { get; }

    public Camera Camera { get; }

    public FramePool Pool { get; } = new(3);

    public List<(long Sequence, DateTimeOffset At)> Seen { get; } = [];

    /// <summary>The reader keeps its frames, as a slow one would.</summary>
    public bool HoldsFrames { get; set; }

    public bool HasEnded => _reading.IsCompletedSuccessfully;

    /// <summary>Moves the clock, whenever the camera waits for it, until it is so; fails after an hour of it.</summary>
    public async Task UntilAsync(Func<bool> isSo)
    {
        for (int step = 0; step < 7200; step++)
        {
            await SettleAsync(() => isSo() || Time.IsAwaited);
            if (isSo())
                return;
            Time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.Fail($"it did not come to that in an hour; the camera is {Camera.Status}");
    }

    /// <summary>Lets the camera do what it can without time passing; fails where it never comes to that.</summary>
    public async Task SettleAsync(Func<bool> isSo)
    {
        for (int turn = 0; turn < 20_000 && !isSo(); turn++)
            await Task.Delay(1, CancellationToken.None);
        Assert.True(isSo(), $"it did not come to that; the camera is {Camera.Status}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        while (!_reading.IsCompleted)
        {
            // A source that hangs in its disposal is waited for on the test's clock.
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, CancellationToken.None);
        }

        foreach (Frame frame in _held)
            frame.Dispose();
        Assert.Equal(0, Pool.Outstanding);
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (Frame frame in Camera.ReadFramesAsync(Pool, _stop.Token))
            {
                Seen.Add((frame.Sequence, frame.CapturedAt));
                if (HoldsFrames)
                    _held.Add(frame);
                else
                    frame.Dispose();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }
}
