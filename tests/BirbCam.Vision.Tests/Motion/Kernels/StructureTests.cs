using System.Numerics;
using BirbCam.Tests;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Vision.Tests.Motion.Kernels;

public sealed class StructureTests
{
    public static TheoryData<int, int> Sizes()
    {
        var sizes = new TheoryData<int, int>();
        for (int width = 1; width <= (2 * Vector<float>.Count) + 3; width++)
            sizes.Add(width, 9);
        sizes.Add(37, 1);
        sizes.Add(37, 2);
        sizes.Add(37, 23);
        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_band_pass_agrees_with_one_pixel_at_a_time(int width, int height)
    {
        float[] luma = Noise(width * height, 0, 255, seed: 1);
        float[] structure = new float[luma.Length];

        BandPass(luma, width, height, structure);

        for (int i = 0; i < luma.Length; i++)
        {
            double expected = Mean(luma, width, height, i, 1) - Mean(luma, width, height, i, 3);
            Assert.Equal(expected, structure[i], 0.01);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_unexplained_energy_agrees_with_one_pixel_at_a_time(int width, int height)
    {
        float[] now = Noise(width * height, -40, 40, seed: 2);
        float[] before = Noise(width * height, -40, 40, seed: 3);
        float[] unexplained = new float[now.Length];

        Unexplained(now, before, width, height, unexplained);

        for (int i = 0; i < now.Length; i++)
        {
            if (i / width % Structure.LineStep != 0)
                continue;

            double hh = Mean(Product(now, now), width, height, i, 3);
            double hb = Mean(Product(now, before), width, height, i, 3);
            double bb = Mean(Product(before, before), width, height, i, 3);
            double gain = Math.Clamp(hb / (bb + 4), 0, 1.6);
            Assert.Equal(Math.Max(hh - (2 * gain * hb) + (gain * gain * bb), 0), unexplained[i], 0.05);
        }
    }

    [Fact]
    public void A_faded_copy_under_a_smooth_veil_is_explained()
    {
        const int Side = 40;
        float[] scene = Noise(Side * Side, 0, 255, seed: 4);
        float[] veiled = [.. scene.Select((value, i) => (0.4f * value) + 120 + (0.5f * (i % Side)))];

        Assert.True(UnexplainedShare(scene, veiled, Side) < 0.01);
    }

    [Fact]
    public void Another_texture_is_not_explained()
    {
        const int Side = 40;

        Assert.True(UnexplainedShare(Noise(Side * Side, 0, 255, seed: 5), Noise(Side * Side, 0, 255, seed: 6), Side) > 0.8);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        float[] luma = Noise(64 * 48, 0, 255, seed: 7);
        (float[] structure, float[] unexplained, float[] scratch) = (new float[luma.Length], new float[luma.Length], new float[Structure.ScratchLength(64)]);

        Assert.Equal(0, Allocations.Of(() =>
        {
            Structure.BandPass(luma, 64, 48, 0, scratch, structure.AsSpan(0, 64));
            Structure.Unexplained(structure, luma, 64, 48, 0, scratch, unexplained.AsSpan(0, 64));
        }));
    }

    private static void BandPass(float[] luma, int width, int height, float[] structure)
    {
        float[] scratch = new float[Structure.ScratchLength(width)];
        for (int y = 0; y < height; y++)
            Structure.BandPass(luma, width, height, y, scratch, structure.AsSpan(y * width, width));
    }

    private static void Unexplained(float[] now, float[] before, int width, int height, float[] unexplained)
    {
        float[] scratch = new float[Structure.ScratchLength(width)];
        for (int y = 0; y < height; y += Structure.LineStep)
            Structure.Unexplained(now, before, width, height, y, scratch, unexplained.AsSpan(y * width, width));
    }

    private static double UnexplainedShare(float[] scene, float[] now, int side)
    {
        (float[] before, float[] after, float[] unexplained) = (new float[scene.Length], new float[scene.Length], new float[scene.Length]);
        BandPass(scene, side, side, before);
        BandPass(now, side, side, after);
        Unexplained(after, before, side, side, unexplained);
        return Structure.LineStep * unexplained.Sum() / after.Sum(value => value * value);
    }

    private static float[] Noise(int count, float from, float to, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => from + ((to - from) * random.NextSingle()))];
    }

    private static float[] Product(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x * y)];

    private static double Mean(float[] plane, int width, int height, int at, int radius)
    {
        double sum = 0;
        for (int dy = -radius; dy <= radius; dy++)
        {
            for (int dx = -radius; dx <= radius; dx++)
                sum += plane[(Math.Clamp((at / width) + dy, 0, height - 1) * width) + Math.Clamp((at % width) + dx, 0, width - 1)];
        }

        return sum / ((2 * radius + 1) * (2 * radius + 1));
    }
}
