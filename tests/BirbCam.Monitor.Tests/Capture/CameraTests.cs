using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Timing;
using BirbCam.Vision.Imaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Capture;

public sealed class CameraTests
{
    [Fact]
    public async Task Frames_are_numbered_from_zero_and_the_end_of_a_recording_ends_them()
    {
        ScriptedSource source = new ScriptedSource().PutJpeg(1, Seconds(0)).PutJpeg(2, Seconds(0.2)).PutJpeg(3, Seconds(0.4)).Put(null);
        await using var run = new CameraRun(CameraRun.Options, source);

        await run.UntilAsync(() => run.HasEnded);

        Assert.Equal([0, 1, 2], run.Seen.Select(frame => frame.Sequence));
        Assert.Equal(CameraState.Ended, run.Camera.Status.State);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task A_camera_faster_than_asked_is_thinned()
    {
        var source = new ScriptedSource();
        await using var run = new CameraRun(CameraRun.Options with { Fps = 5 }, source);
        for (int i = 0; i < 30; i++)
        {
            CapturedImage image = CapturedImage.OfJpeg(TestPictures.Jpeg(32, 24, i), position: null);
            source.Play(() =>
            {
                run.Time.Advance(Seconds(1 / 30.0));
                return image;
            });
        }

        source.Put(null);
        await run.SettleAsync(() => run.HasEnded);
        Assert.Equal([0, 1, 2, 3, 4, 5], run.Seen.Select(frame => frame.Sequence));
    }

    [Fact]
    public async Task An_image_for_which_there_is_no_memory_is_a_gap_in_the_numbers()
    {
        ScriptedSource source = new();
        await using var run = new CameraRun(CameraRun.Options, source) { HoldsFrames = true };
        for (int i = 0; i < 5; i++)
        {
            source.PutJpeg(i);
            await run.SettleAsync(() => run.Camera.Counts is { } counts && counts.Delivered + counts.Dropped == i + 1);
            run.Time.Advance(Seconds(0.5));
        }

        Assert.Equal([0, 1, 2], run.Seen.Select(frame => frame.Sequence));
        Assert.Equal(new CameraCounts(Delivered: 3, Dropped: 2, Damaged: 0, Reopened: 0), run.Camera.Counts);
    }

    [Fact]
    public async Task A_lost_camera_is_opened_again_and_the_numbers_go_on()
    {
        ScriptedSource first = new ScriptedSource().PutJpeg(1).PutLoss("the cable is out.");
        ScriptedSource second = new ScriptedSource().PutJpeg(2);
        await using var run = new CameraRun(CameraRun.Options, first, second);

        await run.SettleAsync(() => run.Camera.Status.State == CameraState.Reopening);
        Assert.Equal("the cable is out.", run.Camera.Status.Reason);
        Assert.True(first.IsDisposed);
        Assert.False(second.IsOpen);

        await run.UntilAsync(() => run.Seen.Count == 2);
        Assert.Equal([0, 1], run.Seen.Select(frame => frame.Sequence));
        Assert.Equal(CameraState.Running, run.Camera.Status.State);
        Assert.Equal(1, run.Camera.Counts.Reopened);
    }

    [Fact]
    public async Task A_camera_that_cannot_be_opened_is_tried_again_ever_more_rarely()
    {
        ScriptedSource[] broken = [.. Enumerable.Range(0, 12).Select(_ => new ScriptedSource { OpenFails = new CaptureException("no device.") })];
        await using var run = new CameraRun(CameraRun.Options, [.. broken, new ScriptedSource().PutJpeg(1)]);
        DateTimeOffset start = run.Time.GetUtcNow();

        await run.UntilAsync(() => run.Seen.Count == 1);

        // Twelve waits of 1, 2, 4 … 60, 60 s, each shortened by up to a half.
        Assert.InRange(run.Seen[0].At - start, TimeSpan.FromSeconds(423 / 2.0), TimeSpan.FromSeconds(423 + 12));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_camera_that_falls_silent_is_opened_again_even_if_it_heeds_no_token(bool disposeHangs)
    {
        ScriptedSource silent = new ScriptedSource { DisposeHangs = disposeHangs }.PutJpeg(1);
        await using var run = new CameraRun(CameraRun.Options, silent, new ScriptedSource().PutJpeg(2));
        await run.SettleAsync(() => run.Seen.Count == 1);

        run.Time.Advance(Seconds(9));
        await Task.Delay(50, CancellationToken.None);
        Assert.False(silent.IsDisposed);

        await run.UntilAsync(() => run.Seen.Count == 2);
        Assert.True(silent.IsDisposed);
        Assert.Equal(1, run.Camera.Counts.Reopened);

        // What the abandoned read brings at last concerns nobody.
        silent.PutJpeg(3);
        await Task.Delay(20, CancellationToken.None);
        Assert.Equal(2, run.Seen.Count);
    }

    [Fact]
    public async Task A_camera_that_hangs_while_it_is_opened_is_left_behind()
    {
        await using var run = new CameraRun(CameraRun.Options, new ScriptedSource { OpenHangs = true }, new ScriptedSource().PutJpeg(1));

        await run.UntilAsync(() => run.Seen.Count == 1);

        Assert.Equal(1, run.Camera.Counts.Reopened);
    }

    [Fact]
    public async Task A_frozen_picture_reopens_the_camera()
    {
        var frozen = new ScriptedSource();
        await using var run = new CameraRun(CameraRun.Options, frozen, new ScriptedSource().PutJpeg(2));
        for (int second = 0; second <= 59; second++)
        {
            frozen.PutJpeg(1);
            await run.SettleAsync(() => run.Seen.Count == second + 1);
            run.Time.Advance(Seconds(1));
        }

        Assert.False(frozen.IsDisposed);
        frozen.PutJpeg(1);
        await run.SettleAsync(() => run.Camera.Status.State == CameraState.Reopening);
        Assert.Equal("the picture has not changed for 60 s.", run.Camera.Status.Reason);
    }

    [Fact]
    public async Task A_picture_that_changes_once_in_a_while_is_not_frozen()
    {
        var source = new ScriptedSource();
        await using var run = new CameraRun(CameraRun.Options, source);
        for (int i = 0; i < 150; i++)
        {
            source.PutJpeg(i / 40);
            await run.SettleAsync(() => run.Seen.Count == i + 1);
            run.Time.Advance(Seconds(1));
        }

        Assert.Equal(0, run.Camera.Counts.Reopened);
    }

    [Fact]
    public async Task A_damaged_picture_is_left_out_and_counted()
    {
        byte[] headless = [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 1, 2, 0xFF, 0xD9];
        ScriptedSource source = new ScriptedSource().Put(CapturedImage.OfJpeg(headless, null)).PutJpeg(1);
        await using var run = new CameraRun(CameraRun.Options, source);

        await run.SettleAsync(() => run.Seen.Count == 1);

        Assert.Equal(new CameraCounts(Delivered: 1, Dropped: 0, Damaged: 1, Reopened: 0), run.Camera.Counts);
        Assert.Equal(0, run.Seen[0].Sequence);
    }

    [Fact]
    public async Task A_camera_with_nothing_but_damaged_pictures_is_opened_again()
    {
        var source = new ScriptedSource();
        await using var run = new CameraRun(CameraRun.Options, source, new ScriptedSource().PutJpeg(1));
        for (int second = 0; second <= 10; second++)
        {
            source.Put(new CapturedImage(ImageEncoding.Bgr, 9000, 9000, default, null));
            await run.SettleAsync(() => run.Camera.Counts.Damaged == second + 1);
            run.Time.Advance(Seconds(1));
        }

        await run.UntilAsync(() => run.Seen.Count == 1);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task Frames_are_turned()
    {
        var options = CameraRun.Options with { Rotate = Rotation.Clockwise90 };
        var pool = new FramePool(1);
        var camera = new Camera(options, () => new ScriptedSource().PutJpeg(1), null, TimeProvider.System, new Random(1), NullLogger<Camera>.Instance);

        await foreach (Frame frame in camera.ReadFramesAsync(pool, TestContext.Current.CancellationToken))
        {
            using (frame)
                Assert.Equal((24, 32), (frame.Width, frame.Height));
            break;
        }

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public async Task The_camera_sleeps_from_dusk_to_dawn()
    {
        // Calgary in June: civil dusk about 04:26 UTC, dawn about 10:41 UTC.
        var schedule = new DaySchedule(51.05, -114.07, TimeSpan.Zero);
        var evening = new DateTimeOffset(2026, 6, 2, 4, 20, 0, TimeSpan.Zero);
        ScriptedSource today = new ScriptedSource().PutJpeg(1);
        ScriptedSource tomorrow = new ScriptedSource().PutJpeg(2);
        await using var run = new CameraRun(CameraRun.Options with { StallAfter = TimeSpan.FromMinutes(10) }, schedule, evening, today, tomorrow);
        await run.SettleAsync(() => run.Seen.Count == 1);

        // The picture on which dusk is noticed is the last one.
        run.Time.Advance(TimeSpan.FromMinutes(9));
        today.PutJpeg(3);
        await run.SettleAsync(() => run.Camera.Status.State == CameraState.Night);
        Assert.True(today.IsDisposed);
        Assert.StartsWith("asleep until 2026-06-02 10:", run.Camera.Status.Reason, StringComparison.Ordinal);

        run.Time.SetUtcNow(new DateTimeOffset(2026, 6, 2, 10, 15, 0, TimeSpan.Zero));
        await run.UntilAsync(() => run.Camera.Status.State == CameraState.Running);
        Assert.True(tomorrow.IsOpen);
        Assert.InRange(run.Time.GetUtcNow().TimeOfDay, new TimeSpan(10, 20, 0), new TimeSpan(10, 50, 0));
        Assert.Equal(0, run.Camera.Counts.Reopened);
    }

    [Fact]
    public async Task A_paused_camera_is_closed_until_it_is_resumed()
    {
        ScriptedSource first = new ScriptedSource().PutJpeg(1);
        await using var run = new CameraRun(CameraRun.Options, first, new ScriptedSource().PutJpeg(2));
        await run.SettleAsync(() => run.Seen.Count == 1);

        run.Camera.Pause();
        first.PutJpeg(3);
        await run.SettleAsync(() => run.Camera.Status.State == CameraState.Paused);
        Assert.True(first.IsDisposed);

        run.Camera.Resume();
        await run.UntilAsync(() => run.Camera.Status.State == CameraState.Running);
        Assert.Equal(0, run.Camera.Counts.Reopened);
    }

    [Fact]
    public async Task The_heart_is_calm_while_the_camera_is_silent_or_lost()
    {
        ScriptedSource[] broken = [.. Enumerable.Range(0, 20).Select(_ => new ScriptedSource { OpenFails = new CaptureException("no device.") })];
        await using var run = new CameraRun(CameraRun.Options, [new ScriptedSource().PutJpeg(1), .. broken, new ScriptedSource().PutJpeg(2)]);

        await run.UntilAsync(() =>
        {
            Assert.True(run.Camera.Heartbeat.IsAlive);
            return run.Seen.Count == 2;
        });
    }

    [Fact]
    public async Task The_heart_stops_when_the_reader_of_the_frames_hangs()
    {
        var time = new WatchedTime(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        var camera = new Camera(CameraRun.Options, () => new ScriptedSource().PutJpeg(1), null, time, new Random(1), NullLogger<Camera>.Instance);
        await using IAsyncEnumerator<Frame> frames = camera.ReadFramesAsync(new FramePool(1), CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        await frames.MoveNextAsync();
        using Frame frame = frames.Current;

        time.Advance(Seconds(60));

        Assert.False(camera.Heartbeat.IsAlive);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
