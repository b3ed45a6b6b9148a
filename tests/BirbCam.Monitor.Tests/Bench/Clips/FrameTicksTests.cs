using BirbCam.Monitor.Bench.Clips;

namespace BirbCam.Monitor.Tests.Bench.Clips;

public sealed class FrameTicksTests
{
    [Fact]
    public void At_the_recordings_own_rate_every_frame_is_taken() => Assert.Equal([0, 1, 2, 3, 4, 5, 6], Taken(fps: 5, recorded: 5, frames: 7));

    [Fact]
    public void The_frames_nearest_to_each_tick_are_taken() =>

        // Ticks at 0, 200, 400, 600 and 800 ms; frames every 41.7 ms: 0, 208, 417, 583 (600 lies nearer to 583 than to 625) and 792.
        Assert.Equal([0, 5, 10, 14, 19], Taken(fps: 5, recorded: 24, frames: 22));

    [Fact]
    public void A_recording_slower_than_the_ticks_is_taken_whole_and_once() => Assert.Equal([0, 1, 2, 3], Taken(fps: 25, recorded: 4, frames: 4));

    [Fact]
    public void Uneven_frames_are_chosen_by_their_times()
    {
        double[] seconds = [0, 0.05, 0.18, 0.23, 0.9, 1.02];

        Assert.Equal([0, 2, 3, 4, 5], Taken(new FrameTicks(5), seconds));
    }

    [Theory]
    [InlineData(5, 24)]
    [InlineData(5, 29.97)]
    [InlineData(3, 12)]
    [InlineData(0.5, 30)]
    public void As_many_frames_are_taken_as_there_are_ticks(double fps, double recorded)
    {
        int frames = (int)(recorded * 20);

        Assert.InRange(Taken(fps, recorded, frames).Length, (int)(fps * 20), (int)(fps * 20) + 1);
    }

    private static int[] Taken(double fps, double recorded, int frames) => Taken(new FrameTicks(fps), [.. Enumerable.Range(0, frames).Select(i => i / recorded)]);

    private static int[] Taken(FrameTicks ticks, double[] seconds) =>
    [
        .. Enumerable.Range(0, seconds.Length)
            .Where(i => ticks.Takes(TimeSpan.FromSeconds(seconds[i]), i + 1 < seconds.Length ? TimeSpan.FromSeconds(seconds[i + 1]) : null)),
    ];
}
