using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class RegistrationTests
{
    private const int Width = 90;
    private const int Height = 70;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, -2)]
    [InlineData(-9, 7)]
    [InlineData(10, 10)]
    public void A_picture_that_moved_by_whole_pixels_is_found_there(int right, int down)
    {
        float[] now = Shifted(Smooth(1), right, down);

        Displacement found = Registration.Find(Smooth(1), now, Width, Height, new float[Width * Height]);

        Assert.Equal(right, found.Right, 0.05);
        Assert.Equal(down, found.Down, 0.05);
        Assert.InRange(found.Agreement, 0.999f, 1.001f);
    }

    [Theory]
    [InlineData(0.33f, 0)]
    [InlineData(2.67f, -1.5f)]
    [InlineData(-4.4f, 3.25f)]
    public void Parts_of_pixels_are_found_too(float right, float down)
    {
        float[] now = [.. Smooth(2)];
        Registration.Move(Smooth(2), Width, Height, new Displacement(right, down, 0, 1), now);

        Displacement found = Registration.Find(Smooth(2), now, Width, Height, new float[Width * Height]);

        Assert.Equal(right, found.Right, 0.15);
        Assert.Equal(down, found.Down, 0.15);
        Assert.True(found.Agreement > 0.85f, found.ToString());
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(4, -3, -2.3)]
    [InlineData(-6.5, 2, 1.5)]
    public void A_turn_is_found_with_the_way(float right, float down, float degrees)
    {
        float[] now = [.. Smooth(8)];
        Registration.Move(Smooth(8), Width, Height, new Displacement(right, down, float.DegreesToRadians(degrees), 1), now);

        Displacement found = Registration.Find(Smooth(8), now, Width, Height, new float[Width * Height]);

        Assert.Equal(right, found.Right, 0.15);
        Assert.Equal(down, found.Down, 0.15);
        Assert.Equal(degrees, float.RadiansToDegrees(found.Turn), 0.2);
        Assert.True(found.Agreement > 0.85f, found.ToString());
    }

    [Fact]
    public void Every_second_line_is_moved_to_where_all_lines_would_be()
    {
        // A plane that rises evenly is interpolated without a fault.
        float[] all = [.. Enumerable.Range(0, Width * Height).Select(i => (3f * (i % Width)) - (2f * (i / Width)))];
        float[] half = [.. all.Where((_, i) => i / Width % 2 == 0)];
        var displacement = new Displacement(2.5f, 3, 0.03f, 1);
        float[] moved = [.. all];
        float[] movedHalf = [.. half];

        Registration.Move(all, Width, Height, displacement, moved);
        Registration.Move(half, Width, Height, displacement, movedHalf, lineStep: 2);

        for (int line = 4; line < (Height / 2) - 4; line++)
        {
            for (int x = 8; x < Width - 8; x++)
                Assert.Equal(moved[(2 * line * Width) + x], movedHalf[(line * Width) + x], 1e-2);
        }
    }

    [Fact]
    public void The_agreement_is_the_correlation_one_pixel_at_a_time()
    {
        (float[] before, float[] now) = (Smooth(3), Shifted(Smooth(3), 4, 2));
        foreach (ref float value in now.AsSpan())
            value = (0.6f * value) + 5;

        Displacement found = Registration.Find(before, now, Width, Height, new float[Width * Height]);

        Assert.Equal((4, 2), ((int)MathF.Round(found.Right), (int)MathF.Round(found.Down)));
        Assert.Equal(Correlation(before, now, 4, 2), found.Agreement, 1e-4);
    }

    [Fact]
    public void Another_picture_does_not_agree_anywhere()
        => Assert.InRange(Registration.Find(Smooth(4), Smooth(5), Width, Height, new float[Width * Height]).Agreement, -1, 0.4f);

    [Fact]
    public void What_went_further_than_is_searched_does_not_agree()
        => Assert.InRange(Registration.Find(Smooth(6), Shifted(Smooth(6), 20, 0), Width, Height, new float[Width * Height]).Agreement, -1, 0.4f);

    [Fact]
    public void Moving_takes_the_four_nearest_and_leaves_alone_what_comes_from_beyond_the_edge()
    {
        float[] before = Smooth(7);
        float[] moved = new float[before.Length];
        Array.Fill(moved, 1000);

        Registration.Move(before, Width, Height, new Displacement(2.25f, -3.5f, 0, 1), moved);

        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                (double fromX, double fromY) = (x - 2.25, y + 3.5);
                (int left, int up) = ((int)Math.Floor(fromX), (int)Math.Floor(fromY));
                if (left < 0 || left + 1 >= Width || up < 0 || up + 1 >= Height)
                {
                    Assert.Equal(1000, moved[(y * Width) + x]);
                    continue;
                }

                double above = (before[(up * Width) + left] * (1 - (fromX - left))) + (before[(up * Width) + left + 1] * (fromX - left));
                double below = (before[((up + 1) * Width) + left] * (1 - (fromX - left))) + (before[((up + 1) * Width) + left + 1] * (fromX - left));
                Assert.Equal((above * (1 - (fromY - up))) + (below * (fromY - up)), moved[(y * Width) + x], 1e-3);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(7, 6)]
    [InlineData(300, 2)]
    public void The_smallest_pictures_lie_where_they_are(int width, int height)
    {
        float[] picture = [.. Enumerable.Range(0, width * height).Select(i => (float)((i * 37 % 11) - 5))];

        Displacement found = Registration.Find(picture, picture, width, height, new float[picture.Length]);
        Registration.Move(picture, width, height, found, [.. picture]);

        Assert.Equal((0f, 0f), (MathF.Round(found.Right), MathF.Round(found.Down)));
    }

    /// <summary>Structure as a band-pass leaves it: around 0, and alike from pixel to pixel.</summary>
    private static float[] Smooth(int seed)
    {
        var random = new Random(seed);
        float[] noise = [.. Enumerable.Range(0, Width * Height).Select(_ => (float)(random.NextDouble() - 0.5) * 90)];
        return [.. Enumerable.Range(0, noise.Length).Select(i => Around(noise, i % Width, i / Width))];
    }

    private static float Around(float[] noise, int x, int y)
    {
        float sum = 0;
        for (int dy = -1; dy <= 1; dy++)
        {
            for (int dx = -1; dx <= 1; dx++)
                sum += noise[(Math.Clamp(y + dy, 0, Height - 1) * Width) + Math.Clamp(x + dx, 0, Width - 1)];
        }

        return sum / 9;
    }

    private static float[] Shifted(float[] picture, int right, int down)
        => [.. Enumerable.Range(0, picture.Length).Select(i => picture[(Math.Clamp((i / Width) - down, 0, Height - 1) * Width) + Math.Clamp((i % Width) - right, 0, Width - 1)])];

    /// <summary>Of the picture without the 11 pixels of edge that the search keeps off.</summary>
    private static double Correlation(float[] before, float[] now, int right, int down)
    {
        (double both, double first, double second) = (0, 0, 0);
        for (int y = 11; y < Height - 11; y++)
        {
            for (int x = 11; x < Width - 11; x++)
            {
                (double b, double n) = (before[((y - down) * Width) + x - right], now[(y * Width) + x]);
                (both, first, second) = (both + (b * n), first + (b * b), second + (n * n));
            }
        }

        return both / Math.Sqrt((first + 1) * (second + 1));
    }
}
