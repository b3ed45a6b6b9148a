using BirbCam.Monitor.Simulation.Scenery;
using BirbCam.Vision.Imaging;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>One animal's visit: it comes, sits still, hops, feeds and leaves, all decided when the visit is planned.</summary>
internal sealed class Visit
{
    /// <summary>Small birds beat their wings some 12 times a second; sampled by a camera that is either half of the beat.</summary>
    private const double BeatsPerSecond = 12;
    private const double BoundsPerSecond = 3.3;

    private readonly Species _species;
    private readonly BalconyLayout _layout;
    private readonly List<Step> _steps = [];
    private readonly float _figureScale;

    /// <param name="left">Where the animal may be, as shares of the picture's width.</param>
    public Visit(Species species, BalconyLayout layout, Random random, TimeSpan from, TimeSpan to, float left, float right, Manner manner)
    {
        _species = species;
        _layout = layout;
        From = from;
        To = to;
        Manner = manner;

        Perch perch = Perch.Choose(species, layout, random, left, right);
        float length = species.SmallestLength + ((species.LargestLength - species.SmallestLength) * random.NextSingle());
        _figureScale = length * perch.Nearness / 100;
        Plan(random, perch);
    }

    public string Label => _species.Label;

    public TimeSpan From { get; }

    public TimeSpan To { get; }

    public Manner Manner { get; }

    /// <summary>Whether it lands in the left half of the picture.</summary>
    public bool IsOnTheLeft => _steps[0].End.X < _layout.Width / 2;

    /// <summary>What the animal covers, in pixels, cut at the picture's edge; empty where less than a third of it is in view.</summary>
    public PixelRect BoxAt(TimeSpan at, PixelRect frame)
    {
        if (at < From || at >= To)
            return default;

        Stance stance = StanceAt(at);
        SKRect figure = _species.Figure.Bounds(stance.Posture);
        float unit = _figureScale * _layout.Scale;
        float near = stance.Facing == Facing.Right ? figure.Left : -figure.Right;
        int left = (int)MathF.Floor((stance.Feet.X * _layout.Scale) + (near * unit));
        int top = (int)MathF.Floor((stance.Feet.Y * _layout.Scale) + (figure.Top * unit));
        var whole = new PixelRect(left, top, (int)MathF.Ceiling(figure.Width * unit), (int)MathF.Ceiling(figure.Height * unit));
        PixelRect seen = whole.Intersect(frame);
        return 3 * seen.Area < whole.Area ? default : seen;
    }

    /// <summary>Draws the animal where it is; nothing outside its visit.</summary>
    /// <param name="canvas">In scene units.</param>
    public void Draw(SKCanvas canvas, TimeSpan at)
    {
        if (at < From || at >= To)
            return;

        Stance stance = StanceAt(at);
        int before = canvas.Save();
        canvas.Translate(stance.Feet.X, stance.Feet.Y);
        canvas.Scale(stance.Facing == Facing.Right ? _figureScale : -_figureScale, _figureScale);
        _species.Figure.Draw(canvas, stance.Posture);
        canvas.RestoreToCount(before);
    }

    private Stance StanceAt(TimeSpan at)
    {
        double second = (at - From).TotalSeconds;
        Step step = _steps[^1];
        foreach (Step candidate in _steps)
        {
            if (second < candidate.To)
            {
                step = candidate;
                break;
            }
        }

        float share = (float)Math.Clamp((second - step.From) / (step.To - step.From), 0, 1);
        float x = step.Start.X + ((step.End.X - step.Start.X) * share);
        float y = step.Start.Y + ((step.End.Y - step.Start.Y) * share) - (4 * step.Arc * share * (1 - share));
        return step.Kind switch
        {
            StepKind.Travel => Travelling(step, second, x, y),
            StepKind.Hop => new Stance(new SKPoint(x, y), step.Facing, Posture.Hopping),
            // Up and down four times a second: that is how a feeding bird is told from a stone.
            StepKind.Feed => new Stance(new SKPoint(x, y), step.Facing, (int)(second * 4) % 3 == 2 ? Posture.Resting : Posture.Feeding),
            _ => new Stance(new SKPoint(x, y), step.Facing, Posture.Resting),
        };
    }

