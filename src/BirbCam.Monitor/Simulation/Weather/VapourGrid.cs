using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Weather;

/// <summary>Opacity and brightness of vapour on a grid, blended smoothly into the far part of a picture, on which it also throws a faint shadow.</summary>
internal sealed class VapourGrid
{
    /// <summary>Scene units between grid points: vapour has no finer structure.</summary>
    private const float Cell = 2.5f;

    /// <summary>Where the shadow falls: this many grid points to the right and below.</summary>
    private const int ShadowRight = 4;
    private const int ShadowDown = 6;

    /// <summary>Condensed water is nearly grey; blue, green, red, in the brightest light.</summary>
    private static readonly byte[] Vapour = [240, 238, 236];

    private readonly SKRect _area;
    private readonly float _cellsPerPixel;
    private readonly float _shadowDepth;
    private readonly int _columns;
    private readonly int _rows;
    private readonly float[] _opacityOfRow;
    private readonly float[] _lightOfRow;
    private readonly float[] _shadowOfRow;

    /// <param name="area">In scene units.</param>
    /// <param name="scale">Pixels to one scene unit.</param>
    /// <param name="shadow">How much light the densest vapour takes from what is behind and below it, 0–1.</param>
    public VapourGrid(SKRect area, float scale, float shadow)
    {
        _shadowDepth = shadow;
        _area = area;
        _cellsPerPixel = 1 / (Cell * scale);
        _columns = (int)(area.Width / Cell) + 2;
        _rows = (int)(area.Height / Cell) + 2;
        Opacity = new float[_columns * _rows];
        Light = new float[Opacity.Length];
        _opacityOfRow = new float[_columns];
        _lightOfRow = new float[_columns];
        _shadowOfRow = new float[_columns];
    }

    /// <summary>0–1, row order; to be filled.</summary>
    public float[] Opacity { get; }

    /// <summary>How bright the vapour is, about 1; to be filled.</summary>
    public float[] Light { get; }

    /// <summary>In scene units.</summary>
    public SKPoint PlaceOf(int index) => new(_area.Left + (index % _columns * Cell), _area.Top + (index / _columns * Cell));

    /// <param name="bgra">height·width·4 bytes, changed in place.</param>
    /// <param name="far">height·width bytes: 255 where the picture shows what is behind the vapour, 0 where something nearer.</param>
    public void Blend(Span<byte> bgra, ReadOnlySpan<byte> far, int width, int height)
    {
        float left = _area.Left / Cell, top = _area.Top / Cell;
        int firstY = Math.Clamp((int)MathF.Ceiling(top / _cellsPerPixel), 0, height);
        int lastY = Math.Clamp((int)((top + _rows - 1) / _cellsPerPixel), 0, height);
        for (int y = firstY; y < lastY; y++)
        {
            float gridY = (y * _cellsPerPixel) - top;
            int row = Math.Clamp((int)gridY, 0, _rows - 2);
            (int first, int last) = PrepareRow(row, gridY - row);
            int from = Math.Clamp((int)MathF.Ceiling((left + first) / _cellsPerPixel), 0, width);
            int to = Math.Clamp((int)((left + last) / _cellsPerPixel), from, width);
            if (from < to)
                BlendRow(bgra.Slice(((y * width) + from) * 4, (to - from) * 4), far.Slice((y * width) + from, to - from), (from * _cellsPerPixel) - left);
        }
    }

    /// <summary>One line between two rows of the grid.</summary>
    /// <returns>The columns between which there is anything: first and last, or an empty span.</returns>
    private (int First, int Last) PrepareRow(int row, float share)
    {
        Mix(Opacity, row, share, _opacityOfRow);
        Mix(Light, row, share, _lightOfRow);
        _shadowOfRow.AsSpan().Clear();
        if (row >= ShadowDown && _shadowDepth > 0)
            Mix(Opacity, row - ShadowDown, share, _shadowOfRow);

        Span<float> shadow = _shadowOfRow;
        shadow[..^ShadowRight].CopyTo(shadow[ShadowRight..]);
        shadow[..ShadowRight].Clear();

        int first = Math.Min(FirstOf(_opacityOfRow), FirstOf(_shadowOfRow));
        int last = Math.Max(_opacityOfRow.AsSpan().LastIndexOfAnyExcept(0f), shadow.LastIndexOfAnyExcept(0f));
        return (Math.Max(0, first - 1), Math.Min(_columns - 1, last + 1));
    }

    private static int FirstOf(ReadOnlySpan<float> row)
    {
        int first = row.IndexOfAnyExcept(0f);
        return first < 0 ? row.Length : first;
    }

    private void Mix(ReadOnlySpan<float> grid, int row, float share, Span<float> mixed)
    {
        ReadOnlySpan<float> upper = grid.Slice(row * _columns, _columns), lower = grid.Slice((row + 1) * _columns, _columns);
        for (int i = 0; i < mixed.Length; i++)
            mixed[i] = upper[i] + ((lower[i] - upper[i]) * share);
    }

    /// <param name="column">Where on the grid the first pixel lies.</param>
    private void BlendRow(Span<byte> bgra, ReadOnlySpan<byte> far, float column)
    {
        for (int x = 0; x < far.Length; x++, column += _cellsPerPixel)
        {
            int here = Math.Min((int)column, _columns - 2);
            float share = column - here;
            float opacity = Between(_opacityOfRow, here, share), shadow = Between(_shadowOfRow, here, share);
            if (far[x] == 0 || opacity + shadow <= 0)
                continue;

            // Both in 1/256 of what is far in this pixel.
            int veil = (int)(opacity * far[x] * (256 / 255f));
            int kept = (256 - (int)(_shadowDepth * shadow * far[x] * (256 / 255f))) * (256 - veil);
            int light = (int)(Between(_lightOfRow, here, share) * 256) * veil;
            bgra[4 * x] = Channel(bgra[4 * x], kept, Vapour[0], light);
            bgra[(4 * x) + 1] = Channel(bgra[(4 * x) + 1], kept, Vapour[1], light);
            bgra[(4 * x) + 2] = Channel(bgra[(4 * x) + 2], kept, Vapour[2], light);
        }
    }

    private static byte Channel(byte behind, int kept, byte vapour, int light)
        => (byte)Math.Min(255, ((behind * kept) + (vapour * light)) >> 16);

    private static float Between(ReadOnlySpan<float> row, int at, float share) => row[at] + ((row[at + 1] - row[at]) * share);
}
