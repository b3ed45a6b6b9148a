using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class AgreementTests
{
    private static readonly InputView Whole = new(0, 0, 200, 100);
    private static readonly NamedZone Right = Rectangle("street", 0.5, 0, 1, 1);
    private static readonly NamedZone TopLeft = Rectangle("planter", 0, 0, 0.5, 0.5);

    [Fact]
    public void An_even_map_agrees_with_a_region_by_its_area_and_that_is_chance()
    {
        Agreement found = OnWhole([1, 1, 1, 1], 2, [new PixelRect(0, 0, 50, 100)]);

        Assert.Equal(0.25, found.InMotion!.Value, 1e-9);
        Assert.Equal(1, found.Lift!.Value, 1e-9);
        Assert.Equal(SeenView.Frame, found.View);
    }

    [Fact]
    public void All_evidence_on_a_fifth_of_the_view_is_a_lift_of_five()
    {
        Agreement found = OnWhole([0, 0, 0, 0, 0, 0, 0, 0, 0, 7], 10, [new PixelRect(160, 0, 40, 50), new PixelRect(160, 50, 40, 50)]);

        Assert.Equal(1, found.InMotion!.Value, 0.01);
        Assert.Equal(5, found.Lift!.Value, 0.05);
    }

    [Fact]
    public void Overlapping_regions_count_once()
    {
        PixelRect[] regions = [new(0, 0, 50, 100), new(0, 0, 50, 100), new(25, 0, 25, 100)];
        Agreement found = OnWhole([1, 1, 1, 1], 2, regions);

        Assert.Equal(0.25, found.InMotion!.Value, 1e-9);
        Assert.Equal(1, found.Lift!.Value, 1e-9);
    }

    [Fact]
    public void What_speaks_against_the_label_is_no_evidence()
        => Assert.InRange(OnWhole([5, 5, 5, -100, -100, -100], 6, [new PixelRect(0, 0, 100, 100)]).InMotion!.Value, 0.9, 1);

    [Fact]
    public void Only_the_part_of_the_frame_that_the_network_saw_counts()
    {
        var rightHalf = new InputView(100, 0, 100, 100);
        var found = Agreement.Of(ExplanationFixtures.Map([1, 1, 1, 1], 2, rightHalf), [new PixelRect(90, 0, 20, 33), new PixelRect(20, 0, 10, 90)], 200, 100, []);

        Assert.Equal(0.1 * 0.33, found.InMotion!.Value, 1e-3);
        Assert.Equal(1, found.Lift!.Value, 1e-9);
        Assert.Equal(SeenView.Region, found.View);
    }

    [Fact]
    public void A_small_crop_of_a_large_frame_is_measured_as_finely_as_the_frame()
    {
        var view = new InputView(2000, 1000, 90, 90);
        var found = Agreement.Of(ExplanationFixtures.Map([1, 1, 1, 1], 2, view), [new PixelRect(2030, 1030, 30, 30)], 4000, 3000, []);

        Assert.Equal(1.0 / 9, found.InMotion!.Value, 1e-9);
    }

    [Fact]
    public void A_letterbox_reaches_beyond_the_frame_and_what_lies_there_is_no_evidence()
    {
        // Two rows of the map lie above and below the frame.
        var padded = new InputView(0, -100, 200, 300);
        var found = Agreement.Of(ExplanationFixtures.Map([9, 1, 9], 1, padded), [new PixelRect(0, 0, 200, 100)], 200, 100, []);

        Assert.Equal((1, 1), (found.InMotion!.Value, found.Lift!.Value));
        Assert.Equal(SeenView.Frame, found.View);
    }

    [Fact]
    public void A_view_whose_sides_the_resize_rule_cut_off_is_still_the_frame()
        => Assert.Equal(SeenView.Frame, Agreement.Of(
            ExplanationFixtures.Map([1], 1, new InputView(50, 0, 100, 100)), [new PixelRect(90, 40, 20, 20)], 200, 100, []).View);

    [Theory]
    [InlineData(36, 36, null)]
    [InlineData(37, 36, AgreementGap.CropTooTight)]
    [InlineData(36, 37, AgreementGap.CropTooTight)]
    public void A_crop_of_less_than_two_and_a_half_times_what_moved_says_nothing(int width, int height, AgreementGap? gap)
    {
        var crop = new InputView(100, 100, 90, 90);
        var found = Agreement.Of(ExplanationFixtures.Map([1, 1, 1, 1], 2, crop), [new PixelRect(127, 127, width, height)], 1000, 1000, []);

        Assert.Equal(gap, found.Gap);
        Assert.Equal(gap is null, found.InMotion is not null);
        Assert.Equal(gap is null, found.Lift is not null);
    }

    [Fact]
    public void A_crop_that_ends_where_the_frame_does_has_all_the_context_there_is()
    {
        var upright = new InputView(400, 0, 360, 480);
        Assert.Null(Agreement.Of(ExplanationFixtures.Map([1, 1], 1, upright), [new PixelRect(500, 100, 120, 300)], 1000, 480, []).Gap);
    }

    [Fact]
    public void Without_motion_or_without_evidence_there_is_no_share_and_the_reason_is_told()
    {
        Assert.Equal(AgreementGap.NothingMoved, OnWhole([1, 1, 1, 1], 2, []).Gap);
        Agreement found = OnWhole([-1, 0, 0, 0], 2, [new PixelRect(0, 0, 50, 100)]);
        Assert.Equal((AgreementGap.NoEvidence, null, null), (found.Gap, found.InMotion, found.Lift));
    }

    [Fact]
    public void The_zone_that_holds_most_of_the_rest_is_named()
    {
        PixelRect[] moved = [new(0, 50, 100, 50)];

        Assert.Equal("street", OnWhole([1, 9, 9, 1], 2, moved, TopLeft, Right).RestIn);
        Assert.Equal("planter", OnWhole([9, 0, 9, 0], 2, moved, Right, TopLeft).RestIn);
    }

    [Fact]
    public void A_zone_that_holds_less_than_half_of_the_rest_is_not_named()
        => Assert.Null(OnWhole([1, 1, 1, 1], 2, [new PixelRect(0, 0, 20, 100)], Rectangle("rail", 0.6, 0, 1, 1)).RestIn);

    [Fact]
    public void Evidence_on_what_moved_is_not_the_rest_even_within_a_zone()
        => Assert.Null(OnWhole([0, 9, 0, 9], 2, [new PixelRect(99, 0, 101, 100)], Rectangle("right edge", 0.6, 0, 1, 1)).RestIn);

    [Fact]
    public void A_zone_of_any_shape_holds_its_area_of_an_even_map()
    {
        // A star with its middle left out (even-odd rule), against a point at a time.
        double[][] corners = [[0.5, 0.05], [0.8, 0.95], [0.05, 0.4], [0.95, 0.4], [0.2, 0.95]];
        var star = new NamedZone("star", corners);
        double inside = 0;
        for (int y = 0; y < 256; y++)
        {
            for (int x = 0; x < 256; x++)
                inside += Contains(corners, (x + 0.5) / 256, (y + 0.5) / 256) ? 1 : 0;
        }

        var tally = EvidenceTally.Of(ExplanationFixtures.Map([1], 1, new InputView(0, 0, 512, 256)), [], 512, 256, [star]);
        Assert.Equal(inside, tally.InZones[0], 1e-6);
        Assert.Equal(256 * 256, tally.All, 1e-6);
    }

    [Fact]
    public void A_large_frame_is_sampled_and_gives_the_same_share()
    {
        float[] map = [0, 3, 1, 8];
        var small = Agreement.Of(ExplanationFixtures.Map(map, 2, new InputView(0, 0, 256, 256)), [new PixelRect(128, 64, 64, 128)], 256, 256, []);
        var large = Agreement.Of(ExplanationFixtures.Map(map, 2, new InputView(0, 0, 2560, 2560)), [new PixelRect(1280, 640, 640, 1280)], 2560, 2560, []);
        Assert.Equal(small.InMotion!.Value, large.InMotion!.Value, 1e-6);
    }

    private static Agreement OnWhole(float[] map, int width, PixelRect[] moved, params NamedZone[] zones)
        => Agreement.Of(ExplanationFixtures.Map(map, width, Whole), moved, 200, 100, zones);

    private static NamedZone Rectangle(string name, double left, double top, double right, double bottom)
        => new(name, [[left, top], [right, top], [right, bottom], [left, bottom]]);

    private static bool Contains(double[][] corners, double x, double y)
    {
        bool inside = false;
        for (int i = 0, before = corners.Length - 1; i < corners.Length; before = i++)
        {
            (double ax, double ay, double bx, double by) = (corners[i][0], corners[i][1], corners[before][0], corners[before][1]);
            if (ay > y != by > y && x < ((bx - ax) * (y - ay) / (by - ay)) + ax)
                inside = !inside;
        }

        return inside;
    }
}
