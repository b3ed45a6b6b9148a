using System.Collections.Immutable;
using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;
using SkiaSharp;
using Answer = BirbCam.Vision.Classification.Classification;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class ExplanationPanelsTests
{
    private static readonly Answer Chickadee = Certain(("chickadee", 0.8952));

    [Fact]
    public void The_title_names_the_label_with_its_probability()
        => Assert.Equal("Prediction: chickadee (89.52%)", ExplanationPanels.TitleOf(Chickadee));

    [Fact]
    public void Several_labels_are_joined_and_the_least_probability_counts()
        => Assert.Equal("Prediction: magpie, chickadee (71.00%)", ExplanationPanels.TitleOf(Certain(("magpie", 0.99), ("chickadee", 0.71))));

    [Theory]
    [InlineData(Outcome.Nothing)]
    [InlineData(Outcome.Unsure)]
    public void Where_no_label_passes_the_title_says_none(Outcome outcome)
        => Assert.Equal("Prediction: none (42.00%)", ExplanationPanels.TitleOf(new Answer([new LabelScore("magpie", 0.58)], outcome, [], 0.58, 0.42)));

    [Fact]
    public void The_second_title_names_method_and_label()
    {
        var map = Scene(default, "sparrow");

        Assert.Equal("Grad CAM (sparrow)", ExplanationPanels.TitleOf(map));
        Assert.Equal("Grad CAM (against sparrow)", ExplanationPanels.TitleOf(map.Counter!));
        Assert.Equal("Grad CAM (sparrow, not chickadee)", ExplanationPanels.TitleOf(Made(CamMethod.GradCam, "chickadee")));
        Assert.Equal("Grad CAM (chickadee, not sparrow)", ExplanationPanels.TitleOf(Made(CamMethod.GradCam, "chickadee").Counter!));
        Assert.Equal("HiResCAM (sparrow)", ExplanationPanels.TitleOf(Made(CamMethod.HiResCam, against: null)));
        Assert.Equal("Grad-CAM++ (sparrow)", ExplanationPanels.TitleOf(Made(CamMethod.GradCamPlusPlus, against: null)));

        static BirbCam.Vision.Explanation.Explanation Made(CamMethod method, string? against)
            => new("sparrow", method, "layer", [1], 1, 1, default) { Against = against };
    }

    [Fact]
    public void The_figure_shows_the_picture_beside_its_heatmap()
        => Golden.AssertMatches("panels", Figure(new InputView(0, 0, 240, 320), Chickadee, "chickadee"));

    [Fact]
    public void The_figure_of_a_crop_leaves_the_rest_of_the_picture_clean_and_fits_a_long_title()
        => Golden.AssertMatches(
            "panels-crop",
            Figure(new InputView(60, 60, 120, 160), Certain(("chickadee", 0.99), ("magpie", 0.98), ("white-crowned sparrow", 0.97), ("squirrel", 0.61)), "white-crowned sparrow"));

    [Fact]
    public void The_jpeg_is_small_enough_for_the_broker()
    {
        using SKBitmap scene = ExplanationFixtures.Scene();
        byte[] jpeg = ExplanationPanels.Draw(Golden.Pixels(scene), 240, 320, Chickadee, Scene(new InputView(0, 0, 240, 320), "chickadee"));

        Assert.Equal([0xFF, 0xD8], jpeg[..2]);
        Assert.InRange(jpeg.Length, 10_000, 150_000);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 900)]
    [InlineData(3000, 2)]
    public void A_frame_of_any_shape_can_be_drawn(int width, int height)
        => Assert.NotEmpty(ExplanationPanels.Draw(new byte[width * height * 3], width, height, Chickadee, Scene(new InputView(0, 0, width, height), "chickadee")));

    private static SKBitmap Figure(InputView view, Answer answer, string label)
    {
        using SKBitmap scene = ExplanationFixtures.Scene();
        return ExplanationPanels.DrawBitmap(Golden.Pixels(scene), 240, 320, answer, Scene(view, label));
    }

    private static BirbCam.Vision.Explanation.Explanation Scene(InputView view, string label)
    {
        Npy map = ExplanationFixtures.Array("overlay.cam");
        return ExplanationFixtures.Map(map.Values, map.Shape[^1], view, label);
    }

    private static Answer Certain(params (string Label, double Probability)[] labels)
    {
        ImmutableArray<LabelScore> scores = [.. labels.Select(label => new LabelScore(label.Label, label.Probability))];
        return new Answer(scores, Outcome.Certain, scores, scores[^1].Probability, 1 - scores[0].Probability);
    }
}
