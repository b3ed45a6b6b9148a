using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace BirbCam.Monitor.Simulation.Sensor;

/// <summary>The last step from what is drawn to the camera's picture: light, noise, three bytes a pixel instead of four.</summary>
internal static class Development
{
    /// <summary>Gains are given in parts of this.</summary>
    public const int UnitGain = 1 << GainBits;

    /// <summary>The noise's strength is given in parts of this.</summary>
    public const int UnitNoise = 1 << NoiseBits;

    private const int GainBits = 12;
    private const int NoiseBits = 4;

    /// <summary>Blue, green and red of four pixels move together; the four bytes behind them are overwritten by the next four pixels.</summary>
    private static readonly Vector128<byte> WithoutAlpha = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);

    /// <summary>One row: bgr = clamp(bgra · gain + noise · strength).</summary>
    /// <param name="bgra">W·4 bytes.</param>
    /// <param name="gains">W·4 factors in 1/4096, of −1 to 8; the fourth of each pixel means nothing.</param>
    /// <param name="noise">W·4 grey levels.</param>
    /// <param name="strength">Factor of the noise in 1/16, 0–256.</param>
    /// <param name="bgr">Receives W·3 bytes.</param>
    public static void Row(ReadOnlySpan<byte> bgra, ReadOnlySpan<int> gains, ReadOnlySpan<sbyte> noise, int strength, Span<byte> bgr)
    {
        Debug.Assert(bgra.Length == gains.Length && bgra.Length == noise.Length && bgra.Length / 4 * 3 == bgr.Length);

        var factor = Vector256.Create((short)strength);
        int from = 0, to = 0;
        for (; to <= bgr.Length - Vector128<byte>.Count; from += Vector128<byte>.Count, to += 12)
        {
            (Vector256<int> left, Vector256<int> right) = Vector256.Widen(Vector256.WidenLower(Vector128.Create(bgra[from..]).ToVector256()).AsInt16());
            left = (left * Vector256.Create(gains[from..])) >> GainBits;
            right = (right * Vector256.Create(gains[(from + 8)..])) >> GainBits;
            Vector256<short> grain = (Vector256.WidenLower(Vector128.Create(noise[from..]).ToVector256()) * factor) >> NoiseBits;
            Vector256<short> lit = Vector256.Clamp(Vector256.Narrow(left, right) + grain, Vector256<short>.Zero, Vector256.Create((short)255));
            Vector128<byte> four = Vector256.Narrow(lit.AsUInt16(), lit.AsUInt16()).GetLower();
            Vector128.Shuffle(four, WithoutAlpha).StoreUnsafe(ref MemoryMarshal.GetReference(bgr), (nuint)to);
        }

        for (; to < bgr.Length; from += 4, to += 3)
        {
            for (int channel = 0; channel < 3; channel++)
                bgr[to + channel] = One(bgra[from + channel], gains[from + channel], noise[from + channel], strength);
        }
    }

    private static byte One(byte value, int gain, sbyte noise, int strength)
        => (byte)Math.Clamp(((value * gain) >> GainBits) + ((noise * strength) >> NoiseBits), 0, 255);
}
