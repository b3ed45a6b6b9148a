using BirbCam.Vision.Motion.Shown;
using SkiaSharp;

namespace BirbCam.Vision.Tests.Motion.Shown;

public sealed class ToleranceMapTests
{
    [Fact]
    public void Every_doubling_of_the_bar_is_a_step_of_warmth_up_to_the_highest()
    {
        Assert.Equal(0, ToleranceMap.HeatOf(1));
        Assert.Equal([30, 60, 90, 120, 150, 150], new float[] { 2, 4, 8, 16, 32, 64 }.Select(bar => (int)ToleranceMap.HeatOf(bar)));
        Assert.Equal(150, ToleranceMap.HeatOf(float.PositiveInfinity));
    }

    [Fact]
    public void As_a_picture_it_is_clear_where_the_least_change_is_enough()
    {
        using SKBitmap picture = SKBitmap.Decode(new ToleranceMap(2, 1, [0.5f, 32]).ToPng());

        Assert.Equal(0, picture.GetPixel(0, 0).Alpha);
        Assert.Equal(150, picture.GetPixel(1, 0).Alpha);
    }
}
