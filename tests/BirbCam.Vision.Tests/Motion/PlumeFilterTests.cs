using System.Numerics;
using BirbCam.Vision.Motion;

namespace BirbCam.Vision.Tests.Motion;

public sealed class PlumeFilterTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.2);

    [Fact]
    public void Counting_agrees_with_one_pixel_at_a_time()
    {
        var random = new Random(1);
        for (int length = 0; length <= (2 * Vector<float>.Count) + 1; length++)
        {
            float[] luma = [.. Enumerable.Range(0, length).Select(_ => 255 * random.NextSingle())];
            float[] mean = [.. Enumerable.Range(0, length).Select(_ => 255 * random.NextSingle())];

            (int differing, int afterGain) = PlumeFilter.Count(luma, mean, 1.2f);

            Assert.Equal(luma.Where((value, i) => Math.Abs(value - mean[i]) > 25).Count(), differing);
            Assert.Equal(luma.Where((value, i) => Math.Abs(value - (mean[i] * 1.2f)) > 25).Count(), afterGain);
        }
    }

    [Fact]
    public void One_gain_for_everything_is_light()
    {
        var filter = new PlumeFilter(100, 100);
        float[] scene = Scene();
        filter.Look(scene, [], Step);

        Assert.Equal(BrightnessCause.Light, filter.Look([.. scene.Select(value => value * 1.4f)], [], Step).Cause);
    }

    [Fact]
    public void A_veil_over_a_part_is_vapour_and_a_small_one_is_nothing()
    {
        var filter = new PlumeFilter(100, 100);
        float[] scene = Scene();
        filter.Look(scene, [], Step);

        Brightness veiled = filter.Look([.. scene.Select((value, i) => i < 1000 ? value + 60 : value)], [], Step);
        Brightness almost = filter.Look([.. scene.Select((value, i) => i < 12 ? value + 60 : value)], [], Step);

        Assert.Equal((BrightnessCause.Vapour, BrightnessCause.None), (veiled.Cause, almost.Cause));
        Assert.Equal(0.1, veiled.Share, 0.001);
    }

    private static float[] Scene() => [.. Enumerable.Range(0, 10_000).Select(i => 60f + (i % 100))];
}
