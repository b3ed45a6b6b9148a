using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion;

public sealed class ZoneMaskTests
{
    private static readonly double[][] LeftHalf = [[0, 0], [0.5, 0], [0.5, 1], [0, 1]];

    [Fact]
    public void An_ignored_half_is_taken_out_of_the_mask()
    {
        byte[] mask = [.. Enumerable.Repeat((byte)255, 40)];

        byte[] outside = new byte[40];

        Assert.Equal(20, Zones(MotionZoneKind.Ignore).LeaveOutIgnored(mask, outside));
        Assert.Equal([0, 0, 0, 0, 0, 255, 255, 255, 255, 255], outside[..10]);
    }

    [Fact]
    public void A_sensitive_half_has_a_lower_bar()
    {
        ReadOnlySpan<float> strictness = Zones(MotionZoneKind.Sensitivity, factor: 4, sensitivity: 0.5).Strictness(1);

        Assert.Equal((0.5f, 2f), (strictness[0], strictness[9]));
    }

    [Fact]
    public void A_preclusive_half_speaks_up_only_for_what_is_in_it()
    {
        ZoneMask zones = Zones(MotionZoneKind.Preclusive);
        byte[] mask = [.. Enumerable.Repeat((byte)255, 40)];

        Assert.True(zones.Precludes(new Blob(new PixelRect(3, 1, 4, 2), 8, 1), mask));
        Assert.False(zones.Precludes(new Blob(new PixelRect(6, 1, 3, 2), 6, 1), mask));
    }

    [Fact]
    public void A_polygon_with_a_notch_leaves_the_notch_out()
    {
        double[][] arrow = [[0, 0], [1, 0], [1, 1], [0.5, 0.4], [0, 1]];

        Assert.True(ZoneMask.Contains(arrow, 0.5, 0.2));
        Assert.False(ZoneMask.Contains(arrow, 0.5, 0.8));
    }

    private static ZoneMask Zones(MotionZoneKind kind, double factor = 1, double sensitivity = 1)
    {
        var zone = new MotionZone { Name = "left", Kind = kind, Factor = factor, Polygon = LeftHalf };
        return new ZoneMask(new MotionOptions { Sensitivity = sensitivity, Zones = [zone] }, 10, 4);
    }
}
