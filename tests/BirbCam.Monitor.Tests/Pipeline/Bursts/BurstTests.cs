using BirbCam.Monitor.Pipeline.Bursts;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Tests.Pipeline.Bursts;

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
        Assert.Null(_burst.Add(Seen(0.4, size: 8)));
        Assert.Null(_burst.At(Dawn.AddSeconds(0.6)));
    }

    [Fact]
    public void The_larger_visitor_is_the_better_frame()
    {
        _burst.Add(Seen(0, size: 6));
        _burst.Add(Seen(0.2, size: 14));
        _burst.Add(Seen(0.4, size: 8));

        using Candidate best = _burst.At(Dawn.AddSeconds(2))!;
        Assert.Equal(Dawn.AddSeconds(0.2), best.Frame.CapturedAt);
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

    /// <summary>Three looks in the first stretch can outvote a mistake; whoever stays is looked at once a stretch.</summary>
    [Fact]
    public void A_visitor_who_stays_comes_three_times_at_first_and_then_once_a_stretch()
    {
        Assert.Equal([0.75, 1.5, 2.25, 4.25, 6.25, 8.25], EndsOf(0, 10));
    }

    [Theory]
    [InlineData(3.5, 1)]
    [InlineData(4.5, 3)]
    public void Somebody_who_comes_anew_is_looked_at_three_times_again(double quietFor, int looksInHisFirstStretch)
    {
        EndsOf(0, 10);
        double back = 9.75 + quietFor;
        using Candidate? last = _burst.At(Dawn.AddSeconds(back - 0.1));

        Assert.Equal(looksInHisFirstStretch, EndsOf(back, back + 2.26).Length);
    }

    private double[] EndsOf(double from, double to)
    {
        var ends = new List<double>();
        for (double second = from; second < to; second += 0.25)
        {
            using Candidate? best = _burst.Add(Seen(second, size: 8));
            if (best is not null)
                ends.Add(second);
        }

        return [.. ends];
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
