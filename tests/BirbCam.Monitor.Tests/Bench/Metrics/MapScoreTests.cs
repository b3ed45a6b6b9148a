using BirbCam.Monitor.Bench.Metrics;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Bench.Metrics;

/// <summary>Maps of 4 × 4 places over a frame of 80 × 80: a place is 20 pixels wide.</summary>
public sealed class MapScoreTests
{
    private const int Side = 80;

    private static readonly InputView Whole = new(0, 0, Side, Side);

    /// <summary>The second place of the second row, all of it.</summary>
    private static readonly PixelRect Place = new(20, 20, 20, 20);

    [Fact]
    public void A_map_that_is_strongest_inside_the_box_points()
    {
        float[] map = new float[16];
        map[5] = 1;

        Assert.True(Score(map, Place).Points);
        Assert.False(Score(map, new PixelRect(40, 20, 20, 20)).Points);
    }

    [Fact]
    public void What_counts_is_the_middle_of_the_strongest_place()
    {
        float[] map = new float[16];
        map[5] = 1;

        Assert.True(Score(map, new PixelRect(29, 29, 2, 2)).Points);
        Assert.False(Score(map, new PixelRect(20, 20, 10, 10)).Points);
    }

    [Fact]
    public void The_least_evil_place_of_a_map_without_evidence_points_but_has_no_energy()
    {
        float[] map = [.. Enumerable.Repeat(-1f, 16)];
        map[5] = -0.5f;

        Assert.True(Score(map, Place).Points);
        Assert.Equal(0, Score(map, Place).Energy);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_map_that_is_the_same_everywhere_points_nowhere(float value)
        => Assert.False(Score([.. Enumerable.Repeat(value, 16)], new PixelRect(0, 0, Side, Side)).Points);

    [Fact]
    public void An_even_map_has_the_energy_of_chance()
    {
        MapScore score = Score([.. Enumerable.Repeat(3f, 16)], Place);

        Assert.Equal(1 / 16.0, score.BoxShare, 1e-12);
        Assert.Equal(1 / 16.0, score.Energy, 1e-6);
        Assert.Equal(1, score.Lift, 1e-4);
    }

    [Fact]
    public void What_speaks_against_the_label_is_no_energy()
    {
        float[] without = new float[16], with = new float[16];
        without[5] = with[5] = 1;
        with[15] = -7;

        Assert.Equal(Score(without, Place).Energy, Score(with, Place).Energy);
    }

    /// <summary>One place, stretched: within it the mean of a tent over [−½, ½] is ¾ in each direction, and all of the tent is one place's worth.</summary>
    [Fact]
    public void A_single_place_keeps_nine_sixteenths_of_its_stretched_self()
    {
        float[] map = new float[16];
        map[5] = 1;

        Assert.Equal(9 / 16.0, Score(map, Place).Energy, 2e-3);
    }

    [Fact]
    public void Boxes_that_overlap_are_not_counted_twice()
        => Assert.Equal(1 / 16.0, MapScore.Of([.. Enumerable.Repeat(1f, 16)], 4, Whole, [Place, Place], Side, Side).BoxShare, 1e-12);

    [Fact]
    public void Only_the_view_within_the_frame_counts()
    {
        // The view's left half lies beyond the frame: the box is an eighth of what remains.
        MapScore score = MapScore.Of([.. Enumerable.Repeat(1f, 16)], 4, new InputView(-40, 0, 80, 80), [Place], Side, Side);

        Assert.Equal(1 / 8.0, score.BoxShare, 1e-12);
        Assert.Equal(1, score.Lift, 1e-6);
    }

    private static MapScore Score(float[] map, PixelRect box) => MapScore.Of(map, 4, Whole, [box], Side, Side);
}
