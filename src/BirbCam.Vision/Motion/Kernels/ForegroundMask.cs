namespace BirbCam.Vision.Motion.Kernels;

/// <summary>The change mask's kernel: Height·Width bytes, 0 or 255.</summary>
internal static class ForegroundMask
{
    /// <summary>Opening with a 3×3 square: what is narrower than three pixels goes, the rest keeps its shape. What lies beyond the edge does not count.</summary>
    /// <param name="mask">Height·Width bytes; opened in place.</param>
    /// <param name="scratch">As many; overwritten.</param>
    public static void Open(Span<byte> mask, int width, int height, Span<byte> scratch)
    {
        Neighbours.Smallest(mask, width, height, scratch, mask);
        Neighbours.Largest(mask, width, height, scratch, mask);
    }
}
