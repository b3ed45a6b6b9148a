using BirbCam.Monitor.Simulation.Sensor;

namespace BirbCam.Monitor.Tests.Simulation.Sensor;

public sealed class ColourPlanesTests
{
    private readonly Random _random = new(6);

    [Fact]
    public void Splitting_agrees_with_one_pixel_at_a_time_at_every_width()
    {
        for (int width = 1; width < 40; width++)
        {
            byte[] bgr = new byte[width * 3];
            _random.NextBytes(bgr);
            int padded = (width + 15) / 16 * 16;
            float[] bright = new float[padded], blueness = new float[padded / 2], redness = new float[padded / 2];

            ColourPlanes.Split(bgr, bright, blueness, redness);

            for (int x = 0; x < padded; x += 2)
            {
                (float Bright, float Blueness, float Redness) left = Parts(bgr, x), right = Parts(bgr, x + 1);
                Assert.Equal(left.Bright, bright[x], 0.001f);
                Assert.Equal(right.Bright, bright[x + 1], 0.001f);
                Assert.Equal((left.Blueness + right.Blueness) / 4, blueness[x / 2], 0.001f);
                Assert.Equal((left.Redness + right.Redness) / 4, redness[x / 2], 0.001f);
            }
        }
    }

    [Fact]
    public void Joining_undoes_it_where_neighbours_have_the_same_colour()
    {
        for (int width = 1; width < 40; width++)
        {
            byte[] colour = new byte[3];
            _random.NextBytes(colour);
            byte[] bgr = [.. Enumerable.Range(0, width * 3).Select(i => colour[i % 3])], back = new byte[width * 3];
            int padded = (width + 15) / 16 * 16;
            float[] bright = new float[padded], blueness = new float[padded / 2], redness = new float[padded / 2];

            // Two lines share one line of colours: half comes from each.
            ColourPlanes.Split(bgr, bright, blueness, redness);
            ColourPlanes.Split(bgr, bright, blueness, redness);
            ColourPlanes.Join(bright, blueness, redness, back);

            Assert.All(bgr.Zip(back), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }
    }

    /// <summary>BT.601 as JFIF has it; beyond the last pixel, the last pixel.</summary>
    private static (float Bright, float Blueness, float Redness) Parts(byte[] bgr, int x)
    {
        int at = 3 * Math.Min(x, (bgr.Length / 3) - 1);
        float light = (0.114f * bgr[at]) + (0.587f * bgr[at + 1]) + (0.299f * bgr[at + 2]);
        return (light - 128, 0.564f * (bgr[at] - light), 0.713f * (bgr[at + 2] - light));
    }
}
