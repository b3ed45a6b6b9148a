using BirbCam.Monitor.Simulation.Scenery;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>A line on which animals stand, in scene units.</summary>
/// <param name="Nearness">How much larger an animal looks there than on the railing.</param>
internal readonly record struct Perch(SKPoint Left, SKPoint Right, float Nearness)
{
    /// <summary>Less room than this is none: somebody stands there and cannot hop.</summary>
    private const float LeastRoom = 24;

    /// <summary>Somewhere between two places of the picture; on the railing, where nothing else is there.</summary>
    /// <param name="left">Share of the picture's width.</param>
    /// <param name="right">Share of the picture's width.</param>
    public static Perch Choose(Species species, BalconyLayout layout, Random random, float left, float right)
    {
        float from = Math.Max(0.05f, left) * layout.Width, to = Math.Min(0.95f, right) * layout.Width;
        Perch chosen = Anywhere(species, layout, random).Between(from, to);
        return chosen.Right.X - chosen.Left.X >= LeastRoom ? chosen : Railing(layout).Between(from, to);
    }

    /// <param name="share">0 is the left end, 1 the right end.</param>
    public SKPoint At(float share) => new(Left.X + ((Right.X - Left.X) * share), Left.Y + ((Right.Y - Left.Y) * share));

    public float ShareOf(SKPoint place) => ShareOf(place.X);

    private static Perch Anywhere(Species species, BalconyLayout layout, Random random)
    {
        float choice = random.NextSingle();
        if (species.FitsBough && choice < 0.15f)
            return Bough(layout);

        return choice < 0.6f ? Railing(layout) : Soil(layout, layout.SoilTop - 4 + (10 * random.NextSingle()));
    }

    /// <summary>The part of it between two places, in scene units; with its ends swapped, where there is none.</summary>
    private Perch Between(float left, float right)
        => this with { Left = At(ShareOf(Math.Max(Left.X, left))), Right = At(ShareOf(Math.Min(Right.X, right))) };

    private float ShareOf(float x) => (x - Left.X) / (Right.X - Left.X);

    private static Perch Railing(BalconyLayout layout)
        => new(new SKPoint(0, layout.RailTop - 2), new SKPoint(layout.Width, layout.RailTop - 2), 1);

    private static Perch Soil(BalconyLayout layout, float y)
        => new(new SKPoint(layout.PlanterLeft + 34, y), new SKPoint(layout.PlanterRight - 34, y), 1.1f);

    private static Perch Bough(BalconyLayout layout)
    {
        var middle = new SKPoint((layout.TreeX + layout.BranchTip.X) / 2, layout.BranchY - 1);
        return layout.BranchTip.X < middle.X
            ? new Perch(layout.BranchTip, middle, 0.85f)
            : new Perch(middle, layout.BranchTip, 0.85f);
    }
}
