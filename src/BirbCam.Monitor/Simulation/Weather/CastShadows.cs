using BirbCam.Monitor.Simulation.Scenery;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Weather;

/// <summary>
/// Low sun on the house across the street: a bare tree that the picture does not show throws its shadow on the wall, where it sways, and clouds
/// take the sun away and give it back along an edge that crosses the wall.
/// </summary>
internal sealed class CastShadows
{
    /// <summary>What is left of the light in a cloud's shadow, and in the tree's, in 1/256.</summary>
    private const int UnderCloud = 184;
    private const int UnderTree = 150;
    private const int Full = 256;

    /// <summary>Scene units across a cloud, and what it moves in a second.</summary>
    private const float Cloud = 520;
    private const float CloudSpeed = 45;

    /// <summary>The sun is this far behind the edge of a cloud in a row of the picture before it is so in the next: edges are slanted.</summary>
    private const float Slant = 0.45f;

    private readonly int _seed;
    private readonly float _scale;
    private readonly SKRectI _wall;

    /// <summary>The tree's shadow, 0–255, in the wall's pixels.</summary>
    private readonly byte[] _tree;
    private readonly int[] _sun;

    /// <param name="width">Of the picture, in pixels.</param>
    /// <param name="height">Of the picture, in pixels.</param>
    public CastShadows(BalconyLayout layout, int seed, int width, int height)
    {
        _seed = seed;
        _scale = layout.Scale;
        _wall = SKRectI.Intersect(
            new SKRectI(0, 0, width, height),
            SKRectI.Round(new SKRect(layout.HouseLeft * _scale, layout.Eaves * _scale, layout.HouseRight * _scale, StreetPainter.WallFoot * _scale)));
        _tree = Draw(layout, new Random(seed + 4));
        _sun = new int[_wall.Width + (int)(Slant * _wall.Height) + 1];
    }

    /// <param name="bgra">height·width·4 bytes, changed in place.</param>
    /// <param name="far">height·width bytes: 255 where the picture shows the far side, 0 where the balcony hides it.</param>
    /// <param name="width">Of the picture, in pixels.</param>
    public void Draw(TimeSpan at, Span<byte> bgra, ReadOnlySpan<byte> far, int width)
    {
        float second = (float)at.TotalSeconds;
        for (int i = 0; i < _sun.Length; i++)
        {
            float place = ((i / _scale) - (CloudSpeed * second)) / Cloud;
            _sun[i] = (int)(Full * SeededNoise.Step(0.42f, 0.52f, SeededNoise.Smooth(_seed + 71, place)));
        }

        float gust = Gusts.Always(_seed + 3, second);
        float swing = gust * _scale * ((7 * MathF.Sin(second * 1.9f)) + (3 * MathF.Sin(second * 4.3f)));
        for (int y = 0; y < _wall.Height; y++)
        {
            // The crown swings, the trunk hardly does.
            float shift = swing * (1 - (0.8f * y / _wall.Height));
            int start = ((y + _wall.Top) * width) + _wall.Left;
            DarkenRow(
                bgra.Slice(start * 4, _wall.Width * 4), far.Slice(start, _wall.Width),
                _tree.AsSpan(y * _wall.Width, _wall.Width), _sun.AsSpan((int)(Slant * y), _wall.Width), shift);
        }
    }

    private static void DarkenRow(Span<byte> bgra, ReadOnlySpan<byte> far, ReadOnlySpan<byte> tree, ReadOnlySpan<int> sun, float shift)
    {
        int whole = (int)MathF.Floor(shift);
        int part = (int)((shift - whole) * Full);
        for (int x = 0; x < far.Length; x++)
        {
            if (far[x] == 0)
                continue;

            int from = Math.Clamp(x + whole, 0, tree.Length - 2);
            int shade = ((tree[from] * (Full - part)) + (tree[from + 1] * part)) >> 8;
            int inSun = Full - (((Full - UnderTree) * shade) >> 8);
            int light = UnderCloud + (((inSun - UnderCloud) * sun[x]) >> 8);
            light = Full - (((Full - light) * far[x]) >> 8);
            bgra[4 * x] = (byte)((bgra[4 * x] * light) >> 8);
            bgra[(4 * x) + 1] = (byte)((bgra[(4 * x) + 1] * light) >> 8);
            bgra[(4 * x) + 2] = (byte)((bgra[(4 * x) + 2] * light) >> 8);
        }
    }

    /// <summary>As blurred as a shadow is at twenty metres from what throws it.</summary>
    private byte[] Draw(BalconyLayout layout, Random random)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Math.Max(2, _wall.Width), Math.Max(1, _wall.Height), SKColorType.Alpha8, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Transparent);
            canvas.Translate(-_wall.Left, -_wall.Top);
            canvas.Scale(_scale);
            using SKMaskFilter soft = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, 2.4f);
            using SKPaint paint = new()
            {
                IsAntialias = true,
                Style = SKPaintStyle.Stroke,
                StrokeCap = SKStrokeCap.Round,
                MaskFilter = soft,
                Color = SKColors.White,
            };
            float foot = layout.At(0.5f + (0.3f * random.NextSingle()));
            Grow(canvas, paint, random, new SKPoint(foot, StreetPainter.WallFoot + 30), -1.57f + (0.3f * (random.NextSingle() - 0.5f)), 105, 15, 5);
        }

        byte[] shade = new byte[bitmap.Width * bitmap.Height];
        for (int y = 0; y < bitmap.Height; y++)
            bitmap.GetPixelSpan().Slice(y * bitmap.RowBytes, bitmap.Width).CopyTo(shade.AsSpan(y * bitmap.Width));
        return shade;
    }

    private static void Grow(SKCanvas canvas, SKPaint paint, Random random, SKPoint from, float angle, float length, float width, int forks)
    {
        var to = new SKPoint(from.X + (length * MathF.Cos(angle)), from.Y + (length * MathF.Sin(angle)));
        paint.StrokeWidth = width;
        canvas.DrawLine(from, to, paint);
        for (int i = 0; i < 3 && forks > 0; i++)
            Grow(canvas, paint, random, to, angle + (1.7f * (random.NextSingle() - 0.5f)), length * (0.55f + (0.25f * random.NextSingle())), width * 0.58f, forks - 1);
    }
}
