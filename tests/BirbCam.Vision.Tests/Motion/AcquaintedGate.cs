using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Vision.Tests.Motion;

/// <summary>A gate before a textured scene of 640×480, which tests change a little and show to it, five frames a second.</summary>
internal sealed class AcquaintedGate
{
    public const int Width = 640;
    public const int Height = 480;

    private readonly FramePool _pool = new(1);
    private readonly Random _random = new(5);
    private readonly sbyte[] _noise = Noise(new Random(6));
    private readonly byte[] _scene = Texture(new Random(3), Width, Height);
    private readonly double _fps;
    private long _shown;

    public AcquaintedGate(MotionOptions? options = null, double fps = 5)
    {
        Gate = new MotionGate(options ?? new MotionOptions());
        _fps = fps;
    }

    public MotionGate Gate { get; }

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>The plain scene for a while.</summary>
    public AcquaintedGate Settled(double seconds = 6)
    {
        for (int i = 0; i < seconds * _fps; i++)
            Show(_ => { });
        return this;
    }

    /// <param name="paint">Changes a copy of the scene, Height·Width·3 bytes BGR.</param>
    public MotionResult Show(Action<byte[]> paint)
    {
        byte[] picture = [.. _scene];
        paint(picture);
        int from = _random.Next(picture.Length);
        for (int i = 0; i < picture.Length; i++)
            picture[i] = (byte)Math.Clamp(picture[i] + _noise[from + i], 0, 255);

        using Frame frame = _pool.TryRent(picture, Width, Height, Rotation.None, Now, _shown++)!;
        Now += TimeSpan.FromSeconds(1 / _fps);
        return Gate.Update(frame);
    }

    public MotionResult[] Show(Action<byte[]> paint, int times) => [.. Enumerable.Range(0, times).Select(_ => Show(paint))];

    /// <summary>Bytes that a new gate allocates while it sees one picture so often and then another, and what it says of them; its first ten frames are not counted.</summary>
    public static (long Bytes, HashSet<MotionVerdict> Verdicts) Allocated(byte[] first, int times, byte[] then, int thenTimes)
    {
        // The runtime allocates now and then when it compiles a method anew; a frame that allocates does so in every round.
        return Enumerable.Range(0, 12).Select(_ => Round()).MinBy(round => round.Bytes);

        (long Bytes, HashSet<MotionVerdict> Verdicts) Round()
        {
            var gate = new MotionGate(new MotionOptions());
            var pool = new FramePool(1);
            var verdicts = new HashSet<MotionVerdict>();
            long allocated = 0;
            for (int i = 0; i < times + thenTimes; i++)
            {
                using Frame frame = pool.TryRent(i < times ? first : then, Width, Height, Rotation.None, DateTimeOffset.UnixEpoch.AddSeconds(i * 0.2), i)!;
                long before = GC.GetAllocatedBytesForCurrentThread();
                MotionVerdict verdict = gate.Update(frame).Verdict;
                allocated += i < 10 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
                verdicts.Add(verdict);
            }

            return (allocated, verdicts);
        }
    }

    /// <summary>Paints a patch of a texture of its own: opaque, as an animal is.</summary>
    public static Action<byte[]> Patch(PixelRect box)
    {
        byte[] texture = Texture(new Random(11), box.Width, box.Height);
        return picture =>
        {
            for (int y = 0; y < box.Height; y++)
                texture.AsSpan(y * box.Width * 3, box.Width * 3).CopyTo(picture.AsSpan((((box.Y + y) * Width) + box.X) * 3));
        };
    }

    /// <summary>Blends a smooth bright cloud of 280 pixels over the scene, as vapour does.</summary>
    public static Action<byte[]> Veil(int centreX, double strength) => picture =>
    {
        for (int i = 0; i < picture.Length; i++)
        {
            double distance = Math.Sqrt(Math.Pow((i / 3 % Width) - centreX, 2) + Math.Pow((i / 3 / Width) - 200, 2));
            double alpha = strength * Math.Clamp(0.5 + (0.5 * Math.Cos(Math.PI * Math.Min(distance / 140, 1))), 0, 1);
            picture[i] = (byte)(((1 - alpha) * picture[i]) + (alpha * 235));
        }
    };

    /// <summary>Blobs of some ten pixels, dark and light: leaves, bricks, feathers.</summary>
    public static byte[] Texture(Random random, int width, int height)
    {
        byte[] bgr = new byte[width * height * 3];
        Array.Fill(bgr, (byte)120);
        for (int blot = 0; blot < width * height / 60; blot++)
        {
            (int left, int top, int size, byte grey) = (random.Next(width), random.Next(height), random.Next(4, 14), (byte)random.Next(40, 200));
            for (int y = top; y < Math.Min(top + size, height); y++)
                bgr.AsSpan(((y * width) + left) * 3, Math.Min(size, width - left) * 3).Fill(grey);
        }

        return bgr;
    }

    /// <summary>Twice as long as a picture, so that every picture can begin elsewhere in it.</summary>
    private static sbyte[] Noise(Random random)
    {
        sbyte[] noise = new sbyte[2 * Width * Height * 3];
        for (int i = 0; i < noise.Length; i++)
            noise[i] = (sbyte)random.Next(-3, 4);
        return noise;
    }
}
