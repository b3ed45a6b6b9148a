using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Simulation.Sensor;

namespace BirbCam.Monitor.Tests.Simulation.Sensor;

public sealed class LightingTests
{
    private static readonly SimulationOptions Steady = new() { Light = false, Balance = false };

    [Fact]
    public void By_dusk_the_light_goes_and_the_noise_grows()
    {
        var lighting = new Lighting(Steady with { Dusk = true });

        Assert.InRange(Gains(lighting, 180)[1] / (double)Gains(lighting, 0)[1], 0.15, 0.4);
        Assert.Equal(Development.UnitNoise, lighting.NoiseAt(TimeSpan.Zero));
        Assert.InRange(lighting.NoiseAt(TimeSpan.FromMinutes(3)), 2 * Development.UnitNoise, 4 * Development.UnitNoise);
    }

    [Fact]
    public void The_camera_corrects_its_white_balance_at_once_and_slowly()
    {
        int atOnce = 0, slowly = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            var lighting = new Lighting(Steady with { Seed = seed, Balance = true });
            double[] redness = [.. Enumerable.Range(0, 1500).Select(i => Gains(lighting, i * 0.2)).Select(gains => gains[2] / (double)gains[0])];
            double[] changes = [.. redness.Zip(redness.Skip(1)).Select(pair => Math.Abs(pair.First - pair.Second))];
            atOnce += changes.Count(change => change > 0.04);
            slowly += changes.Count(change => change is > 0.001 and <= 0.04);
        }

        // Six corrections each; a slow one shows in many moments.
        Assert.InRange(atOnce, 5, 40);
        Assert.InRange(slowly, 50, 1000);
    }

    [Fact]
    public void Without_light_and_dusk_nothing_changes()
        => Assert.Equal(Gains(new Lighting(Steady), 0), Gains(new Lighting(Steady), 1000));

    private static int[] Gains(Lighting lighting, double second)
    {
        int[] gains = new int[4];
        lighting.GainsAt(TimeSpan.FromSeconds(second), 1, gains);
        return gains;
    }
}
