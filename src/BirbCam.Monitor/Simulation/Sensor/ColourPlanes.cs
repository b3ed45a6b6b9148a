using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BirbCam.Monitor.Simulation.Sensor;

/// <summary>One row of BGR as brightness and two colours of half the width, and back.</summary>
/// <remarks>The colours of JFIF 1.02.</remarks>
internal static class ColourPlanes
{
    private const int Pixels = 4;

    /// <summary>A channel of four pixels as four integers.</summary>
    private static readonly Vector128<byte> Blue = Vector128.Create((byte)0, 255, 255, 255, 3, 255, 255, 255, 6, 255, 255, 255, 9, 255, 255, 255);
    private static readonly Vector128<byte> Green = Vector128.Create((byte)1, 255, 255, 255, 4, 255, 255, 255, 7, 255, 255, 255, 10, 255, 255, 255);
    private static readonly Vector128<byte> Red = Vector128.Create((byte)2, 255, 255, 255, 5, 255, 255, 255, 8, 255, 255, 255, 11, 255, 255, 255);

    /// <summary>Four integers that hold a pixel's three bytes, as twelve bytes.</summary>
    private static readonly Vector128<byte> Packed = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);

    /// <param name="bgr">W·3 bytes.</param>
    /// <param name="bright">Receives at least W values, −128 to 127; beyond W the last pixel again.</param>
    /// <param name="blueness">Half as many values, to each of which a quarter of two neighbours is added.</param>
    /// <param name="redness">Like <paramref name="blueness"/>.</param>
    public static void Split(ReadOnlySpan<byte> bgr, Span<float> bright, Span<float> blueness, Span<float> redness)
    {
        Debug.Assert(bright.Length % 2 == 0 && bright.Length >= bgr.Length / 3 && blueness.Length == bright.Length / 2 && redness.Length == blueness.Length);

        int x = 0;
        for (; (3 * x) + Vector128<byte>.Count <= bgr.Length; x += Pixels)
        {
            Vector128<byte> four = Vector128.Create(bgr[(3 * x)..]);
            Vector128<float> blue = Channel(four, Blue), green = Channel(four, Green), red = Channel(four, Red);
            Vector128<float> light = (0.114f * blue) + (0.587f * green) + (0.299f * red);
            (light - Vector128.Create(128f)).CopyTo(bright[x..]);
            AddPairs(0.141f * (blue - light), blueness[(x / 2)..]);
            AddPairs(0.17825f * (red - light), redness[(x / 2)..]);
        }

        for (; x < bright.Length; x++)
        {
            ReadOnlySpan<byte> pixel = bgr[(3 * Math.Min(x, (bgr.Length / 3) - 1))..];
            float light = (0.114f * pixel[0]) + (0.587f * pixel[1]) + (0.299f * pixel[2]);
            bright[x] = light - 128;
            blueness[x / 2] += 0.141f * (pixel[0] - light);
            redness[x / 2] += 0.17825f * (pixel[2] - light);
        }
    }

    /// <param name="bright">At least W values.</param>
    /// <param name="blueness">Half as many: one for two pixels.</param>
    /// <param name="redness">Half as many.</param>
    /// <param name="bgr">Receives W·3 bytes.</param>
    public static void Join(ReadOnlySpan<float> bright, ReadOnlySpan<float> blueness, ReadOnlySpan<float> redness, Span<byte> bgr)
    {
        int x = 0;
        for (; (3 * x) + Vector128<byte>.Count <= bgr.Length; x += Pixels)
        {
            Vector128<float> light = Vector128.Create(bright[x..]) + Vector128.Create(128.5f);
            Vector128<float> blue = Doubled(blueness[(x / 2)..]), red = Doubled(redness[(x / 2)..]);
            Vector128<int> pixels = Byte(light + (1.772f * blue))
                | (Byte(light - (0.344f * blue) - (0.714f * red)) << 8)
                | (Byte(light + (1.402f * red)) << 16);
            Vector128.Shuffle(pixels.AsByte(), Packed).StoreUnsafe(ref MemoryMarshal.GetReference(bgr), (nuint)(3 * x));
        }

        for (; 3 * x < bgr.Length; x++)
        {
            // The half rounds.
            float light = bright[x] + 128.5f, blue = blueness[x / 2], red = redness[x / 2];
            bgr[3 * x] = Byte(light + (1.772f * blue));
            bgr[(3 * x) + 1] = Byte(light - (0.344f * blue) - (0.714f * red));
            bgr[(3 * x) + 2] = Byte(light + (1.402f * red));
        }
    }

    private static Vector128<float> Channel(Vector128<byte> four, Vector128<byte> which)
        => Vector128.ConvertToSingle(Vector128.Shuffle(four, which).AsInt32());

    private static void AddPairs(Vector128<float> values, Span<float> halves)
    {
        Vector128<float> sums = values + Vector128.Shuffle(values, Vector128.Create(1, 0, 3, 2));
        halves[0] += sums[0];
        halves[1] += sums[2];
    }

    private static Vector128<float> Doubled(ReadOnlySpan<float> halves)
        => Vector128.Create(halves[0], halves[0], halves[1], halves[1]);

    private static Vector128<int> Byte(Vector128<float> value)
        => Vector128.Clamp(Vector128.ConvertToInt32(value), Vector128<int>.Zero, Vector128.Create(255));

    private static byte Byte(float value) => (byte)Math.Clamp((int)value, 0, 255);
}
