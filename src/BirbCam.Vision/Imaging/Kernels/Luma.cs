namespace BirbCam.Vision.Imaging.Kernels;

/// <summary>BT.601 luma, Y = 0.299 R + 0.587 G + 0.114 B, in 8-bit fixed point: (77 R + 150 G + 29 B + 128) / 256.</summary>
public static class Luma
{
    /// <param name="bgr">n·3 bytes.</param>
    /// <param name="luma">Receives n bytes.</param>
    public static void FromBgr(ReadOnlySpan<byte> bgr, Span<byte> luma)
    {
        for (int from = 0, to = 0; from + 2 < bgr.Length; from += 3, to++)
            luma[to] = Of(bgr[from], bgr[from + 1], bgr[from + 2]);
    }

    /// <param name="bgra">n·4 bytes; the fourth is not looked at.</param>
    /// <param name="luma">Receives n bytes.</param>
    public static void FromBgra(ReadOnlySpan<byte> bgra, Span<byte> luma)
    {
        for (int from = 0, to = 0; from + 3 < bgra.Length; from += 4, to++)
            luma[to] = Of(bgra[from], bgra[from + 1], bgra[from + 2]);
    }

    private static byte Of(byte blue, byte green, byte red) => (byte)(((77 * red) + (150 * green) + (29 * blue) + 128) >> 8);
}
