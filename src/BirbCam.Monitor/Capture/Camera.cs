using System.Runtime.CompilerServices;
using BirbCam.Monitor.Capture.Timing;
using BirbCam.Vision.Imaging;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Capture;

/// <summary>
/// The camera as the pipeline sees it: a stream of frames that goes on. It opens the source and opens it anew with back-off when it is lost, stalls or
/// freezes; sleeps at night and while paused; thins to the asked rate, and counts what it could not deliver.
/// Read by one task; its status and counts may be looked at from any.
/// </summary>
/// <param name="openSource">Makes a new source, not yet open.</param>
/// <param name="schedule">Null for a camera that never sleeps.</param>
internal sealed partial class Camera(
    CameraOptions options, Func<IFrameSource> openSource, DaySchedule? schedule, TimeProvider time, Random random, ILogger<Camera> logger)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>A camera that was plugged in again should not be waited for any longer.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>A turn copies one picture and hands it to a queue that never waits: seconds are for a machine that swaps.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(10);

    /// <summary>How soon the end of the night or of a pause is noticed.</summary>
    private static readonly TimeSpan SleepCheck = TimeSpan.FromSeconds(1);

    private readonly Backoff _backoff = new(FirstWait, LongestWait, random);
    private readonly Cadence _cadence = new(options.Fps);
    private readonly string _display = CameraUri.Parse(options.Uri).Display;
    private readonly long _start = time.GetTimestamp();

    private volatile CameraStatus _status = new(CameraState.Opening, null, time.GetUtcNow());
    private volatile bool _paused;
    private Session? _session;
    private long _sequence;
    private long _dropped;
    private long _damaged;
    private long _reopened;

    /// <summary>Beats at every turn of the loop, and rests while it waits for the camera, the morning or the end of a back-off.</summary>
    public Heartbeat Heartbeat { get; } = new("capture", LongestTurn, time);

    public CameraStatus Status => _status;

    public CameraCounts Counts
    {
        get
        {
            long dropped = Volatile.Read(ref _dropped);
            return new CameraCounts(Volatile.Read(ref _sequence) - dropped, dropped, Volatile.Read(ref _damaged), Volatile.Read(ref _reopened));
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Closes the camera until <see cref="Resume"/>.</summary>
    public void Pause() => _paused = true;

    public void Resume() => _paused = false;

    /// <summary>
    /// The frames; each belongs to the one who receives it. Ends at the end of a recording; a live camera never ends.
    /// </summary>
    /// <param name="pool">Where it is empty the image is dropped and counted: the camera never waits for its reader's other frames.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>.</exception>
    /// <exception cref="Streams.RecordingException">A recording does not exist.</exception>
    /// <exception cref="ImageFormatException">A picture of a recording cannot be read; the message names it.</exception>
    public async IAsyncEnumerable<Frame> ReadFramesAsync(FramePool pool, [EnumeratorCancellation] CancellationToken stop)
    {
        try
        {
            while (await NextAsync(pool, stop) is Frame frame)
                yield return frame;
        }
        finally
        {
            await CloseAsync();
            Heartbeat.Rest();
        }
    }

    private async ValueTask<Frame?> NextAsync(FramePool pool, CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            Heartbeat.Beat();
            await SleepAsync(stop);
            try
            {
                Session session = _session ?? await OpenAsync(stop);
                CapturedImage? image = await session.Source.ReadAsync(stop);
                if (image is null)
                {
                    Enter(CameraState.Ended, "the recording is over");
                    return null;
                }

                if (Keep(session, image.Value, pool) is Frame frame)
                    return frame;
            }
            catch (CaptureException lost)
            {
                await CloseAsync();
                await BackOffAsync(lost, stop);
            }
        }
    }

    private async ValueTask SleepAsync(CancellationToken stop)
    {
        while (true)
        {
            DateTimeOffset? closedUntil = schedule?.ClosedUntil(time.GetUtcNow());
            if (!_paused && closedUntil is null)
                return;

            await CloseAsync();
            if (_paused)
                Enter(CameraState.Paused, null);
            else
                Enter(CameraState.Night, $"asleep until {closedUntil:yyyy-MM-dd HH:mm} UTC");
            await WaitAsync(SleepCheck, stop);
        }
    }

    private async ValueTask<Session> OpenAsync(CancellationToken stop)
    {
        if (_status.State != CameraState.Reopening)
            Enter(CameraState.Opening, null);

        _session = new Session(new GuardedSource(openSource(), options.StallAfter, time, Heartbeat), Now);
        await _session.Source.OpenAsync(stop);
        return _session;
    }

    /// <summary>The image as a frame, or null where it is left out.</summary>
    private Frame? Keep(Session session, CapturedImage image, FramePool pool)
    {
        if (image.Width == 0)
        {
            NoteDamage(session);
            return null;
        }

        if (!_cadence.IsDue(image.Position is TimeSpan position ? session.OpenedAt + position : Now))
            return null;

        // A recording may well show the same picture twice.
        if (image.Position is null)
            CheckFresh(session, image);
        return Rent(session, image, pool);
    }

    private Frame? Rent(Session session, CapturedImage image, FramePool pool)
    {
        try
        {
            ReadOnlySpan<byte> data = image.Data.Span;
            DateTimeOffset now = time.GetUtcNow();
            Frame? frame = image.Encoding == ImageEncoding.Jpeg
                ? pool.TryRentJpeg(data, image.Width, image.Height, options.Rotate, now, _sequence)
                : pool.TryRent(data, image.Width, image.Height, options.Rotate, now, _sequence);

            Volatile.Write(ref _sequence, _sequence + 1);
            if (frame is null)
                Interlocked.Increment(ref _dropped);
            session.LastGood = Now;
            Enter(CameraState.Running, null);
            return frame;
        }
        catch (ImageFormatException)
        {
            NoteDamage(session);
            return null;
        }
    }

    private void NoteDamage(Session session)
    {
        Interlocked.Increment(ref _damaged);
        if (Now - session.LastGood >= options.StallAfter)
            throw new CaptureException($"only damaged pictures for {options.StallAfter.TotalSeconds:0.#} s.");
        if (!session.HadDamage)
            LogDamaged(_display);
        session.HadDamage = true;
    }

    private void CheckFresh(Session session, CapturedImage image)
    {
        TimeSpan same = session.Frozen.Observe(image.Data.Span, Now);
        if (same >= options.FrozenAfter)
            throw new CaptureException($"the picture has not changed for {options.FrozenAfter.TotalSeconds:0.#} s.");

        // Only a camera that has kept going for a while has come back: one that dies at every second picture has not.
        if (session.Frozen.IsFresh && Now - session.OpenedAt >= options.StallAfter)
            _backoff.Succeeded();
    }

    private async Task BackOffAsync(CaptureException lost, CancellationToken stop)
    {
        Interlocked.Increment(ref _reopened);
        TimeSpan wait = _backoff.Failed();
        LogReopening(_display, lost.Message, wait.TotalSeconds);
        Enter(CameraState.Reopening, lost.Message);
        await WaitAsync(wait, stop);
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        Heartbeat.Rest();
        await Task.Delay(wait, time, stop);
        Heartbeat.Beat();
    }

    private async ValueTask CloseAsync()
    {
        if (_session is not Session session)
            return;

        _session = null;
        await session.Source.DisposeAsync();
    }

    private void Enter(CameraState state, string? reason)
    {
        CameraStatus before = _status;
        if (before.State == state && before.Reason == reason)
            return;

        _status = new CameraStatus(state, reason, before.State == state ? before.Since : time.GetUtcNow());
        if (before.State != state)
            LogState(_display, state, reason ?? "");
    }

    /// <summary>From one opening to the next closing.</summary>
    private sealed class Session(GuardedSource source, TimeSpan openedAt)
    {
        public GuardedSource Source { get; } = source;

        /// <summary>Monotonic, since the camera was made.</summary>
        public TimeSpan OpenedAt { get; } = openedAt;

        public TimeSpan LastGood { get; set; } = openedAt;

        public FrozenPicture Frozen { get; } = new();

        public bool HadDamage { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Camera {Camera} is {State} {Reason}")]
    private partial void LogState(string camera, CameraState state, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Camera {Camera} is lost: {Reason} Opening it again in {Seconds:0.0} s")]
    private partial void LogReopening(string camera, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Camera {Camera} delivers damaged pictures; they are left out and counted")]
    private partial void LogDamaged(string camera);
}
