using System.Numerics.Tensors;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Bench.Metrics;

/// <summary>Whether one map shows somebody whose box is known.</summary>
/// <param name="Points">
/// Pointing game (Zhang et al., "Top-down Neural Attention by Excitation Backprop", IJCV 2018), without their tolerance: the strongest pixel of the map,
/// stretched over the view, lies in a box. Bilinear stretching never exceeds the values that it stretches, so this is the middle of the strongest place.
/// False for a map that is the same everywhere: it points nowhere.
/// </param>
/// <param name="Energy">
/// Share of the map's positive part, stretched over the view, that lies in the boxes, 0–1 (Wang et al., "Score-CAM", CVPRW 2020, section 4.3). 0 where
/// nothing is positive.
/// </param>
/// <param name="BoxShare">The boxes' share of the view within the frame, 0–1: the energy of a map without any idea.</param>
internal readonly record struct MapScore(bool Points, double Energy, double BoxShare)
{
    /// <summary>Energy over box share; 1 is what a map without any idea would have.</summary>
    public double Lift => BoxShare > 0 ? Energy / BoxShare : 0;

    /// <param name="map">Values in row order.</param>
    /// <param name="columns">Places in a row.</param>
    /// <param name="view">Where the map lies, in frame pixels.</param>
    /// <param name="boxes">Frame pixels; they may overlap.</param>
    public static MapScore Of(
        ReadOnlySpan<float> map, int columns, InputView view, ReadOnlySpan<PixelRect> boxes, int frameWidth, int frameHeight)
    {
        int rows = map.Length / columns;
        var across = new MapSampler.Tap[frameWidth];
        var down = new MapSampler.Tap[frameHeight];
        MapSampler.Place(view.X, view.Width, columns, across);
        MapSampler.Place(view.Y, view.Height, rows, down);

        float[] positive = new float[map.Length];
        TensorPrimitives.Max(map, 0, positive);
        float[] row = new float[columns];
        double all = 0, inBoxes = 0;
        long seen = 0, boxed = 0;
        for (int y = 0; y < frameHeight; y++)
        {
            if (!down[y].IsInside)
                continue;

            MapSampler.BlendRows(positive, down[y], row);
            for (int x = 0; x < frameWidth; x++)
            {
                if (!across[x].IsInside)
                    continue;

                double value = across[x].Of(row);
                bool isBoxed = IsInAny(boxes, x, y);
                seen++;
                all += value;
                boxed += isBoxed ? 1 : 0;
                inBoxes += isBoxed ? value : 0;
            }
        }

        return new MapScore(Pointed(map, columns, view, boxes), all > 0 ? inBoxes / all : 0, seen > 0 ? (double)boxed / seen : 0);
    }

    private static bool Pointed(ReadOnlySpan<float> map, int columns, InputView view, ReadOnlySpan<PixelRect> boxes)
    {
        int strongest = TensorPrimitives.IndexOfMax(map);
        double x = view.X + (((strongest % columns) + 0.5) / columns * view.Width);
        double y = view.Y + (((strongest / columns) + 0.5) / (map.Length / columns) * view.Height);
        return TensorPrimitives.Min(map) < map[strongest] && IsInAny(boxes, x, y);
    }

    private static bool IsInAny(ReadOnlySpan<PixelRect> boxes, double x, double y)
    {
        foreach (PixelRect box in boxes)
        {
            if (x >= box.X && x < box.Right && y >= box.Y && y < box.Bottom)
                return true;
        }

        return false;
    }
}
