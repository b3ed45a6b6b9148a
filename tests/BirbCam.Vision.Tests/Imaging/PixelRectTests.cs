using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Tests.Imaging;

public sealed class PixelRectTests
{
    [Fact]
    public void Two_that_overlap_share_their_middle()
        => Assert.Equal(new PixelRect(5, 5, 5, 5), new PixelRect(0, 0, 10, 10).Intersect(new PixelRect(5, 5, 10, 10)));

    [Fact]
    public void Two_that_only_touch_share_nothing()
        => Assert.True(new PixelRect(0, 0, 10, 10).Intersect(new PixelRect(10, 0, 10, 10)).IsEmpty);

    [Fact]
    public void An_empty_one_adds_nothing_to_a_union()
        => Assert.Equal(new PixelRect(3, 4, 5, 6), new PixelRect(3, 4, 5, 6).Union(default));

    [Fact]
    public void A_union_holds_both()
        => Assert.Equal(new PixelRect(0, 0, 20, 12), new PixelRect(0, 2, 5, 10).Union(new PixelRect(15, 0, 5, 5)));
}
