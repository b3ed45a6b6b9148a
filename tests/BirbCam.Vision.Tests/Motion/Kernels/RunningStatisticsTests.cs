using System.Numerics;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class RunningStatisticsTests
{
    public static TheoryData<int> Lengths() => [.. Enumerable.Range(0, (2 * Vector<float>.Count) + 2)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void What_exceeds_the_bar_agrees_with_one_pixel_at_a_time(int length)
    {
        (float[] values, float[] mean, float[] variance, float[] strictness) = (Noise(length, 1, 400), Noise(length, 2, 40), Noise(length, 3, 900), Noise(length, 4, 2));
        byte[] mask = [.. Enumerable.Repeat((byte)7, length)];

        RunningStatistics.Exceeds(values, mean, variance, 20, strictness, mask);

        for (int i = 0; i < length; i++)
            Assert.Equal(values[i] - mean[i] > ((3 * MathF.Sqrt(variance[i])) + 20) * strictness[i] ? 255 : 0, mask[i]);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Blending_agrees_with_one_pixel_at_a_time(int length)
    {
        (float[] now, float[] background) = (Noise(length, 5, 90), Noise(length, 6, 90));
        float[] expected = [.. background.Zip(now, (b, n) => b + ((n - b) * 0.3f))];

        RunningStatistics.Blend(now, 0.3f, background);

        for (int i = 0; i < length; i++)
            Assert.Equal(expected[i], background[i], 1e-4f);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Tracking_agrees_with_one_pixel_at_a_time(int length)
    {
        (float[] values, float[] mean, float[] variance) = (Noise(length, 7, 2000), Noise(length, 8, 40), Noise(length, 9, 9));
        (float[] means, float[] variances) = ([.. mean], [.. variance]);

        RunningStatistics.Track(values, 0.2f, 20, 4, means, variances);

        for (int i = 0; i < length; i++)
        {
            double step = Math.Min(values[i] - mean[i], 4 * ((3 * Math.Sqrt(variance[i])) + 20));
            Assert.Equal(mean[i] + (0.2 * step), means[i], 0.01);
            Assert.Equal(0.8 * (variance[i] + (0.2 * step * step)), variances[i], 0.1);
        }
    }

    private static float[] Noise(int count, int seed, float most)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => most * random.NextSingle())];
    }
}
