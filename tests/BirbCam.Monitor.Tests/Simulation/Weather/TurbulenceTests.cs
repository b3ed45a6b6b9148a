using BirbCam.Monitor.Simulation.Weather;

namespace BirbCam.Monitor.Tests.Simulation.Weather;

public sealed class TurbulenceTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(17.25, 250.5)]
    [InlineData(-300.75, -1)]
    public void It_repeats(double u, double v)
    {
        float here = Turbulence.At((float)u, (float)v);

        Assert.Equal(here, Turbulence.At((float)u + Turbulence.Period, (float)v), 0.0001f);
        Assert.Equal(here, Turbulence.At((float)u, (float)v + (2 * Turbulence.Period)), 0.0001f);
    }

    [Fact]
    public void It_fills_its_range_and_has_no_seams()
    {
        float[] line = [.. Enumerable.Range(0, 8 * Turbulence.Period).Select(i => Turbulence.At(i * 0.25f, i * 0.017f))];

        Assert.All(line, value => Assert.InRange(value, 0, 1));
        Assert.True(line.Max() > 0.8 && line.Min() < 0.2);
        Assert.All(line.Zip(line.Skip(1)), pair => Assert.InRange(pair.First - pair.Second, -0.2f, 0.2f));
    }
}
