using BirbCam.Monitor.Bench.Metrics;

namespace BirbCam.Monitor.Tests.Bench.Metrics;

public sealed class BlurTests
{
    private const int Width = 37, Height = 23, Radius = 3;

    [Fact]
    public void An_even_picture_stays_as_it_is()
    {
        float[] values = [.. Enumerable.Repeat(0.3f, Width * Height)];

        Blur.Apply(values, 0, 1, Width, Height, Radius);

        Assert.All(values, value => Assert.Equal(0.3f, value, 1e-6f));
    }

    [Fact]
    public void A_point_becomes_a_hill_of_the_same_weight_and_the_promised_width()
    {
        float[] values = new float[Width * Height];
        values[(11 * Width) + 18] = 1;

        Blur.Apply(values, 0, 1, Width, Height, Radius);

        double sum = values.Sum(value => (double)value);
        double variance = values.Select((value, i) => value * Math.Pow((i % Width) - 18, 2)).Sum();
        Assert.Equal(1, sum, 1e-5);
        Assert.Equal(((7 * 7) - 1) / 4.0, variance, 1e-3);
        Assert.Equal(values.Max(), values[(11 * Width) + 18]);
    }

    [Fact]
    public void It_agrees_with_box_filters_one_value_at_a_time()
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, Width * Height).Select(_ => random.NextSingle())];
        float[] expected = [.. values];
        for (int pass = 0; pass < 3; pass++)
        {
            expected = Box(expected, (x, y, step) => (Math.Clamp(x + step, 0, Width - 1), y));
            expected = Box(expected, (x, y, step) => (x, Math.Clamp(y + step, 0, Height - 1)));
        }

        Blur.Apply(values, 0, 1, Width, Height, Radius);

        Assert.All(values.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void One_channel_among_others_is_blurred_alone()
    {
        float[] values = new float[3 * Width * Height];
        for (int i = 0; i < values.Length; i++)
            values[i] = i % 7;
        float[] before = [.. values];

        Blur.Apply(values, 1, 3, Width, Height, Radius);

        for (int i = 0; i < values.Length; i++)
            Assert.True(i % 3 == 1 || values[i] == before[i]);
        Assert.NotEqual(before, values);
    }

    private static float[] Box(float[] values, Func<int, int, int, (int X, int Y)> neighbour)
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double sum = 0;
            for (int step = -Radius; step <= Radius; step++)
            {
                (int x, int y) = neighbour(i % Width, i / Width, step);
                sum += values[(y * Width) + x];
            }

            result[i] = (float)(sum / ((2 * Radius) + 1));
        }

        return result;
    }
}
