using BirbCam.Monitor.Bench.Metrics;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Bench.Metrics;

public sealed class ReferenceMapsTests
{
    [Theory]
    [InlineData(8, 10)]
    [InlineData(7, 7)]
    [InlineData(1, 4)]
    public void The_centre_map_points_to_the_middle_whatever_the_size(int columns, int rows)
    {
        (float[] map, int width) = ReferenceMaps.Centre(columns, rows);

        Assert.True(MapScore.Of(map, width, new InputView(0, 0, 640, 480), [new PixelRect(319, 239, 2, 2)], 640, 480).Points);
    }

    [Fact]
    public void The_centre_map_falls_off_to_all_sides()
    {
        (float[] map, int width) = ReferenceMaps.Centre(9, 9);

        Assert.Equal(9, width);
        Assert.True(map[40] > map[39] && map[39] > map[38] && map[40] > map[31]);
        Assert.Equal(map[0], map[80], 1e-6f);
    }

    [Fact]
    public void A_random_map_is_the_same_for_the_same_seed_and_another_for_another()
    {
        Assert.Equal(ReferenceMaps.Random(80, new Random(3)), ReferenceMaps.Random(80, new Random(3)));
        Assert.NotEqual(ReferenceMaps.Random(80, new Random(3)), ReferenceMaps.Random(80, new Random(4)));
    }
}
