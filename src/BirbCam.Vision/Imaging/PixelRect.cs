namespace BirbCam.Vision.Imaging;

/// <summary>A rectangle of whole pixels, half-open: it holds the columns X ≤ x &lt; X + Width and the rows Y ≤ y &lt; Y + Height.</summary>
public readonly record struct PixelRect(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;

    public int Bottom => Y + Height;

    public long Area => (long)Width * Height;

    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>x, y, width, height as shares of a picture of that size, 0–1.</summary>
    public double[] ToShares(int width, int height) => [(double)X / width, (double)Y / height, (double)Width / width, (double)Height / height];

    /// <summary>The part that both have; empty (all zero) where they do not touch.</summary>
    public PixelRect Intersect(PixelRect other)
    {
        int x = Math.Max(X, other.X);
        int y = Math.Max(Y, other.Y);
        int right = Math.Min(Right, other.Right);
        int bottom = Math.Min(Bottom, other.Bottom);
        return right <= x || bottom <= y ? default : new PixelRect(x, y, right - x, bottom - y);
    }

    /// <summary>The smallest rectangle around both; an empty one adds nothing.</summary>
    public PixelRect Union(PixelRect other)
    {
        if (IsEmpty)
            return other;
        if (other.IsEmpty)
            return this;

        int x = Math.Min(X, other.X);
        int y = Math.Min(Y, other.Y);
        return new PixelRect(x, y, Math.Max(Right, other.Right) - x, Math.Max(Bottom, other.Bottom) - y);
    }
}
