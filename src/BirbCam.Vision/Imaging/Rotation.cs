namespace BirbCam.Vision.Imaging;

/// <summary>How a camera's picture is turned before anything looks at it, clockwise.</summary>
public enum Rotation
{
    None = 0,
    Clockwise90 = 90,
    HalfTurn = 180,
    Clockwise270 = 270,
}

/// <summary>Turns pictures of whole pixels.</summary>
public static class Rotate
{
    /// <summary>Width and height after the turn.</summary>
    public static (int Width, int Height) Size(int width, int height, Rotation rotation)
        => rotation is Rotation.Clockwise90 or Rotation.Clockwise270 ? (height, width) : (width, height);

    /// <param name="source">height·width pixels of <paramref name="bytesPerPixel"/> bytes, row order.</param>
    /// <param name="target">Receives the turned picture, same number of bytes; must not overlap <paramref name="source"/>.</param>
    public static void Apply(ReadOnlySpan<byte> source, int width, int height, int bytesPerPixel, Rotation rotation, Span<byte> target)
    {
        if (rotation == Rotation.None)
        {
            source[..(width * height * bytesPerPixel)].CopyTo(target);
            return;
        }

        (int targetWidth, _) = Size(width, height, rotation);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = source.Slice(y * width * bytesPerPixel, width * bytesPerPixel);
            (int start, int step) = rotation switch
            {
                Rotation.Clockwise90 => (height - 1 - y, targetWidth),
                Rotation.HalfTurn => (((height - 1 - y) * width) + width - 1, -1),
                _ => (((width - 1) * targetWidth) + y, -targetWidth),
            };

            int to = start * bytesPerPixel;
            for (int x = 0; x < row.Length; x += bytesPerPixel, to += step * bytesPerPixel)
                row.Slice(x, bytesPerPixel).CopyTo(target[to..]);
        }
    }
}
