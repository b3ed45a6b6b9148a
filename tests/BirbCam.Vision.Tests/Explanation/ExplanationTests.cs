using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

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
        Assert.True(double.IsFinite(Agreement.InMotion(found, [new PixelRect(0, 0, 50, 50)], 100, 100)!.Value));
    }

    [Fact]
    public void The_spread_is_one_for_an_even_map_and_small_for_a_spot()
    {
        Assert.Equal(1, ExplanationFixtures.Map([2, 2, 2, 2], 2, default).Spread, 1e-9);
        Assert.Equal(0.25, ExplanationFixtures.Map([-5, 2, 0, -1], 2, default).Spread, 1e-9);
        Assert.Equal(0, ExplanationFixtures.Map([-5, -2, 0, -1], 2, default).Spread);
    }
}
