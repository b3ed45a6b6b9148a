using BirbCam.Monitor.Simulation.Scenery;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Weather;

/// <summary>Two thin bare boughs that hang into the picture from above and sway in the wind: one hardly ever rests, the other moves in gusts.</summary>
internal sealed class Twigs : IDisposable
{
    private readonly SKPaint _paint = new()
    {
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeCap = SKStrokeCap.Round,
        Color = new SKColor(66, 54, 48),
    };

    private readonly int _seed;
    private readonly float _wind;
    private readonly Bough _restless;
    private readonly Bough _gusty;

    public Twigs(BalconyLayout layout, int seed)
    {
        var random = new Random(seed + 3);
        _seed = seed;
        _wind = MathF.Sign(layout.Wind);
        float side = layout.Mirrored ? -1 : 1;
        _restless = new Bough(random, new SKPoint(layout.At(1.01f), 20 + (70 * random.NextSingle())), MathF.PI / 2 + (side * 1.15f), 62);
        _gusty = new Bough(random, new SKPoint(layout.At(0.42f + (0.3f * random.NextSingle())), -8), MathF.PI / 2 + (side * 0.3f), 46);
    }

    /// <param name="canvas">In scene units.</param>
    public void Draw(SKCanvas canvas, TimeSpan at)
    {
        float second = (float)at.TotalSeconds;
        _restless.Draw(canvas, _paint, second, Gusts.Always(_seed + 1, second), _wind);
        _gusty.Draw(canvas, _paint, second, Gusts.AtTimes(_seed + 2, second), _wind);
    }

    public void Dispose() => _paint.Dispose();

    /// <summary>A bough as a list of pieces, each on the end of an earlier one, so that it bends like a chain of springs.</summary>
    private sealed class Bough
    {
        private readonly List<Piece> _pieces = [];
        private readonly (SKPoint End, float Bend)[] _now;
        private readonly SKPoint _root;

        /// <param name="angle">Radians; π/2 is down.</param>
        /// <param name="length">Of the first piece, in scene units.</param>
        public Bough(Random random, SKPoint root, float angle, float length)
        {
            _root = root;
            Grow(random, -1, angle, length, 4.6f, 5);
            _now = new (SKPoint, float)[_pieces.Count];
        }

        public void Draw(SKCanvas canvas, SKPaint paint, float second, float gust, float wind)
        {
            for (int i = 0; i < _pieces.Count; i++)
            {
                Piece piece = _pieces[i];
                (SKPoint from, float bend) = piece.Parent < 0 ? (_root, 0) : _now[piece.Parent];

                // The thinner the piece, the further and the faster it swings; what it grows on takes it along.
                float sway = piece.Limpness * gust * ((0.09f * wind) + (0.13f * MathF.Sin((piece.Pace * second) + piece.Phase)));
                bend -= sway;
                var to = new SKPoint(from.X + (piece.Length * MathF.Cos(piece.Angle + bend)), from.Y + (piece.Length * MathF.Sin(piece.Angle + bend)));
                _now[i] = (to, bend);
                paint.StrokeWidth = piece.Width;
                canvas.DrawLine(from, to, paint);
            }
        }

        private void Grow(Random random, int parent, float angle, float length, float width, int forks)
        {
            _pieces.Add(new Piece(parent, angle, length, width, 1 / MathF.Sqrt(width), 3.4f + (5.2f / width), 6.3f * random.NextSingle()));
            int here = _pieces.Count - 1;
            if (forks == 0)
                return;

            // A leading shoot goes on, the others leave to the sides.
            Grow(random, here, angle + (0.5f * (random.NextSingle() - 0.5f)), length * 0.82f, width * 0.74f, forks - 1);
            if (random.NextDouble() < 0.85)
                Grow(random, here, angle + (random.Next(2) == 0 ? 0.75f : -0.75f), length * (0.45f + (0.25f * random.NextSingle())), width * 0.5f, Math.Max(0, forks - 2));
        }

        /// <param name="Parent">Index of the piece it grows on; −1 for none.</param>
        /// <param name="Angle">Radians, at rest.</param>
        /// <param name="Pace">Radians a second.</param>
        private readonly record struct Piece(int Parent, float Angle, float Length, float Width, float Limpness, float Pace, float Phase);
    }
}
