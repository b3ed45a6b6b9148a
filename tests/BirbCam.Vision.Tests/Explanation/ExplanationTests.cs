using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;
using OneExplanation = BirbCam.Vision.Explanation.Explanation;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class ExplanationTests
{
    [Fact]
    public void The_peak_is_the_middle_of_the_strongest_place_in_frame_pixels()
    {
        var view = new InputView(100, 50, 400, 200);

        Assert.Equal((350.0, 100.0), ExplanationFixtures.Map([0, 1, 9, 1, 0, 0, 0, 0], 4, view).Peak);
        Assert.Equal((450.0, 200.0), ExplanationFixtures.Map([0, 1, 1, 1, 0, 0, 0, 9], 4, view).Peak);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_place_that_overflowed_says_nothing_and_spoils_no_figure(float overflow)
    {
        var found = ExplanationFixtures.Map([0, 3, overflow, -1], 2, new InputView(0, 0, 100, 100));

        Assert.Equal((3, -1, (75.0, 25.0)), (found.Strongest, found.Weakest, found.Peak));
        Assert.Equal(0.25, found.Spread, 1e-9);
        Assert.True(double.IsFinite(Agreement.Of(found, [new PixelRect(0, 0, 50, 50)], 100, 100, []).InMotion!.Value));
    }

    [Fact]
    public void The_spread_is_one_for_an_even_map_and_small_for_a_spot()
    {
        Assert.Equal(1, ExplanationFixtures.Map([2, 2, 2, 2], 2, default).Spread, 1e-9);
        Assert.Equal(0.25, ExplanationFixtures.Map([-5, 2, 0, -1], 2, default).Spread, 1e-9);
        Assert.Equal(0, ExplanationFixtures.Map([-5, -2, 0, -1], 2, default).Spread);
    }

    [Fact]
    public void What_speaks_against_the_label_is_an_explanation_of_its_own()
    {
        var found = ExplanationFixtures.Map([4, 2, -1, -3], 2, new InputView(0, 0, 100, 100));
        var counter = found.Counter!;

        Assert.Equal(0.4, found.CounterShare!.Value, 1e-9);
        Assert.Equal([-4, -2, 1, 3], counter.Map.ToArray());
        Assert.Equal((75.0, 75.0), counter.Peak);
        Assert.Equal((false, true), (found.IsCounterEvidence, counter.IsCounterEvidence));
    }

    [Fact]
    public void A_blank_map_has_no_share_of_counter_evidence() => Assert.Null(ExplanationFixtures.Map([0, 0, 0, 0], 2, default).CounterShare);

    [Fact]
    public void A_method_that_cuts_off_the_negative_shows_no_counter_evidence()
    {
        var found = new OneExplanation("wren", CamMethod.LayerCam, "layer", [1, 0], 2, 1, default);

        Assert.Null(found.Counter);
        Assert.Null(found.CounterShare);
    }

    [Fact]
    public void A_share_is_explained_of_a_logit_that_is_not_zero()
    {
        Assert.Equal(0.6176, new Completeness(2.1, 3.4).Share!.Value, 1e-4);
        Assert.Null(new Completeness(2.1, 0).Share);
        Assert.Null(new Completeness(double.NaN, 1).Share);
    }
}
