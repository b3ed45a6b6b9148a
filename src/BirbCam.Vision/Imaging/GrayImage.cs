namespace BirbCam.Vision.Imaging;

/// <summary>A grey picture: Height·Width bytes in row order, BT.601 luma 0–255. Owns its pixels; meant to be kept and refilled.</summary>
public sealed class GrayImage
{
    private readonly byte[] _pixels;

    /// <param name="width">1 or more.</param>
    /// <param name="height">1 or more.</param>
    public GrayImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Width = width;
        Height = height;
        _pixels = new byte[width * height];
    }

    public int Width { get; }

    public int Height { get; }

    public Span<byte> Pixels => _pixels;
}
