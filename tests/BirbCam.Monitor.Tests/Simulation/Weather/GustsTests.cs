using BirbCam.Monitor.Simulation.Weather;

namespace BirbCam.Monitor.Tests.Simulation.Weather;

public sealed class GustsTests
{
    [Fact]
    public void Some_things_never_rest_and_others_hang_still_between_gusts()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            float[] always = [.. Enumerable.Range(0, 3000).Select(i => Gusts.Always(seed, i * 0.2f))];
            float[] atTimes = [.. Enumerable.Range(0, 3000).Select(i => Gusts.AtTimes(seed, i * 0.2f))];

            Assert.All(always, gust => Assert.InRange(gust, 0.1f, 1));
            Assert.InRange(atTimes.Count(gust => gust == 0), 600, 2400);
            Assert.True(atTimes.Max() > 0.5f);
        }
    }
}
