using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Overlays;
using SkiaSharp;

namespace BirbCam.Vision.Tests.Imaging.Overlays;

public sealed class MarkedPictureTests
{
    private const byte Grey = 128;

    /// <summary>A JPEG spreads what is drawn over the blocks it touches: 16 pixels a side where colours are halved.</summary>
    private const int Block = 16;

    /// <summary>Of the lettering at both widths here: a forty-fifth, and never under ten pixels.</summary>
    private const int LetterSize = 15;

    [Theory]
    [InlineData(640, 480)]
    [InlineData(643, 487)]
    public void The_grid_lies_on_the_tenths_and_the_picture_between_them_is_untouched(int width, int height)
    {
        using SKBitmap drawn = Draw(width, height);

        // Half way between two other lines, a tenth is white beside black.
        foreach (int tenth in Enumerable.Range(1, 9))
        {
            AssertCrossed([.. Enumerable.Range(-1, 4).Select(step => drawn.GetPixel((width * tenth / 10) + step, height * 45 / 100))]);
            AssertCrossed([.. Enumerable.Range(-1, 4).Select(step => drawn.GetPixel(width * 45 / 100, (height * tenth / 10) + step))]);
        }

        int between = 0;
        for (int y = (2 * LetterSize) + Block; y < height; y++)
        {
            for (int x = (2 * LetterSize) + Block; x < width; x++)
            {
                if (ToTenth(x, width) <= Block + 2 || ToTenth(y, height) <= Block + 2)
                    continue;

                AssertNear(new SKColor(Grey, Grey, Grey), drawn.GetPixel(x, y));
                between++;
            }
        }

        Assert.True(between > 20_000, $"{between} looked at");
    }

    [Fact]
    public void A_polygon_is_filled_between_its_corners_and_named_in_its_middle_and_nothing_else_changes()
    {
        const int Width = 640, Height = 360;

        // The left upper half of a rectangle: who draws the rectangle, or takes x for y, is found out.
        (double left, double top, double right, double bottom) = (0.25, 0.15, 0.85, 0.95);
        using SKBitmap grid = Draw(Width, Height);
        using SKBitmap drawn = Draw(Width, Height, ("street", [[left, top], [right, top], [left, bottom]]));

        (double across, double down) = ((right - left) * Width, (bottom - top) * Height);
        (int filled, int white) = (0, 0);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                (SKColor before, SKColor now) = (grid.GetPixel(x, y), drawn.GetPixel(x, y));
                if (Math.Abs(x - (Width * (left + right) / 2)) < 4 * LetterSize && Math.Abs(y - (Height * (top + bottom) / 2)) < 2 * LetterSize)
                {
                    white += now is { Red: > 220, Green: > 220, Blue: > 220 } ? 1 : 0;
                    continue;
                }

                // Pixels from the left, the upper and the slanting side, positive inside.
                double fromLeft = x - (left * Width), fromTop = y - (top * Height);
                double fromSlant = (1 - (fromLeft / across) - (fromTop / down)) * across * down / Math.Sqrt((across * across) + (down * down));
                double inside = Math.Min(fromSlant, Math.Min(fromLeft, fromTop));
                if (inside < -2 * Block)
                {
                    Assert.Equal(before, now);
                }
                else if (inside > 2 * Block)
                {
                    Assert.True(now.Red - now.Blue > before.Red - before.Blue + 20, $"{x}, {y}: {before} became {now}");
                    filled++;
                }
            }
        }

        Assert.True(filled > 10_000 && white > 20, $"{filled} filled, {white} of letters");
        foreach (SKColor side in (SKColor[])[drawn.GetPixel((int)(left * Width), Height / 2), drawn.GetPixel(Width / 2, (int)(top * Height))])
            Assert.True(side.Red > side.Blue + 100, $"the outline is {side}");
    }

    [Fact]
    public void The_frame_itself_stays_as_it_was()
    {
        using Frame frame = Flat(64, 48);
        byte[] before = frame.Pixels.ToArray();

        MarkedPicture.Draw(frame, [("all", [[0, 0], [1, 0], [1, 1], [0, 1]])]);

        Assert.Equal(before, frame.Pixels.ToArray());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(700, 3)]
    [InlineData(3, 700)]
    [InlineData(FramePool.MaxSide, 1)]
    [InlineData(1, FramePool.MaxSide)]
    public void Any_picture_that_can_be_a_frame_is_drawn_in_its_own_size(int width, int height)
    {
        double[][] crossed = [[0, 0], [1, 1], [1, 0], [0, 1]], point = [[1, 1], [1, 1], [1, 1]];

        using SKBitmap drawn = Draw(width, height, (new string('W', 64), crossed), ("\n\0\uD83D \u202E", point));

        Assert.Equal((width, height), (drawn.Width, drawn.Height));
    }

    private static SKBitmap Draw(int width, int height, params (string, IReadOnlyList<double[]>)[] polygons)
    {
        using Frame frame = Flat(width, height);
        return SKBitmap.Decode(MarkedPicture.Draw(frame, polygons));
    }

    private static Frame Flat(int width, int height)
    {
        byte[] bgr = new byte[width * height * 3];
        Array.Fill(bgr, Grey);
        return new FramePool(1).TryRent(bgr, width, height, Rotation.None, DateTimeOffset.UnixEpoch, 0)!;
    }

    private static double ToTenth(int at, int length) => Enumerable.Range(1, 9).Min(tenth => Math.Abs(at - (length * tenth / 10.0)));

    private static void AssertCrossed(SKColor[] across)
    {
        Assert.InRange(across.Max(pixel => pixel.Green), Grey + 30, 255);
        Assert.InRange(across.Min(pixel => pixel.Green), 0, Grey - 30);
    }

    /// <summary>A JPEG of quality 90 changes a flat block by rounding alone.</summary>
    private static void AssertNear(SKColor expected, SKColor actual)
        => Assert.InRange(Math.Max(Math.Abs(expected.Red - actual.Red), Math.Max(Math.Abs(expected.Green - actual.Green), Math.Abs(expected.Blue - actual.Blue))), 0, 2);
}
