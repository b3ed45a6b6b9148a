using System.Buffers;
using System.Numerics.Tensors;
using BirbCam.Vision.Classification;

namespace BirbCam.Vision.Explanation;

/// <summary>Which values of a map are dark, and which bright.</summary>
public enum HeatmapScale
{
    /// <summary>From the map's minimum to its maximum, as the ancestor drew it: the place that speaks most against the label is the darkest.</summary>
    OwnRange,

    /// <summary>From zero to the map's maximum: only what speaks for the label is seen.</summary>
    PositivePart,
}

/// <summary>
/// Draws a map over the picture that it explains: stretched bilinearly, in magma at half opacity. Where the network was not shown the picture, it stays
/// clean.
/// </summary>
/// <remarks>
/// The blend is that of the ancestor's matplotlib, to the bit: its renderer (Anti-Grain Geometry, fixed_blender_rgba_plain) has an opacity of 0.5 as
/// 127 of 255, multiplies by it in 256ths and divides by the opacity that comes out, cutting off the rest.
/// </remarks>
public static class Heatmap
{
    private const uint ColourWeight = 127 << 8;

    private const uint PictureWeight = 255 * (256 - 127);

    /// <summary>((127 + 255) · 256) − 127 · 255: what 127 over 255 comes to in 256ths.</summary>
    private const uint Opacity = 65_407;

    /// <param name="map">mapHeight·mapWidth values in row order.</param>
    /// <param name="view">Where the map lies on the picture, in its pixels.</param>
    /// <param name="bgra">height·width·4 bytes; drawn upon. The fourth of each pixel stays.</param>
    public static void Draw(
        ReadOnlySpan<float> map, int mapWidth, InputView view, Span<byte> bgra, int width, int height, HeatmapScale scale = HeatmapScale.OwnRange)
    {
        int mapHeight = map.Length / mapWidth;
        float weakest = scale == HeatmapScale.OwnRange ? TensorPrimitives.Min(map) : 0;
        float range = TensorPrimitives.Max(map) - weakest;
        float coloursPerUnit = range > 0 ? 256 / range : 0;

        MapSampler.Tap[] taps = ArrayPool<MapSampler.Tap>.Shared.Rent(width + height);
        float[] row = ArrayPool<float>.Shared.Rent(mapWidth);
        Span<MapSampler.Tap> columns = taps.AsSpan(0, width);
        Span<MapSampler.Tap> rows = taps.AsSpan(width, height);
        MapSampler.Place(view.X, view.Width, mapWidth, columns);
        MapSampler.Place(view.Y, view.Height, mapHeight, rows);

        for (int y = 0; y < height; y++)
        {
            if (!rows[y].IsInside)
                continue;

            MapSampler.BlendRows(map, rows[y], row.AsSpan(0, mapWidth));
            DrawRow(row, columns, weakest, coloursPerUnit, bgra.Slice(y * width * 4, width * 4));
        }

        ArrayPool<MapSampler.Tap>.Shared.Return(taps);
        ArrayPool<float>.Shared.Return(row);
    }

    private static void DrawRow(ReadOnlySpan<float> values, ReadOnlySpan<MapSampler.Tap> columns, float weakest, float coloursPerUnit, Span<byte> bgra)
    {
        for (int x = 0; x < columns.Length; x++)
        {
            if (!columns[x].IsInside)
                continue;

            int index = Math.Clamp((int)((columns[x].Of(values) - weakest) * coloursPerUnit), 0, 255);
            uint colour = Magma.Colours[index];
            Span<byte> pixel = bgra.Slice(x * 4, 3);
            pixel[0] = Blend(pixel[0], colour & 0xFF);
            pixel[1] = Blend(pixel[1], (colour >> 8) & 0xFF);
            pixel[2] = Blend(pixel[2], colour >> 16);
        }
    }

    private static byte Blend(byte picture, uint colour) => (byte)(((picture * PictureWeight) + (colour * ColourWeight)) / Opacity);
}
