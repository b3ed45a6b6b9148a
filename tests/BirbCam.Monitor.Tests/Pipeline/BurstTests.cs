using BirbCam.Monitor.Pipeline;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Tests.Pipeline;

public sealed class BurstTests : IDisposable
{
    private static readonly DateTimeOffset Dawn = new(2026, 1, 10, 7, 30, 0, TimeSpan.Zero);
    private readonly FramePool _pool = new(8);
    private readonly Burst _burst = new(TimeSpan.FromSeconds(2));

    public void Dispose()
    {
        _burst.Dispose();
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Nothing_comes_out_before_the_stretch_is_over()
    {
        Assert.Null(_burst.Add(Seen(0, size: 8)));
        Assert.Null(_burst.Add(Seen(1, size: 8)));
        Assert.Null(_burst.At(Dawn.AddSeconds(1.9)));
    }

    [Fact]
    public void The_larger_visitor_is_the_better_frame()
    {
        _burst.Add(Seen(0, size: 6));
        _burst.Add(Seen(0.5, size: 14));
        _burst.Add(Seen(1, size: 8));

        using Candidate best = _burst.At(Dawn.AddSeconds(2))!;
        Assert.Equal(Dawn.AddSeconds(0.5), best.Frame.CapturedAt);
        Assert.Equal(1, _pool.Outstanding);
    }

    [Fact]
    public void A_visitor_cut_by_the_edge_is_worse_than_a_smaller_whole_one()
    {
        _burst.Add(Seen(0, size: 14, x: 0));
        _burst.Add(Seen(0.5, size: 12));

        using Candidate best = _burst.End()!;
        Assert.Equal(Dawn.AddSeconds(0.5), best.Frame.CapturedAt);
    }

    [Fact]
    public void A_visitor_who_stays_comes_once_a_stretch()
    {
        int came = 0;
        for (double second = 0; second < 10; second += 0.25)
        {
            using Candidate? best = _burst.Add(Seen(second, size: 8));
            came += best is null ? 0 : 1;
        }

        Assert.Equal(4, came);
    }

    [Fact]
    public void A_clock_that_is_set_back_ends_the_stretch()
    {
        _burst.Add(Seen(0, size: 8));

        using Candidate? best = _burst.Add(Seen(-3600, size: 8));
        Assert.Equal(Dawn, best?.Frame.CapturedAt);
    }

    [Fact]
    public void A_stretch_of_no_length_lets_every_frame_through()
    {
        using var every = new Burst(TimeSpan.Zero);
        for (int i = 0; i < 3; i++)
        {
            using Candidate? through = every.Add(Seen(i, size: 8));
            Assert.Equal(Dawn.AddSeconds(i), through?.Frame.CapturedAt);
        }
    }

    /// <summary>A chequered 32×24 frame on which a square of so many pixels moved.</summary>
    private Candidate Seen(double second, int size, int x = 4)
    {
        byte[] chequered = [.. Enumerable.Range(0, 32 * 24).SelectMany(i => Enumerable.Repeat((byte)(((i % 32) + (i / 32)) % 2 * 200), 3))];
        Frame frame = _pool.TryRent(chequered, 32, 24, Rotation.None, Dawn.AddSeconds(second), 0)!;
        var motion = new MotionResult(MotionVerdict.Triggered, 0.1, 0, [new PixelRect(x, 4, size, size)], TimeSpan.FromSeconds(1));
        return new Candidate(frame, motion, TimeSpan.Zero);
    }
}
