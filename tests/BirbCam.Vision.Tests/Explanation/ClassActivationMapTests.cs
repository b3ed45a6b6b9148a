using BirbCam.Vision.Explanation;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class ClassActivationMapTests
{
    [Fact]
    public void Each_channel_counts_by_the_mean_of_its_gradient_and_negative_ones_count_against()
    {
        float[] activations = [1, 2, 3, 4, /* second channel */ 10, 20, 30, 40];
        float[] gradients = [1, 1, 2, 4, /* second channel */ -1, 0, 0, -1];
        float[] map = [99, 99, 99, 99];

        ClassActivationMap.GradCam(activations, gradients, map);

        // Weights 2 and -0.5.
        Assert.Equal([2f - 5, 4f - 10, 6f - 15, 8f - 20], map);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(80)]
    [InlineData(81)]
    public void It_agrees_with_one_value_at_a_time_for_every_length_of_vector(int places)
    {
        var random = new Random(1);
        float[] activations = [.. Enumerable.Range(0, 5 * places).Select(_ => random.NextSingle() - 0.5f)];
        float[] gradients = [.. Enumerable.Range(0, 5 * places).Select(_ => random.NextSingle() - 0.5f)];
        float[] map = new float[places];

        ClassActivationMap.GradCam(activations, gradients, map);

        for (int place = 0; place < places; place++)
        {
            double expected = 0;
            for (int channel = 0; channel < 5; channel++)
                expected += gradients.AsSpan(channel * places, places).ToArray().Average(g => (double)g) * activations[(channel * places) + place];
            Assert.Equal(expected, map[place], 1e-5);
        }
    }
}
