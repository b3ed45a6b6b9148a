using System.Buffers;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Overlays;

namespace BirbCam.Vision.Motion.Shown;

/// <summary>
/// What moved on one frame, pixel by pixel, within the regions that the gate tells of; a bit each, so that one goes along with every frame that triggers.
/// Owns rented memory until it is disposed; one thread.
/// </summary>
public sealed class MotionMask : IDisposable
{
    /// <summary>What a person is shown it in: red, green and blue.</summary>
    private const uint Blue = 0x00B4FF;

    /// <summary>What is under it must still be seen.</summary>
    private const byte Strength = 140;

    private byte[]? _bits;

    private MotionMask(byte[] bits, int width, int height) => (_bits, Width, Height) = (bits, width, height);

    /// <summary>Analysis pixels.</summary>
    public int Width { get; }

    /// <summary>Analysis pixels.</summary>
    public int Height { get; }

    /// <summary>Whether something moved at a pixel.</summary>
    /// <param name="index">In row order, below Height·Width.</param>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public bool this[int index]
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bits is null, this);
            return (_bits[index >> 3] & (1 << (index & 7))) != 0;
        }
    }

    /// <summary>To be laid over the picture. Width × Height pixels, as PNG bytes.</summary>
    public byte[] ToPng()
    {
        byte[] strength = new byte[Width * Height];
        for (int i = 0; i < strength.Length; i++)
            strength[i] = this[i] ? Strength : (byte)0;
        return Tint.ToPng(strength, Width, Height, Blue);
    }

    public void Dispose()
    {
        if (_bits is byte[] bits)
            ArrayPool<byte>.Shared.Return(bits);
        _bits = null;
    }

    /// <param name="mask">height·width bytes, 0 or 255.</param>
    /// <param name="boxesInAnalysis">Within the image; the mask is left out elsewhere.</param>
    internal static MotionMask Of(ReadOnlySpan<byte> mask, int width, int height, ReadOnlySpan<PixelRect> boxesInAnalysis)
    {
        int length = ((width * height) + 7) / 8;
        byte[] bits = ArrayPool<byte>.Shared.Rent(length);
        bits.AsSpan(0, length).Clear();
        foreach (PixelRect box in boxesInAnalysis)
        {
            for (int y = box.Y; y < box.Bottom; y++)
            {
                for (int i = (y * width) + box.X; i < (y * width) + box.Right; i++)
                    bits[i >> 3] |= (byte)((mask[i] & 1) << (i & 7));
            }
        }

        return new MotionMask(bits, width, height);
    }
}
