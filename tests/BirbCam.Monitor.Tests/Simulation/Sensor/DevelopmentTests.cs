using BirbCam.Monitor.Simulation.Sensor;

namespace BirbCam.Monitor.Tests.Simulation.Sensor;

public sealed class DevelopmentTests
{
    private readonly Random _random = new(5);

    [Fact]
    public void It_agrees_with_one_pixel_at_a_time_at_every_width()
    {
        for (int width = 1; width < 40; width++)
        {
            byte[] bgra = new byte[width * 4];
            _random.NextBytes(bgra);
            int[] gains = [.. bgra.Select(_ => _random.Next(7 * Development.UnitGain))];
            sbyte[] noise = [.. bgra.Select(_ => (sbyte)_random.Next(-12, 13))];
            int strength = _random.Next(64);
            byte[] bgr = new byte[width * 3];

            Development.Row(bgra, gains, noise, strength, bgr);

            Assert.Equal(OnePixelAtATime(bgra, gains, noise, strength), bgr);
        }
    }

    [Fact]
    public void It_allocates_nothing()
    {
        byte[] bgra = new byte[2560], bgr = new byte[1920];
        int[] gains = new int[2560];
        sbyte[] noise = new sbyte[2560];
        Development.Row(bgra, gains, noise, 16, bgr);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Development.Row(bgra, gains, noise, 16, bgr);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] OnePixelAtATime(byte[] bgra, int[] gains, sbyte[] noise, int strength)
        => [.. Enumerable.Range(0, bgra.Length).Where(i => i % 4 != 3).Select(i =>
            (byte)Math.Clamp((int)Math.Floor(bgra[i] * gains[i] / 4096.0) + (int)Math.Floor(noise[i] * strength / 16.0), 0, 255))];
}
