using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class ConnectedRegionsTests
{
    [Fact]
    public void The_regions_are_those_that_a_flood_fill_finds()
    {
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            (int width, int height) = (random.Next(1, 20), random.Next(1, 20));
            double density = random.NextDouble();
            byte[] mask = [.. Enumerable.Range(0, width * height).Select(_ => random.NextDouble() < density ? (byte)255 : (byte)0)];
            float[] ages = [.. mask.Select(value => value == 0 ? 0 : random.NextSingle())];

            Blob[] found = new ConnectedRegions(width, height).Find(mask, ages).ToArray();

            Assert.Equal(FloodFill(mask, ages, width, height), found);
        }
    }

    [Fact]
    public void The_densest_mask_fits_the_memory()
    {
        const int Width = 21;
        const int Height = 10;
        byte[] mask = [.. Enumerable.Range(0, Width * Height).Select(i => i % Width % 2 == 0 && i / Width % 2 == 0 ? (byte)255 : (byte)0)];

        Assert.Equal(11 * 5, new ConnectedRegions(Width, Height).Find(mask, new float[mask.Length]).Length);
    }

    private static List<Blob> FloodFill(byte[] mask, float[] ages, int width, int height)
    {
        var blobs = new List<Blob>();
        bool[] taken = new bool[mask.Length];
        for (int start = 0; start < mask.Length; start++)
        {
            if (mask[start] == 0 || taken[start])
                continue;

            var blob = new Blob(default, 0, 0);
            var open = new Stack<int>([start]);
            taken[start] = true;
            while (open.TryPop(out int at))
            {
                (int x, int y) = (at % width, at / width);
                blob = new Blob(blob.Box.Union(new PixelRect(x, y, 1, 1)), blob.Pixels + 1, Math.Max(blob.Age, ages[at]));
                for (int dy = -1; dy <= 1; dy++)
                {
                    for (int dx = -1; dx <= 1; dx++)
                    {
                        (int nextX, int nextY) = (x + dx, y + dy);
                        if (nextX < 0 || nextY < 0 || nextX >= width || nextY >= height)
                            continue;

                        int next = (nextY * width) + nextX;
                        if (mask[next] == 0 || taken[next])
                            continue;

                        taken[next] = true;
                        open.Push(next);
                    }
                }
            }

            blobs.Add(blob);
        }

        return blobs;
    }
}
