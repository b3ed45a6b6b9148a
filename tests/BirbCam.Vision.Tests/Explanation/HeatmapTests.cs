using BirbCam.Onnx.Format;
using BirbCam.Tests;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using SkiaSharp;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class HeatmapTests
{
    /// <summary>
    /// Matplotlib looks the place up in 256ths of a map's place and we in floats: a colour or two beside its own, at half weight. The formula of the
    /// research rounds one half where matplotlib has 127/255.
    /// </summary>
    [Theory]
    [InlineData("overlay.matplotlib.png", 3, 0.3)]
    [InlineData("overlay.formula.png", 2, 0.6)]
    public void The_overlay_looks_like_the_ancestors(string reference, int worstAllowed, double meanAllowed)
        => AssertLooksLike(ExplanationFixtures.Array("overlay.cam"), ExplanationFixtures.PathOf(reference), worstAllowed, meanAllowed);

    [Theory]
    [InlineData("resnet34_fastai_slim.layer4")]
    [InlineData("resnet34_fastai_slim.layer3")]
    public void Every_shared_overlay_is_within_three_of_matplotlibs(string layer)
    {
        string folder = SharedData.Require(Path.Combine("fixtures", "gradcam", "overlay"));
        AssertLooksLike(Npy.Read(Path.Combine(folder, $"{layer}.cam.npy")), Path.Combine(folder, $"{layer}.matplotlib.png"), 3, 0.3);
    }

    [Fact]
    public void The_positive_part_only_is_as_dark_where_it_speaks_against_as_where_it_says_nothing()
    {
        byte[] bgra = Grey(6, 1);
        Heatmap.Draw([-5, 0, 5], 3, new InputView(0, 0, 6, 1), bgra, 6, 1, HeatmapScale.PositivePart);
        byte[] own = Grey(6, 1);
        Heatmap.Draw([-5, 0, 5], 3, new InputView(0, 0, 6, 1), own, 6, 1);

        Assert.Equal(bgra[..4], bgra[4..8]);
        Assert.True(own[10] > bgra[10], "zero is half of its own range");
        Assert.Equal(own[20..24], bgra[20..24]);
    }

    [Fact]
    public void The_positive_part_of_an_all_negative_map_is_dark()
    {
        byte[] bgra = Grey(4, 1);
        Heatmap.Draw([-5, -1], 2, new InputView(0, 0, 4, 1), bgra, 4, 1, HeatmapScale.PositivePart);

        Assert.All(Enumerable.Range(0, 4), x => Assert.Equal(bgra[..3], bgra[(4 * x)..((4 * x) + 3)]));
        Assert.InRange(bgra[1], 49, 51);
    }

    [Fact]
    public void Outside_of_what_the_network_saw_the_picture_stays_clean()
    {
        byte[] bgra = Grey(8, 6);
        Heatmap.Draw([0, 1, 2, 3], 2, new InputView(2, 1, 4, 3), bgra, 8, 6);

        for (int y = 0; y < 6; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                bool isSeen = x is >= 2 and < 6 && y is >= 1 and < 4;
                Assert.Equal(isSeen, bgra[((y * 8) + x) * 4] != 100);
            }
        }
    }

    [Fact]
    public void A_view_that_reaches_beyond_the_picture_draws_its_middle()
    {
        byte[] whole = Grey(8, 8);
        Heatmap.Draw([0, 1, 2, 3], 2, new InputView(0, 0, 8, 8), whole, 8, 8);
        byte[] letterboxed = Grey(8, 4);
        Heatmap.Draw([0, 1, 2, 3], 2, new InputView(0, -2, 8, 8), letterboxed, 8, 4);

        Assert.Equal(whole.AsSpan(2 * 8 * 4, 4 * 8 * 4).ToArray(), letterboxed);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_map_without_contrast_is_drawn_dark_and_does_no_harm(float everywhere)
    {
        byte[] bgra = Grey(4, 4);
        Heatmap.Draw([everywhere, everywhere, everywhere, everywhere], 2, new InputView(0, 0, 4, 4), bgra, 4, 4);

        Assert.Equal(50, bgra[1]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(5, 1)]
    [InlineData(7, 4)]
    public void A_map_of_any_size_can_be_drawn(int mapWidth, int mapHeight)
    {
        byte[] bgra = Grey(9, 5);
        float[] map = [.. Enumerable.Range(0, mapWidth * mapHeight).Select(value => (float)value)];
        Heatmap.Draw(map, mapWidth, new InputView(0, 0, 9, 5), bgra, 9, 5);

        if (map.Length > 1)
            Assert.True(bgra[^2] > bgra[2], "the last place is the strongest, and bright");
    }

    private static void AssertLooksLike(Npy map, string reference, int worstAllowed, double meanAllowed)
    {
        using SKBitmap scene = ExplanationFixtures.Scene();
        Heatmap.Draw(map.Values, map.Shape[^1], new InputView(0, 0, scene.Width, scene.Height), scene.GetPixelSpan(), scene.Width, scene.Height);

        using SKBitmap expected = SKBitmap.Decode(reference);
        (int worst, double mean) = Golden.Difference(Golden.Pixels(expected), Golden.Pixels(scene));
        Assert.InRange(worst, 0, worstAllowed);
        Assert.InRange(mean, 0, meanAllowed);
    }

    private static byte[] Grey(int width, int height)
    {
        byte[] bgra = new byte[width * height * 4];
        Array.Fill<byte>(bgra, 100);
        return bgra;
    }
}
