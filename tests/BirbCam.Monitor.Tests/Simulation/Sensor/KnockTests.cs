using BirbCam.Monitor.Simulation.Sensor;

namespace BirbCam.Monitor.Tests.Simulation.Sensor;

public sealed class KnockTests
{
    [Fact]
    public void The_picture_rests_trembles_and_rests_elsewhere()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            (int Right, int Down)[] offsets = [.. Offsets(seed, from: 0, to: 160)];
            (int Right, int Down) rest = offsets[^1];

            Assert.All(offsets.Take(45 * 20), offset => Assert.Equal((0, 0), offset));
            Assert.InRange(Math.Sqrt((rest.Right * rest.Right) + (rest.Down * rest.Down)), 4, 16);
            Assert.InRange(offsets.Count(offset => offset != (0, 0) && offset != rest), 3, 25);
            Assert.All(offsets, offset => Assert.InRange(Math.Max(Math.Abs(offset.Right), Math.Abs(offset.Down)), 0, 24));
        }
    }

    [Fact]
    public void The_next_knock_goes_another_way()
    {
        for (int seed = 0; seed < 30; seed++)
            Assert.NotEqual(new Knock(seed, 1).OffsetAt(TimeSpan.FromSeconds(160)), new Knock(seed, 1).OffsetAt(TimeSpan.FromSeconds(280)));
    }

    [Fact]
    public void A_large_picture_shifts_by_as_much_of_it()
    {
        TimeSpan after = TimeSpan.FromSeconds(110);
        (int Right, int Down) small = new Knock(3, 1).OffsetAt(after), large = new Knock(3, 2).OffsetAt(after);

        Assert.InRange(large.Right, (2 * small.Right) - 1, (2 * small.Right) + 1);
        Assert.InRange(large.Down, (2 * small.Down) - 1, (2 * small.Down) + 1);
    }

    private static IEnumerable<(int Right, int Down)> Offsets(int seed, double from, double to)
    {
        var knock = new Knock(seed, 1);
        for (double second = from; second < to; second += 0.05)
            yield return knock.OffsetAt(TimeSpan.FromSeconds(second));
    }
}
