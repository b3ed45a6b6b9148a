using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Tests.Capture;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Rejects;

public sealed class RejectRecorderTests : IDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 1, 10, 8, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();
    private readonly FramePool _pool = new(1);
    private readonly RejectFolder _rejects;
    private int _shown;

    public RejectRecorderTests() => _rejects = new RejectFolder(_folder.Path, TimeZoneInfo.Utc);

    public void Dispose()
    {
        Assert.Equal(0, _pool.Outstanding);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_held_back_frame_is_kept_with_the_seconds_before_and_after_it()
    {
        await RecordAsync(sampleEvery: 3, async show =>
        {
            await show(MotionVerdict.Still, 60);
            await show(MotionVerdict.Plume, 20);
        });

        KeptReject kept = Assert.Single(_rejects.List());
        Assert.Equal(("plume", Morning.AddSeconds(62 * 0.2)), (kept.Reject.Verdict, kept.Reject.At));
        Assert.Equal((30, 41, 5.0), (kept.Reject.Frame, kept.Reject.Frames, kept.Reject.Fps));
        for (int i = 0; i < kept.Reject.Frames; i++)
            Assert.Equal((32, 24), JpegDecoder.ReadSize(_rejects.Read(kept.Name, i)!));
        Assert.Null(_rejects.Read(kept.Name, kept.Reject.Frames));
    }

    [Fact]
    public async Task What_is_let_through_in_the_end_was_not_held_back()
    {
        await RecordAsync(sampleEvery: 1, async show =>
        {
            await show(MotionVerdict.Still, 10);
            await show(MotionVerdict.TooBrief, 2);
            await show(MotionVerdict.Triggered, 20);
        });

        Assert.Empty(_rejects.List());
    }

    [Fact]
    public async Task A_reason_that_holds_all_day_is_kept_now_and_then_and_others_beside_it()
    {
        await RecordAsync(sampleEvery: 10, async show =>
        {
            await show(MotionVerdict.Plume, 50);
            await show(MotionVerdict.TooSmall, 30);
            await show(MotionVerdict.Plume, 20);
            Assert.Equal(["too_small", "plume"], _rejects.List().Select(kept => kept.Reject.Verdict));

            _shown += 5 * 600;
            await show(MotionVerdict.Plume, 30);
        });

        Assert.Equal(["plume", "too_small", "plume"], _rejects.List().Select(kept => kept.Reject.Verdict));
    }

    [Fact]
    public async Task Nothing_is_copied_or_kept_where_no_samples_are_wanted()
    {
        await RecordAsync(sampleEvery: 0, show => show(MotionVerdict.Plume, 100));

        Assert.Empty(_rejects.List());
    }

    /// <param name="film">Shows so many frames, five a second, with this verdict.</param>
    private async Task RecordAsync(int sampleEvery, Func<Func<MotionVerdict, int, Task>, Task> film)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var recorder = new RejectRecorder(new RejectOptions { SampleEvery = sampleEvery }, _rejects, keepFreeMegabytes: 0, NullLogger.Instance);
        Task running = recorder.RunAsync(stop.Token);
        await film(async (verdict, times) =>
        {
            for (int i = 0; i < times; i++)
            {
                using (Frame frame = _pool.TryRent(TestPictures.Bgr(32, 24, seed: _shown), 32, 24, Rotation.None, Morning.AddSeconds(0.2 * _shown), _shown)!)
                    recorder.Look(frame, new MotionResult(verdict, 0.01, 0.02, verdict == MotionVerdict.Triggered ? [new PixelRect(1, 1, 4, 4)] : [], TimeSpan.Zero));
                _shown++;
                while (recorder.IsBusy)
                    await Task.Delay(1, stop.Token);
            }
        });
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
