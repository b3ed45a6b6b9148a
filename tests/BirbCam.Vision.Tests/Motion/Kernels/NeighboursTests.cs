using System.Numerics;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class NeighboursTests
{
    private const int Height = 5;

    public static TheoryData<int> Widths() => [.. Enumerable.Range(1, (2 * Vector<float>.Count) + 3)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Largest_and_smallest_agree_with_one_pixel_at_a_time(int width)
    {
        var random = new Random(width);
        float[] plane = [.. Enumerable.Range(0, width * Height).Select(_ => random.NextSingle())];
        (float[] largest, float[] smallest) = (new float[plane.Length], new float[plane.Length]);

        Neighbours.Largest<float>(plane, width, Height, new float[plane.Length], largest);
        Neighbours.Smallest<float>(plane, width, Height, new float[plane.Length], smallest);

        for (int i = 0; i < plane.Length; i++)
        {
            float[] around = [.. plane.Where((_, j) => Math.Abs((j % width) - (i % width)) <= 1 && Math.Abs((j / width) - (i / width)) <= 1)];
            Assert.Equal(around.Max(), largest[i]);
            Assert.Equal(around.Min(), smallest[i]);
        }
    }
}
