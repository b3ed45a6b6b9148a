namespace BirbCam.Monitor.Simulation;

/// <summary>
/// Exhaust from the chimney: turbulence that rises, drifts and thins out, with an opacity that comes and goes as the furnace does.
/// Computed on a coarse grid and blended smoothly into the far part of the picture, behind railing and visitors.
/// </summary>
internal sealed class Plume
{
    /// <summary>Scene units between grid points: vapour has no finer structure.</summary>
    private const float Cell = 4;
    private const float Reach = 230;

    private readonly BalconyLayout _layout;
    private readonly int _seed;
    private readonly int _columns;
    private readonly int _rows;
    private readonly float _left;
    private readonly float[] _opacity;

    public Plume(BalconyLayout layout, int seed)
    {
        _layout = layout;
        _seed = seed;
        float drift = Reach * Math.Abs(layout.Wind);
        _left = layout.ChimneyX - 70 - (layout.Wind < 0 ? drift : 0);
        _columns = (int)((140 + drift) / Cell) + 2;
        _rows = (int)((layout.ChimneyTop + 6) / Cell) + 2;
        _opacity = new float[_columns * _rows];
    }

    /// <param name="bgra">height·width·4 bytes, changed in place.</param>
    /// <param name="far">height·width bytes: 255 where the picture shows what is behind the plume's distance, 0 where something nearer.</param>
    public void Draw(TimeSpan at, Span<byte> bgra, ReadOnlySpan<byte> far, int width, int height)
    {
        float strength = StrengthAt(at);
        if (strength < 0.01f)
            return;

        Drift((float)at.TotalSeconds, strength);
        Blend(bgra, far, width, height);
    }

    /// <summary>The furnace burns for a minute or so and pauses; a scene begins with it burning.</summary>
    private float StrengthAt(TimeSpan at)
    {
        float second = (float)at.TotalSeconds;
        float burning = SeededNoise.Step(0.25f, 0.5f, SeededNoise.Smooth(_seed + 11, second / 23));
        float starting = 1 - SeededNoise.Step(15, 40, second);
        return Math.Max(burning, starting) * (0.6f + (0.4f * SeededNoise.Smooth(_seed + 12, second / 3)));
    }

    private void Drift(float second, float strength)
    {
        for (int row = 0; row < _rows; row++)
        {
            float rise = _layout.ChimneyTop - (row * Cell);
            for (int column = 0; column < _columns; column++)
                _opacity[(row * _columns) + column] = rise < -4 ? 0 : strength * OpacityAt(_left + (column * Cell), rise, second);
        }
    }

    /// <param name="x">Scene units.</param>
    /// <param name="rise">Scene units above the chimney.</param>
    private float OpacityAt(float x, float rise, float second)
    {
        float bend = 26 * (SeededNoise.Smooth(_seed + 1, (rise / 70) - (second * 0.5f)) - 0.5f) * (rise / 90);
        float axis = _layout.ChimneyX + (_layout.Wind * rise * (0.4f + (0.6f * rise / Reach))) + bend;
        float spread = 7 + (0.24f * Math.Max(rise, 0));
        float across = (x - axis) / spread;
        if (across is < -2.2f or > 2.2f)
            return 0;

        float u = (rise / 26) - (second * 1.3f), v = x / 26;
        float curl = SeededNoise.Smooth(_seed + 2, v * 0.6f, u * 0.6f, second * 0.25f) - 0.5f;
        float turbulence = (0.55f * SeededNoise.Smooth(_seed + 3, v + curl, u + curl, second * 0.35f))
            + (0.3f * SeededNoise.Smooth(_seed + 4, (2.1f * v) - curl, (2.1f * u) + curl, second * 0.6f))
            + (0.15f * SeededNoise.Smooth(_seed + 5, 4.3f * v, 4.3f * u, second));
        float body = 1 / (1 + (across * across * across * across * 1.5f));
        float rim = SeededNoise.Step(2.2f, 1.2f, Math.Abs(across));
        float thinning = 1 - SeededNoise.Step(0.25f * Reach, Reach, rise);
        float start = SeededNoise.Step(-4, 6, rise);
        return 0.88f * body * rim * thinning * start * SeededNoise.Step(0.22f, 0.68f, turbulence + (0.22f * thinning));
    }

    private void Blend(Span<byte> bgra, ReadOnlySpan<byte> far, int width, int height)
    {
        float toCell = 1 / (Cell * _layout.Scale);
        int firstX = Math.Clamp((int)(_left * _layout.Scale), 0, width);
        int lastX = Math.Clamp((int)((_left + ((_columns - 1) * Cell)) * _layout.Scale), 0, width);
        int lastY = Math.Clamp((int)((_rows - 1) * Cell * _layout.Scale), 0, height);
        for (int y = 0; y < lastY; y++)
        {
            float gridY = y * toCell;
            int row = (int)gridY;
            float fy = gridY - row;
            ReadOnlySpan<float> upper = _opacity.AsSpan(row * _columns, _columns);
            ReadOnlySpan<float> lower = _opacity.AsSpan((row + 1) * _columns, _columns);
            for (int x = firstX; x < lastX; x++)
            {
                float gridX = (x * toCell) - (_left / Cell);
                int column = Math.Clamp((int)gridX, 0, _columns - 2);
                float fx = gridX - column;
                float above = upper[column] + ((upper[column + 1] - upper[column]) * fx);
                float below = lower[column] + ((lower[column + 1] - lower[column]) * fx);
                int opacity = (int)(far[(y * width) + x] * (above + ((below - above) * fy)));
                if (opacity > 0)
                    Veil(bgra.Slice(((y * width) + x) * 4, 3), opacity);
            }
        }
    }

    /// <summary>Condensed water is nearly grey: (238, 236, 234).</summary>
    private static void Veil(Span<byte> pixel, int opacity)
    {
        pixel[0] += (byte)((238 - pixel[0]) * opacity / 255);
        pixel[1] += (byte)((236 - pixel[1]) * opacity / 255);
        pixel[2] += (byte)((234 - pixel[2]) * opacity / 255);
    }
}
