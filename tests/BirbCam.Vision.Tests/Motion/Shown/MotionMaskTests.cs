using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Shown;
using SkiaSharp;
using static BirbCam.Vision.Tests.Motion.AcquaintedGate;

namespace BirbCam.Vision.Tests.Motion.Shown;

public sealed class MotionMaskTests
{
    private static readonly PixelRect Bird = new(300, 200, 60, 48);

    [Fact]
    public void The_mask_of_a_bird_is_where_the_bird_is()
    {
        AcquaintedGate gate = new AcquaintedGate().Settled();
        MotionResult result = gate.Show(Patch(Bird), 4)[^1];
        Assert.True(result.IsTriggered);

        using MotionMask mask = gate.Gate.TakeMask(result);

        int factor = Width / mask.Width;

        // Structure is a difference of neighbours, so that it reaches a few pixels beyond a rim.
        var around = new PixelRect(Bird.X - 16, Bird.Y - 16, Bird.Width + 32, Bird.Height + 32);
        int[] moved = [.. Enumerable.Range(0, mask.Width * mask.Height).Where(i => mask[i])];
        Assert.All(moved, i => Assert.False(around.Intersect(new PixelRect(i % mask.Width * factor, i / mask.Width * factor, 1, 1)).IsEmpty));
        Assert.InRange(moved.Length * factor * factor, Bird.Area / 2, Bird.Area * 2);
    }

    [Fact]
    public void What_moves_outside_the_regions_is_left_out()
    {
        byte[] everything = new byte[8 * 4];
        Array.Fill(everything, (byte)255);

        using var mask = MotionMask.Of(everything, 8, 4, [new PixelRect(1, 1, 2, 2)]);

        Assert.Equal([9, 10, 17, 18], Enumerable.Range(0, 32).Where(i => mask[i]));
    }

    [Fact]
    public void As_a_picture_it_is_clear_where_nothing_moved()
    {
        using var mask = MotionMask.Of([255, 255], 2, 1, [new PixelRect(1, 0, 1, 1)]);
        using SKBitmap picture = SKBitmap.Decode(mask.ToPng());

        Assert.Equal(0, picture.GetPixel(0, 0).Alpha);
        Assert.Equal(140, picture.GetPixel(1, 0).Alpha);
    }

    [Fact]
    public void A_mask_that_was_given_back_cannot_be_looked_at()
    {
        var mask = MotionMask.Of([255], 1, 1, [new PixelRect(0, 0, 1, 1)]);
        mask.Dispose();
        mask.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mask[0]);
    }
}
