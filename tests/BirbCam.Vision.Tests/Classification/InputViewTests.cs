using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Tests.Classification;

public sealed class InputViewTests
{
    [Fact]
    public void Stretch_shows_the_whole_frame()
        => Assert.Equal(new InputView(0, 0, 640, 480), InputView.OfFrame(640, 480, Input(ResizeRule.Stretch)));

    [Fact]
    public void Crop_shows_the_middle_in_the_inputs_aspect()
        => Assert.Equal(new InputView(80, 0, 480, 480), InputView.OfFrame(640, 480, Input(ResizeRule.Crop)));

    [Fact]
    public void Pad_reaches_beyond_the_frame()
        => Assert.Equal(new InputView(0, -80, 640, 640), InputView.OfFrame(640, 480, Input(ResizeRule.Pad)));

    [Fact]
    public void A_region_grows_by_its_context_around_its_middle()
        => Assert.Equal(new InputView(170, 120, 300, 300), InputView.AroundRegion(new PixelRect(270, 240, 100, 60), 640, 480, new ModelRegionView(), Input(ResizeRule.Stretch)));

    [Fact]
    public void A_tiny_region_is_seen_at_the_inputs_own_size()
        => Assert.Equal(224, InputView.AroundRegion(new PixelRect(300, 200, 10, 10), 640, 480, new ModelRegionView(), Input(ResizeRule.Stretch)).Width);

    [Fact]
    public void A_tiny_region_is_enlarged_as_far_as_the_card_allows()
        => Assert.Equal(112, InputView.AroundRegion(new PixelRect(300, 200, 10, 10), 640, 480, new ModelRegionView { Enlarge = 2 }, Input(ResizeRule.Stretch)).Width);

    [Fact]
    public void A_region_in_the_corner_is_pushed_back_inside()
        => Assert.Equal(new InputView(340, 180, 300, 300), InputView.AroundRegion(new PixelRect(600, 440, 40, 40), 640, 480, new ModelRegionView { Context = 7.5 }, Input(ResizeRule.Stretch)));

    [Fact]
    public void A_region_as_large_as_the_frame_shows_the_frame()
        => Assert.Equal(new InputView(0, 0, 640, 480), InputView.AroundRegion(new PixelRect(0, 0, 640, 480), 640, 480, new ModelRegionView(), Input(ResizeRule.Stretch)));

    private static ModelInput Input(ResizeRule resize) => new() { Name = "image", Width = 224, Height = 224, Resize = resize };
}
