using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Explanation;

/// <summary>Did the network look where it moved? High confidence for something off the moving part is the soil-and-snow mistake.</summary>
public static class Agreement
{
    /// <summary>Samples along each axis: regions are hardly ever smaller than 1/64 of the frame, and a finer grid changes the share in the third digit only.</summary>
    private const int Samples = 256;

    /// <summary>
    /// Share of the positive evidence that lies in the moving regions, 0–1, over the part of the frame that the network saw.
    /// Null where nothing is known to have moved, and where nothing in the frame speaks for the label.
    /// </summary>
    /// <param name="movingInFrame">Frame pixels; they may overlap.</param>
    /// <param name="frameWidth">Pixels.</param>
    /// <param name="frameHeight">Pixels.</param>
    public static double? InMotion(Explanation explanation, ReadOnlySpan<PixelRect> movingInFrame, int frameWidth, int frameHeight)
    {
        if (movingInFrame.IsEmpty)
            return null;

        int columns = Math.Min(frameWidth, Samples);
        int rows = Math.Min(frameHeight, Samples);
        double pixelsPerColumn = (double)frameWidth / columns;
        double pixelsPerRow = (double)frameHeight / rows;

        float[] evidence = Positive(explanation.Map);
        Span<float> row = stackalloc float[explanation.Width];
        var acrossColumns = new MapSampler.Tap[columns];
        var acrossRows = new MapSampler.Tap[rows];
        MapSampler.Place(explanation.View.X / pixelsPerColumn, explanation.View.Width / pixelsPerColumn, explanation.Width, acrossColumns);
        MapSampler.Place(explanation.View.Y / pixelsPerRow, explanation.View.Height / pixelsPerRow, explanation.Height, acrossRows);

        double all = 0, moving = 0;
        for (int y = 0; y < rows; y++)
        {
            if (!acrossRows[y].IsInside)
                continue;

            MapSampler.BlendRows(evidence, acrossRows[y], row);
            int yInFrame = (int)((y + 0.5) * pixelsPerRow);
            for (int x = 0; x < columns; x++)
            {
                if (!acrossColumns[x].IsInside)
                    continue;

                float value = acrossColumns[x].Of(row);
                all += value;
                if (IsInAny(movingInFrame, (int)((x + 0.5) * pixelsPerColumn), yInFrame))
                    moving += value;
            }
        }

        return all > 0 ? moving / all : null;
    }

    private static float[] Positive(ReadOnlySpan<float> map)
    {
        float[] positive = new float[map.Length];
        for (int i = 0; i < map.Length; i++)
            positive[i] = Math.Max(map[i], 0);
        return positive;
    }

    private static bool IsInAny(ReadOnlySpan<PixelRect> regions, int x, int y)
    {
        foreach (PixelRect region in regions)
        {
            if (x >= region.X && x < region.Right && y >= region.Y && y < region.Bottom)
                return true;
        }

        return false;
    }
}
