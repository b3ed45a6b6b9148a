using BirbCam.Tests;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Vision.Tests.Explanation.Methods;

public sealed class ClassActivationMapTests
{
    private const int Channels = 5;

    /// <summary>Every method with its formula, one value at a time.</summary>
    private static readonly Dictionary<CamMethod, Func<double[][], double[][], double[]>> Formulas = new()
    {
        [CamMethod.GradCam] = (a, g) => Weighted(a, g.Select(channel => channel.Average())),
        [CamMethod.HiResCam] = (a, g) => Places(a, i => Enumerable.Range(0, a.Length).Sum(k => g[k][i] * a[k][i])),
        [CamMethod.LayerCam] = (a, g) => Places(a, i => Math.Max(Enumerable.Range(0, a.Length).Sum(k => Math.Max(g[k][i], 0) * a[k][i]), 0)),
        [CamMethod.GradCamPlusPlus] = (a, g) => Weighted(a, a.Select((channel, k) => g[k].Sum(d
            => d > 0 ? d * d * d / ((2 * d * d) + (channel.Sum() * d * d * d) + 1e-6) : 0))),
        [CamMethod.XGradCam] = (a, g) => Weighted(a, a.Select((channel, k) => channel.Zip(g[k], (x, d) => x * d).Sum() / (channel.Sum() + 1e-7))),
    };

    public static TheoryData<CamMethod, int> MethodsAndSizes
        => [.. from method in Formulas.Keys from places in (int[])[1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 80, 81] select (method, places)];

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

    [Fact]
    public void Place_by_place_methods_look_at_the_gradient_of_that_place_only()
    {
        float[] activations = [1, 2, 3, 4, /* second channel */ 10, 20, 30, 40];
        float[] gradients = [1, 1, 2, 4, /* second channel */ -1, 0, 1, -1];
        float[] map = [99, 99, 99, 99];

        ClassActivationMap.HiResCam(activations, gradients, map);
        Assert.Equal([-9, 2, 36, -24], map);

        ClassActivationMap.LayerCam(activations, gradients, map);
        Assert.Equal([1, 2, 36, 16], map);
    }

    [Theory]
    [MemberData(nameof(MethodsAndSizes))]
    public void Every_method_agrees_with_its_formula_for_every_length_of_vector(CamMethod method, int places)
    {
        var random = new Random(places);
        float[] activations = [.. Enumerable.Range(0, Channels * places).Select(_ => random.NextSingle() - 0.3f)];
        float[] gradients = [.. Enumerable.Range(0, Channels * places).Select(_ => random.NextSingle() - 0.5f)];
        float[] map = new float[places];
        Array.Fill(map, float.NaN);

        ClassActivationMap.Compute(method, activations, gradients, map);

        double[] expected = Formulas[method](Split(activations, places), Split(gradients, places));
        double largest = Enumerable.Range(0, places).Max(i => Math.Abs(expected[i]));
        for (int place = 0; place < places; place++)
            Assert.Equal(expected[place], map[place], 3e-6 * Math.Max(largest, 1));
    }

    [Fact]
    public void The_first_component_is_found_among_others_and_goes_with_the_sum_of_the_channels()
    {
        // Three patterns that are orthogonal to each other and to a constant, on 16 places; channels mix them with strengths 3, 2.9 and 1.
        double[][] patterns = [.. Enumerable.Range(1, 3).Select(f => Enumerable.Range(0, 16).Select(i => Math.Cos(Math.PI * f * (i + 0.5) / 16)).ToArray())];
        double[][] directions = [[0.5, 0.5, 0.5, 0.5], [0.5, -0.5, 0.5, -0.5], [0.5, 0.5, -0.5, -0.5]];
        double[] strengths = [3, 2.9, 1];
        float[] activations = new float[4 * 16];
        for (int k = 0; k < 4; k++)
        {
            for (int i = 0; i < 16; i++)
                activations[(k * 16) + i] = (float)(7 + Enumerable.Range(0, 3).Sum(p => strengths[p] * directions[p][k] * patterns[p][i]));
        }

        float[] map = new float[16];
        ClassActivationMap.EigenCam(activations, map);

        for (int i = 0; i < 16; i++)
            Assert.Equal(3 * patterns[0][i], map[i], 1e-4);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(4f)]
    [InlineData(float.NaN)]
    public void Even_channels_have_no_component(float everywhere)
    {
        float[] activations = new float[6 * 9];
        Array.Fill(activations, everywhere);
        float[] map = new float[9];

        ClassActivationMap.EigenCam(activations, map);

        Assert.All(map, value => Assert.True(value == 0 || float.IsNaN(everywhere)));
    }

    [Fact]
    public void What_is_explained_is_the_sum_of_the_place_by_place_map()
    {
        var random = new Random(3);
        float[] activations = [.. Enumerable.Range(0, 35 * 11).Select(_ => random.NextSingle())];
        float[] gradients = [.. Enumerable.Range(0, 35 * 11).Select(_ => random.NextSingle() - 0.5f)];
        float[] map = new float[11];

        ClassActivationMap.HiResCam(activations, gradients, map);

        Assert.Equal(map.Sum(value => (double)value), ClassActivationMap.Explained(activations, gradients), 1e-4);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        float[] activations = [.. Enumerable.Range(0, 1280 * 49).Select(i => (float)Math.Sin(i))];
        float[] gradients = [.. Enumerable.Range(0, 1280 * 49).Select(i => (float)Math.Cos(i))];
        float[] map = new float[49];

        foreach (CamMethod method in Enum.GetValues<CamMethod>())
            Assert.Equal(0, Allocations.Of(() => ClassActivationMap.Compute(method, activations, gradients, map)));
    }

    private static double[][] Split(float[] values, int places) => [.. values.Select(value => (double)value).Chunk(places)];

    private static double[] Places(double[][] activations, Func<int, double> of) => [.. Enumerable.Range(0, activations[0].Length).Select(of)];

    private static double[] Weighted(double[][] activations, IEnumerable<double> weights)
    {
        double[] all = [.. weights];
        return Places(activations, i => activations.Zip(all, (channel, weight) => weight * channel[i]).Sum());
    }
}
