using System.Numerics;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class NeighboursTests
{
    private const int Height = 5;

    public static TheoryData<int> Widths() => [.. Enumerable.Range(1, (2 * Vector<byte>.Count) + 3)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Largest_and_smallest_agree_with_one_pixel_at_a_time(int width)
    {
        byte[] mask = new byte[width * Height];
        new Random(width).NextBytes(mask);
        (byte[] largest, byte[] smallest) = (new byte[mask.Length], new byte[mask.Length]);

        Neighbours.Largest(mask, width, Height, new byte[mask.Length], largest);
        Neighbours.Smallest(mask, width, Height, new byte[mask.Length], smallest);

        for (int i = 0; i < mask.Length; i++)
        {
            Assert.Equal(Around(mask, width, i).Max(), largest[i]);
            Assert.Equal(Around(mask, width, i).Min(), smallest[i]);
        }
    }

    [Fact]
    public void The_largest_around_one_pixel_is_that_of_the_plane()
    {
        for (int width = 1; width <= 4; width++)
        {
            var random = new Random(width);
            float[] plane = [.. Enumerable.Range(0, width * Height).Select(_ => random.NextSingle())];

            for (int i = 0; i < plane.Length; i++)
                Assert.Equal(Around(plane, width, i).Max(), Neighbours.LargestAround(plane, width, i));
        }
    }

    private static IEnumerable<T> Around<T>(T[] plane, int width, int at)
        => plane.Where((_, i) => Math.Abs((i % width) - (at % width)) <= 1 && Math.Abs((i / width) - (at / width)) <= 1);
}
