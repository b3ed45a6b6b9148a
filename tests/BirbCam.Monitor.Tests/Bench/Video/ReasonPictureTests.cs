using BirbCam.Monitor.Bench.Video;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Shown;

namespace BirbCam.Monitor.Tests.Bench.Video;

public sealed class ReasonPictureTests
{
    private static readonly ToleranceMap Even = new(2, 2, [1, 1, 1, 1]);

    [Theory]
    [InlineData(640, 480, 640, 480)]
    [InlineData(1920, 1080, 1280, 720)]
    [InlineData(1, 1, 2, 2)]
    [InlineData(181, 179, 180, 180)]
    public void The_picture_is_even_and_at_most_1280_wide(int width, int height, int wanted, int wantedAbove)
    {
        using var picture = new ReasonPicture(width, height);
        picture.Draw(new byte[width * height * 3], width, height, TimeSpan.Zero, Still, Even);

        Assert.Equal(wanted, picture.Width);
        Assert.InRange(picture.Height, wantedAbove + 2, wantedAbove + 50);
        Assert.Equal(0, picture.Height % 2);
        Assert.Equal(picture.Width * picture.Height * 4, picture.Bgra.Length);
    }

    [Fact]
    public void Boxes_are_drawn_where_it_moved_and_warmth_where_much_must_change()
    {
        byte[] grey = Enumerable.Repeat((byte)100, 640 * 480 * 3).ToArray();
        using var picture = new ReasonPicture(640, 480);
        picture.Draw(grey, 640, 480, TimeSpan.Zero, Still with { Verdict = MotionVerdict.Triggered, Regions = [new PixelRect(200, 100, 80, 60)] }, new ToleranceMap(2, 1, [1, 64]));

        Assert.Equal((100, 100, 100), At(picture, 20, 20));
        (int blue, int green, int red) = At(picture, 200, 130);
        Assert.True(green > red + 50 && green > blue + 50, "a green edge");
        (blue, _, red) = At(picture, 620, 20);
        Assert.True(red > blue + 80, "orange");
    }

    [Fact]
    public void A_frame_of_another_shape_is_fitted_in()
    {
        using var picture = new ReasonPicture(640, 480);
        picture.Draw(Enumerable.Repeat((byte)100, 300 * 600 * 3).ToArray(), 300, 600, TimeSpan.Zero, Still, Even);

        Assert.Equal((0, 0, 0), At(picture, 20, 240));
        Assert.Equal((100, 100, 100), At(picture, 320, 240));
    }

    [Fact]
    public void The_caption_says_when_what_and_how_much()
        => Assert.Equal("12.4 s   too brief   1.23 % changed", ReasonPicture.Caption(TimeSpan.FromSeconds(12.4), Still with { Verdict = MotionVerdict.TooBrief, Changed = 0.01234 }));

    private static MotionResult Still => new(MotionVerdict.Still, 0, 0, [], TimeSpan.Zero);

    private static (int Blue, int Green, int Red) At(ReasonPicture picture, int x, int y)
    {
        ReadOnlySpan<byte> pixel = picture.Bgra[(4 * ((y * picture.Width) + x))..];
        return (pixel[0], pixel[1], pixel[2]);
    }
}
