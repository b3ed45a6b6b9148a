namespace BirbCam.Vision.Explanation;

/// <summary>
/// Reads a map at the pixels of a picture: bilinear between the middles of the map's places (half-pixel centres), constant beyond the outermost ones,
/// as torch's <c>interpolate(align_corners=False)</c> and matplotlib do.
/// </summary>
public static class MapSampler
{
    /// <summary>Which two places lie around each column (or row) of a picture, and how far between them it is.</summary>
    /// <param name="start">Where the view begins along this axis, in picture pixels.</param>
    /// <param name="length">How long the view is along this axis, in picture pixels.</param>
    /// <param name="places">Places of the map along this axis.</param>
    /// <param name="taps">Receives one tap for each pixel; a pixel whose middle lies outside the view gets <see cref="Tap.Outside"/>.</param>
    public static void Place(double start, double length, int places, Span<Tap> taps)
    {
        for (int pixel = 0; pixel < taps.Length; pixel++)
        {
            double share = (pixel + 0.5 - start) / length;
            if (share is not (>= 0 and < 1))
            {
                taps[pixel] = Tap.Outside;
                continue;
            }

            double at = Math.Clamp((share * places) - 0.5, 0, places - 1);
            int before = Math.Min((int)at, Math.Max(places - 2, 0));
            taps[pixel] = new Tap(before, Math.Min(before + 1, places - 1), (float)(at - before));
        }
    }

    /// <summary>One row of the map between two of its rows.</summary>
    /// <param name="row">Receives the map's width of values.</param>
    public static void BlendRows(ReadOnlySpan<float> map, Tap tap, Span<float> row)
    {
        ReadOnlySpan<float> before = map.Slice(tap.Before * row.Length, row.Length);
        ReadOnlySpan<float> after = map.Slice(tap.After * row.Length, row.Length);
        for (int x = 0; x < row.Length; x++)
            row[x] = before[x] + ((after[x] - before[x]) * tap.Share);
    }

    /// <summary>Two neighbours on the map; the value is (1 − Share)·Before + Share·After.</summary>
    public readonly record struct Tap(int Before, int After, float Share)
    {
        public static readonly Tap Outside = new(-1, -1, 0);

        public bool IsInside => Before >= 0;

        public float Of(ReadOnlySpan<float> row) => row[Before] + ((row[After] - row[Before]) * Share);
    }
}
