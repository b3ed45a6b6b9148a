using BirbCam.Monitor.Pipeline.Bursts;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Tests.Pipeline.Bursts;

public sealed class PreRollTests : IDisposable
{
    private static readonly DateTimeOffset Dawn = new(2026, 1, 10, 7, 30, 0, TimeSpan.Zero);
    private static readonly PixelRect Perch = new(8, 4, 8, 8);
    private static readonly PixelRect Larger = new(6, 2, 14, 14);
    private static readonly PixelRect Elsewhere = new(20, 12, 10, 10);

    private readonly FramePool _pool = new(8);
    private readonly Burst _burst = new(TimeSpan.FromSeconds(2));

    public void Dispose()
    {
        _burst.Dispose();
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void The_frame_before_the_trigger_wins_where_it_shows_more()
    {
        _burst.Hold(Pending(0, Larger));
        _burst.Add(Triggered(0.3, Perch));

        using Candidate best = _burst.End()!;
        Assert.Equal(Dawn, best.Frame.CapturedAt);
        Assert.Equal([Larger], best.Motion.Regions);
        Assert.True(best.Motion.IsTriggered);
        Assert.Empty(best.Motion.Pending);
        Assert.Equal(TimeSpan.FromMilliseconds(1), best.GateTime);

        // The thing had been there for 0.4 s when it triggered.
        Assert.Equal(TimeSpan.FromSeconds(0.1), best.Motion.Persistence);
    }

    [Fact]
    public void The_triggered_frame_wins_where_it_shows_no_less()
    {
        _burst.Hold(Pending(0, Perch));
        _burst.Hold(Pending(0.2, Perch));
        _burst.Add(Triggered(0.4, Perch));

        using Candidate best = _burst.End()!;
        Assert.Equal(Dawn.AddSeconds(0.4), best.Frame.CapturedAt);
        Assert.Equal(1, _pool.Outstanding);
    }

    [Fact]
    public void Only_what_triggered_counts()
    {
        _burst.Hold(Pending(0, Elsewhere));
        _burst.Hold(Pending(0.2, Elsewhere, Larger));
        _burst.Add(Triggered(0.4, Perch));

        using Candidate best = _burst.End()!;
        Assert.Equal(Dawn.AddSeconds(0.2), best.Frame.CapturedAt);
        Assert.Equal([Larger], best.Motion.Regions);
    }

    [Fact]
    public void What_was_elsewhere_is_another_thing()
    {
        _burst.Hold(Pending(0.2, Elsewhere));
        _burst.Add(Triggered(0.4, Perch));

        using Candidate best = _burst.End()!;
        Assert.Equal(Dawn.AddSeconds(0.4), best.Frame.CapturedAt);
    }

    [Theory]
    [InlineData(1.1)]
    [InlineData(-3600)]
    public void What_is_long_ago_is_another_thing(double later)
    {
        _burst.Hold(Pending(0, Larger));
        _burst.Add(Triggered(later, Perch));

        using Candidate best = _burst.End()!;
        Assert.Equal(Dawn.AddSeconds(later), best.Frame.CapturedAt);
    }

    [Fact]
    public void The_stretch_begins_with_the_trigger()
    {
        _burst.Hold(Pending(0, Larger));
        _burst.Add(Triggered(0.5, Perch));

        Assert.Null(_burst.At(Dawn.AddSeconds(1.1)));
        using Candidate? best = _burst.At(Dawn.AddSeconds(1.2));
        Assert.Equal(Dawn, best?.Frame.CapturedAt);
    }

    [Fact]
    public void In_the_middle_of_a_stretch_there_is_enough_to_choose_from()
    {
        _burst.Add(Triggered(0, Perch));
        _burst.Hold(Pending(0.2, Larger));
        _burst.Add(Triggered(0.4, Perch));

        using Candidate best = _burst.End()!;
        Assert.Equal(Dawn, best.Frame.CapturedAt);
    }

    /// <summary>At thirty frames a second the last three would be a tenth of a second.</summary>
    [Fact]
    public void Three_frames_reach_back_over_the_persistence_at_any_rate()
    {
        for (int i = 0; i < 30; i++)
        {
            _burst.Hold(Pending(i / 30.0, i <= 22 ? Larger : Perch));
            Assert.InRange(_pool.Outstanding, 1, PreRoll.Capacity);
        }

        _burst.Add(Triggered(1, Perch));
        using Candidate best = _burst.End()!;
        Assert.InRange(best.Frame.CapturedAt, Dawn.AddSeconds(0.6), Dawn.AddSeconds(22 / 30.0));
    }

    [Fact]
    public void A_jpeg_stays_compressed_until_something_triggers_at_its_place()
    {
        for (int i = 0; i < 10; i++)
            _burst.Hold(PendingJpeg(i * 0.2, Grey(), i < 9 ? Perch : Elsewhere));
        Assert.Equal(0, _pool.Decoded);

        _burst.Add(Triggered(2, Perch));
        Assert.Equal(2, _pool.Decoded);
    }

    [Fact]
    public void A_damaged_one_is_left_out()
    {
        _burst.Hold(PendingJpeg(0, Grey()[..^100], Larger));
        _burst.Add(Triggered(0.2, Perch));

        using Candidate best = _burst.End()!;
        Assert.Equal(Dawn.AddSeconds(0.2), best.Frame.CapturedAt);
        Assert.Equal(1, _pool.Outstanding);
    }

    [Fact]
    public void A_stretch_of_no_length_lets_no_frame_through_that_did_not_trigger()
    {
        using var every = new Burst(TimeSpan.Zero);
        every.Hold(Pending(0, Larger));
        Assert.Equal(0, _pool.Outstanding);

        using Candidate? through = every.Add(Triggered(0.2, Perch));
        Assert.Equal(Dawn.AddSeconds(0.2), through?.Frame.CapturedAt);
    }

    private static byte[] Grey() => JpegEncoder.Encode(new byte[32 * 24 * 3], 32, 24, 90);

    private Candidate Triggered(double second, PixelRect region)
    {
        var motion = new MotionResult(MotionVerdict.Triggered, 0.1, 0, [region], TimeSpan.FromSeconds(0.4));
        return new Candidate(Chequered(second), motion, TimeSpan.FromMilliseconds(2));
    }

    private Candidate Pending(double second, params PixelRect[] regions) => Pending(Chequered(second), regions);

    private Candidate PendingJpeg(double second, byte[] jpeg, PixelRect region)
        => Pending(_pool.TryRentJpeg(jpeg, 32, 24, Rotation.None, Dawn.AddSeconds(second), 0)!, region);

    private static Candidate Pending(Frame frame, params PixelRect[] regions)
    {
        var motion = new MotionResult(MotionVerdict.TooBrief, 0.1, 0, [], TimeSpan.Zero) { Pending = [.. regions] };
        return new Candidate(frame, motion, TimeSpan.FromMilliseconds(1));
    }

    /// <summary>32×24, equally sharp everywhere: the larger region is the better one.</summary>
    private Frame Chequered(double second)
    {
        byte[] chequered = [.. Enumerable.Range(0, 32 * 24).SelectMany(i => Enumerable.Repeat((byte)(((i % 32) + (i / 32)) % 2 * 200), 3))];
        return _pool.TryRent(chequered, 32, 24, Rotation.None, Dawn.AddSeconds(second), 0)!;
    }
}
