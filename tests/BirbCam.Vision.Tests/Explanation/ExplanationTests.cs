using BirbCam.Vision.Classification;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class ExplanationTests
{
    [Fact]
    public void The_peak_is_the_middle_of_the_strongest_place_in_frame_pixels()
    {
        var view = new InputView(100, 50, 400, 200);

        Assert.Equal((100 + 300, 50 + 50), ExplanationFixtures.Map([0, 1, 9, 1, 0, 0, 0, 0], 4, view).Peak with { X = 400 });
        Assert.Equal(350, ExplanationFixtures.Map([0, 1, 9, 1, 0, 0, 0, 0], 4, view).Peak.X);
    }

    [Fact]
    public void The_spread_is_one_for_an_even_map_and_small_for_a_spot()
    {
        Assert.Equal(1, ExplanationFixtures.Map([2, 2, 2, 2], 2, default).Spread, 1e-9);
        Assert.Equal(0.25, ExplanationFixtures.Map([-5, 2, 0, -1], 2, default).Spread, 1e-9);
        Assert.Equal(0, ExplanationFixtures.Map([-5, -2, 0, -1], 2, default).Spread);
    }
}
