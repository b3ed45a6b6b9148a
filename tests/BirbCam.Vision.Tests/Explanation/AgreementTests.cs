using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class AgreementTests
{
    private static readonly InputView Whole = new(0, 0, 200, 100);

    [Fact]
    public void An_even_map_agrees_with_a_region_by_its_area()
    {
        double? share = Agreement.InMotion(ExplanationFixtures.Map([1, 1, 1, 1], 2, Whole), [new PixelRect(0, 0, 50, 100)], 200, 100);
        Assert.Equal(0.25, share!.Value, 0.01);
    }

    [Fact]
    public void Overlapping_regions_count_once()
    {
        PixelRect[] regions = [new(0, 0, 50, 100), new(0, 0, 50, 100), new(25, 0, 25, 100)];
        Assert.Equal(0.25, Agreement.InMotion(ExplanationFixtures.Map([1, 1, 1, 1], 2, Whole), regions, 200, 100)!.Value, 0.01);
    }

    [Fact]
    public void What_speaks_against_the_label_is_no_evidence()
    {
        double? share = Agreement.InMotion(ExplanationFixtures.Map([5, 5, 5, -100, -100, -100], 6, Whole), [new PixelRect(0, 0, 100, 100)], 200, 100);
        Assert.InRange(share!.Value, 0.9, 1);
    }

    [Fact]
    public void Only_the_part_of_the_frame_that_the_network_saw_counts()
    {
        var rightHalf = new InputView(100, 0, 100, 100);
        double? share = Agreement.InMotion(ExplanationFixtures.Map([1, 1, 1, 1], 2, rightHalf), [new PixelRect(0, 0, 150, 100)], 200, 100);
        Assert.Equal(0.5, share!.Value, 0.01);
    }

    [Fact]
    public void A_letterbox_reaches_beyond_the_frame_and_what_lies_there_is_no_evidence()
    {
        // Two rows of the map lie above and below the frame.
        var padded = new InputView(0, -100, 200, 300);
        double? share = Agreement.InMotion(ExplanationFixtures.Map([9, 1, 9], 1, padded), [new PixelRect(0, 0, 200, 100)], 200, 100);
        Assert.Equal(1, share!.Value, 1e-9);
    }

    [Fact]
    public void Without_motion_or_without_evidence_there_is_no_share()
    {
        Assert.Null(Agreement.InMotion(ExplanationFixtures.Map([1, 1, 1, 1], 2, Whole), [], 200, 100));
        Assert.Null(Agreement.InMotion(ExplanationFixtures.Map([-1, 0, 0, 0], 2, Whole), [new PixelRect(0, 0, 50, 100)], 200, 100));
    }

    [Fact]
    public void A_large_frame_is_sampled_and_gives_the_same_share()
    {
        float[] map = [0, 3, 1, 8];
        double? small = Agreement.InMotion(ExplanationFixtures.Map(map, 2, new InputView(0, 0, 256, 256)), [new PixelRect(128, 64, 64, 128)], 256, 256);
        double? large = Agreement.InMotion(ExplanationFixtures.Map(map, 2, new InputView(0, 0, 2560, 2560)), [new PixelRect(1280, 640, 640, 1280)], 2560, 2560);
        Assert.Equal(small!.Value, large!.Value, 1e-6);
    }
}