    private Stance Travelling(Step step, double second, float x, float y)
    {
        if (_species.Gait == Gait.Flies)
            return new Stance(new SKPoint(x, y), step.Facing, (int)(second * 2 * BeatsPerSecond) % 2 == 0 ? Posture.Upstroke : Posture.Downstroke);

        float bound = (float)(second * BoundsPerSecond % 1);
        float lift = 48 * _figureScale * bound * (1 - bound);
        return new Stance(new SKPoint(x, y - lift), step.Facing, bound is > 0.2f and < 0.75f ? Posture.Downstroke : Posture.Upstroke);
    }

    private void Plan(Random random, Perch perch)
    {
        double length = (To - From).TotalSeconds;
        if (_species.Gait == Gait.Appears)
        {
            SKPoint there = perch.At(random.NextSingle());
            Add(length, StepKind.Rest, there, there, 0, AnySide(random));
            return;
        }

        double travel = Math.Min(_species.Gait == Gait.Flies ? 0.9 : 1.6, length / 4);
        Facing facing = AnySide(random);
        Facing onReturn = AnySide(random);
        SKPoint place = perch.At(random.NextSingle());
        Add(travel, StepKind.Travel, OutsideFacing(facing, random, perch), place, 0, facing);

        double leaves = length - travel;
        while (_steps[^1].To < leaves - 0.05)
        {
            double left = leaves - _steps[^1].To;
            double choice = Manner == Manner.Sits ? SitterChoice(random) : random.NextDouble();
            if (choice < 0.3 && left > 1)
            {
                SKPoint next = perch.At(Math.Clamp(perch.ShareOf(place) + (0.22f * (random.NextSingle() - 0.5f)), 0, 1));
                facing = next.X >= place.X ? Facing.Right : Facing.Left;
                Add(0.3, StepKind.Hop, place, next, 9, facing);
                place = next;
            }
            else if (choice < 0.55)
            {
                Add(Math.Min(left, 1 + random.NextDouble()), StepKind.Feed, place, place, 0, facing);
            }
            else
            {
                if (random.NextDouble() < 0.25)
                    facing = Opposite(facing);
                Add(Math.Min(left, Manner == Manner.Sits ? 8 + (37 * random.NextDouble()) : 1.2 + (1.8 * random.NextDouble())), StepKind.Rest, place, place, 0, facing);
            }
        }

        Add(length - _steps[^1].To, StepKind.Travel, place, OutsideFacing(onReturn, random, perch), 0, Opposite(onReturn));
    }

    /// <summary>
    /// A point beyond the picture's edge from which somebody who faces so looks into it: birds come from anywhere, squirrels along
    /// their perch.
    /// </summary>
    private SKPoint OutsideFacing(Facing facing, Random random, Perch perch)
    {
        float beyond = 90 * _figureScale;
        float y = _species.Gait == Gait.Flies ? 40 + (240 * random.NextSingle()) : perch.At(0.5f).Y;
        return new SKPoint(facing == Facing.Right ? -beyond : _layout.Width + beyond, y);
    }

    private static Facing AnySide(Random random) => random.Next(2) == 1 ? Facing.Right : Facing.Left;

    private static Facing Opposite(Facing facing) => facing == Facing.Right ? Facing.Left : Facing.Right;

    private void Add(double seconds, StepKind kind, SKPoint start, SKPoint end, float arc, Facing facing)
    {
        double from = _steps.Count == 0 ? 0 : _steps[^1].To;
        _steps.Add(new Step(from, from + seconds, kind, start, end, arc, facing));
    }

    /// <summary>Who sits, sits: two of three times it does nothing else.</summary>
    private static double SitterChoice(Random random) => random.NextDouble() < 0.66 ? 1 : random.NextDouble();

    private enum Facing
    {
        Left,
        Right,
    }

    private enum StepKind
    {
        Travel,
        Rest,
        Feed,
        Hop,
    }

    /// <param name="From">Seconds since the visit began.</param>
    /// <param name="Arc">Height of the jump in scene units.</param>
    private readonly record struct Step(double From, double To, StepKind Kind, SKPoint Start, SKPoint End, float Arc, Facing Facing);

    private readonly record struct Stance(SKPoint Feet, Facing Facing, Posture Posture);
}

internal enum Manner
{
    /// <summary>Hops and feeds, and is still for a few seconds at most.</summary>
    Busy,

    /// <summary>Is still for most of a minute, moves, and is still again.</summary>
    Sits,
}
