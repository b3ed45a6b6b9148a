using BirbCam.Monitor.Bench.Metrics;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Tests.Bench.Metrics;

/// <summary>A scorer that sees only one twelfth of the picture: the label's probability is the share of these pixels that are clear.</summary>
public sealed class PixelCurvesTests
{
    private const int Side = 24;

    private const int Pixels = Side * Side;

    /// <summary>Two of 24 rows: what enters or leaves in one step.</summary>
    private static readonly Range Object = (4 * Side)..(6 * Side);

    [Theory]
    [InlineData(TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nhwc)]
    public void A_map_of_all_that_matters_inserts_it_at_once_and_deletes_it_at_once(TensorLayout layout)
    {
        float[] map = new float[Pixels];
        map.AsSpan(Object).Fill(1);

        (double insertion, double deletion) = Follow(map, layout);

        // Trapezoids over 12 steps: 0, 1, 1 … 1, and 1, 0, 0 … 0.
        Assert.Equal(11.5 / 12, insertion, 1e-9);
        Assert.Equal(0.5 / 12, deletion, 1e-9);
    }

    [Fact]
    public void A_map_of_all_that_does_not_matter_is_as_wrong_as_can_be()
    {
        float[] map = [.. Enumerable.Repeat(1f, Pixels)];
        map.AsSpan(Object).Fill(-1);

        (double insertion, double deletion) = Follow(map, TensorLayout.Nchw);

        Assert.Equal(0.5 / 12, insertion, 1e-9);
        Assert.Equal(11.5 / 12, deletion, 1e-9);
    }

    /// <summary>Equals are taken from the top left: the object's rows, the fifth and the sixth, come in the third step.</summary>
    [Fact]
    public void Places_that_are_equal_have_an_order_of_their_own()
    {
        (double insertion, double deletion) = Follow(new float[Pixels], TensorLayout.Nchw);

        Assert.Equal(9.5 / 12, insertion, 1e-9);
        Assert.Equal(2.5 / 12, deletion, 1e-9);
    }

    [Fact]
    public void A_coarse_map_is_stretched_over_the_input()
    {
        // Of two rows the upper one is stronger: the upper half of the picture enters first.
        var curves = new PixelCurves(Input(TensorLayout.Nchw), Clear(Picture(), TensorLayout.Nchw));
        curves.Show(Picture());

        Assert.True(curves.Follow([1, 0], 1).Insertion > 0.5);
        Assert.True(curves.Follow([0, 1], 1).Insertion < 0.5);
    }

    [Fact]
    public void Each_curve_asks_the_network_eleven_times_and_the_picture_twice()
    {
        int asked = 0;
        var curves = new PixelCurves(Input(TensorLayout.Nchw), _ => ++asked);

        curves.Show(Picture());
        Assert.Equal(2, asked);

        curves.Follow(new float[Pixels], Side);
        Assert.Equal(2 + 22, asked);
    }

    private static (double Insertion, double Deletion) Follow(float[] map, TensorLayout layout)
    {
        float[] picture = Picture();
        var curves = new PixelCurves(Input(layout), Clear(picture, layout));
        curves.Show(picture);
        return curves.Follow(map, Side);
    }

    private static LabelProbability Clear(float[] picture, TensorLayout layout) => input =>
    {
        (int first, int last) = (Object.Start.Value, Object.End.Value);
        int clear = 0;
        for (int pixel = first; pixel < last; pixel++)
        {
            int index = layout == TensorLayout.Nchw ? Pixels + pixel : (pixel * 3) + 1;
            clear += input[index] == picture[index] ? 1 : 0;
        }

        return (double)clear / (last - first);
    };

    /// <summary>No two neighbours are alike, so that the blur changes every value.</summary>
    private static float[] Picture()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 3 * Pixels).Select(_ => random.NextSingle())];
    }

    private static ModelInput Input(TensorLayout layout) => new() { Name = "image", Width = Side, Height = Side, Layout = layout };
}
