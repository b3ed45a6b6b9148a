using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Scenery;

/// <summary>
/// Exhaust of a furnace: turbulence that drifts from its source, widens and thins out, with an opacity that comes and goes as the
/// furnace does. Computed on a coarse grid and blended smoothly into the far part of the picture, behind railing and visitors.
/// </summary>
internal sealed class Plume
{
    /// <summary>Scene units between grid points: vapour has no finer structure.</summary>
    private const float Cell = 4;

    /// <summary>Scene units a second along the axis.</summary>
    private const float Speed = 38;

    /// <summary>Scene units across the largest billows.</summary>
    private const float Billow = 24;

    /// <summary>Condensed water is nearly grey; blue, green, red.</summary>
    private static readonly byte[] Vapour = [242, 240, 238];

    private readonly SKPoint _source;
    private readonly SKPoint _direction;
    private readonly float _reach;
    private readonly float _scale;
    private readonly int _seed;
    private readonly SKRect _area;
    private readonly int _columns;
    private readonly int _rows;
    private readonly float[] _opacity;

    /// <param name="source">Where it leaves, in scene units.</param>
    /// <param name="direction">Where it drifts; any length.</param>
    /// <param name="reach">How far it goes before it is gone, in scene units.</param>
    /// <param name="scale">Pixels to one scene unit.</param>
    public Plume(SKPoint source, SKPoint direction, float reach, float scale, int seed)
    {
        _source = source;
        _direction = new SKPoint(direction.X / direction.Length, direction.Y / direction.Length);
        _reach = reach;
        _scale = scale;
        _seed = seed;

        float widest = 2.2f * SpreadAt(reach);
        SKPoint end = source + new SKPoint(_direction.X * reach, _direction.Y * reach);
        _area = SKRect.Inflate(
            new SKRect(Math.Min(source.X, end.X), Math.Min(source.Y, end.Y), Math.Max(source.X, end.X), Math.Max(source.Y, end.Y)), widest, widest);
        _columns = (int)(_area.Width / Cell) + 2;
        _rows = (int)(_area.Height / Cell) + 2;
        _opacity = new float[_columns * _rows];
    }

    /// <param name="bgra">height·width·4 bytes, changed in place.</param>
    /// <param name="far">height·width bytes: 255 where the picture shows what is behind the plume, 0 where something nearer.</param>
    public void Draw(TimeSpan at, Span<byte> bgra, ReadOnlySpan<byte> far, int width, int height)
    {
        float strength = StrengthAt((float)at.TotalSeconds);
        if (strength < 0.01f)
            return;

        Drift((float)at.TotalSeconds, strength);
        Blend(bgra, far, width, height);
    }

    /// <summary>The furnace burns for a minute or so and pauses; a scene begins with it burning.</summary>
    private float StrengthAt(float second)
    {
        float burning = SeededNoise.Step(0.2f, 0.4f, SeededNoise.Smooth(_seed + 11, second / 23));
        float starting = 1 - SeededNoise.Step(15, 40, second);
        return Math.Max(burning, starting) * (0.7f + (0.3f * SeededNoise.Smooth(_seed + 12, second / 3)));
    }

    private void Drift(float second, float strength)
    {
        for (int row = 0; row < _rows; row++)
        {
            for (int column = 0; column < _columns; column++)
                _opacity[(row * _columns) + column] = strength * OpacityAt(_area.Left + (column * Cell), _area.Top + (row * Cell), second);
        }
    }

    /// <param name="x">Scene units.</param>
    /// <param name="y">Scene units.</param>
    private float OpacityAt(float x, float y, float second)
    {
        float right = x - _source.X, down = y - _source.Y;
        float along = (right * _direction.X) + (down * _direction.Y);
        if (along < -4 || along > _reach)
            return 0;

        float wander = (SeededNoise.Smooth(_seed + 1, (along - (Speed * second)) / 75) - 0.5f) * 0.34f * along;
        float across = ((down * _direction.X) - (right * _direction.Y) + wander) / SpreadAt(along);
        if (across is < -2.2f or > 2.2f)
            return 0;

        float share = along / _reach;
        float u = (along - (Speed * second)) / Billow, v = (down * _direction.X - right * _direction.Y) / Billow;
        float curl = 1.3f * (SeededNoise.Smooth(_seed + 2, 0.7f * u, 0.7f * v, second * 0.3f) - 0.5f);
        float turbulence = (0.58f * SeededNoise.Smooth(_seed + 3, u + curl, v - curl, second * 0.4f))
            + (0.28f * SeededNoise.Smooth(_seed + 4, (2.2f * u) - curl, (2.2f * v) + curl, second * 0.7f))
            + (0.14f * SeededNoise.Smooth(_seed + 5, 4.6f * u, 4.6f * v, second));
        float rim = SeededNoise.Step(2.2f, 0.5f, Math.Abs(across));
        float billows = SeededNoise.Step(0.3f, 0.62f, turbulence + (0.3f * (1 - share)) - 0.1f);
        float thinning = 1 - SeededNoise.Step(0.3f, 1f, share);
        return 0.94f * rim * billows * thinning * SeededNoise.Step(-4, 5, along);
    }

    private static float SpreadAt(float along) => 6 + (0.2f * Math.Max(along, 0));

    private void Blend(Span<byte> bgra, ReadOnlySpan<byte> far, int width, int height)
    {
        float toCell = 1 / (Cell * _scale);
        int firstX = Math.Clamp((int)(_area.Left * _scale) + 1, 0, width);
        int lastX = Math.Clamp((int)((_area.Left + ((_columns - 1) * Cell)) * _scale), 0, width);
        int firstY = Math.Clamp((int)(_area.Top * _scale) + 1, 0, height);
        int lastY = Math.Clamp((int)((_area.Top + ((_rows - 1) * Cell)) * _scale), 0, height);
        for (int y = firstY; y < lastY; y++)
        {
            float gridY = (y * toCell) - (_area.Top / Cell);
            int row = Math.Clamp((int)gridY, 0, _rows - 2);
            float fy = gridY - row;
            ReadOnlySpan<float> upper = _opacity.AsSpan(row * _columns, _columns);
            ReadOnlySpan<float> lower = _opacity.AsSpan((row + 1) * _columns, _columns);
            for (int x = firstX; x < lastX; x++)
            {
                float gridX = (x * toCell) - (_area.Left / Cell);
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

    private static void Veil(Span<byte> pixel, int opacity)
    {
        for (int channel = 0; channel < 3; channel++)
            pixel[channel] = (byte)(pixel[channel] + ((Vapour[channel] - pixel[channel]) * opacity / 255));
    }
}
