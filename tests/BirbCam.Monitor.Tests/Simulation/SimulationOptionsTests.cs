using BirbCam.Monitor.Simulation;

namespace BirbCam.Monitor.Tests.Simulation;

public sealed class SimulationOptionsTests
{
    [Fact]
    public void A_scene_without_a_query_has_the_defaults()
        => Assert.Equal(new SimulationOptions(), SimulationOptions.Parse("sim:balcony"));

    [Fact]
    public void Every_key_is_read()
    {
        SimulationOptions options = SimulationOptions.Parse(
            "sim:balcony?seed=7&fps=12.5&width=320&height=240&pace=3&visitors=magpie,sparrow&sitters=on&plume=off&light=off&balance=off&shadows=off"
            + "&snow=off&rain=on&ribbon=off&twigs=off&dusk=on&knock=on&noise=off&jpeg=75&clock=free");

        Assert.Equal(7, options.Seed);
        Assert.Equal(12.5, options.Fps);
        Assert.Equal((320, 240), (options.Width, options.Height));
        Assert.Equal(3, options.Pace);
        Assert.Equal(["magpie", "sparrow"], options.Visitors);
        Assert.False(options.Plume || options.Light || options.Balance || options.Shadows || options.Snow || options.Ribbon || options.Twigs || options.Noise);
        Assert.True(options.Sitters && options.Rain && options.Dusk && options.Knock);
        Assert.Equal(75, options.Jpeg);
        Assert.Equal(SimulationClock.Free, options.Clock);
    }

    [Fact]
    public void Nobody_may_come()
        => Assert.Empty(SimulationOptions.Parse("sim:balcony?visitors=none").Visitors);

    [Fact]
    public void A_jpeg_may_be_left_out()
        => Assert.Null(SimulationOptions.Parse("sim:balcony?jpeg=off").Jpeg);

    [Theory]
    [InlineData("sim:balkony", "sim:balcony")]
    [InlineData("sim:", "sim:balcony")]
    [InlineData("sim:balcony?sed=1", "sed")]
    [InlineData("sim:balcony?seed", "seed=VALUE")]
    [InlineData("sim:balcony?seed=1&seed=2", "twice")]
    [InlineData("sim:balcony?seed=-1", "seed=-1")]
    [InlineData("sim:balcony?seed=99999999999", "seed=99999999999")]
    [InlineData("sim:balcony?seed=1=2", "seed=1=2")]
    [InlineData("sim:balcony?fps=0", "fps=0")]
    [InlineData("sim:balcony?fps=NaN", "fps=NaN")]
    [InlineData("sim:balcony?fps=1e9", "fps=1e9")]
    [InlineData("sim:balcony?width=63", "64")]
    [InlineData("sim:balcony?height=99999", "2160")]
    [InlineData("sim:balcony?pace=100", "15")]
    [InlineData("sim:balcony?visitors=ostrich", "ostrich")]
    [InlineData("sim:balcony?visitors=", "all, none")]
    [InlineData("sim:balcony?plume=maybe", "on or off")]
    [InlineData("sim:balcony?jpeg=on", "quality from 1 to 100")]
    [InlineData("sim:balcony?jpeg=0", "jpeg=0")]
    [InlineData("sim:balcony?hail=on", "rain")]
    [InlineData("sim:balcony?clock=late", "real or free")]
    public void A_mistake_is_one_line_that_names_it(string uri, string named)
    {
        FormatException mistake = Assert.Throws<FormatException>(() => SimulationOptions.Parse(uri));

        Assert.Contains(named, mistake.Message);
        Assert.DoesNotContain('\n', mistake.Message);
    }
}
