using BirbCam.Vision.Explanation;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class MapSamplerTests
{
    [Fact]
    public void Places_are_spread_by_their_middles_and_constant_at_the_edges()
    {
        var taps = new MapSampler.Tap[8];
        MapSampler.Place(0, 8, 4, taps);

        float[] values = [.. taps.Select(tap => tap.Of([0, 10, 20, 30]))];
        Assert.Equal([0, 2.5f, 7.5f, 12.5f, 17.5f, 22.5f, 27.5f, 30], values);
    }

    [Fact]
    public void Pixels_outside_of_the_view_have_no_value()
    {
        var taps = new MapSampler.Tap[6];
        MapSampler.Place(2, 3, 2, taps);

        Assert.Equal([false, false, true, true, true, false], taps.Select(tap => tap.IsInside));
    }

    [Fact]
    public void A_view_of_no_extent_shows_nothing()
    {
        var taps = new MapSampler.Tap[3];
        MapSampler.Place(1.5, 0, 2, taps);

        Assert.All(taps, tap => Assert.False(tap.IsInside));
    }
}
