using BirbCam.Monitor.Simulation.Scenery;
using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>A line on which animals stand, in scene units.</summary>
/// <param name="Nearness">How much larger an animal looks there than on the railing.</param>
internal readonly record struct Perch(SKPoint Left, SKPoint Right, float Nearness)
{
    public static Perch Choose(Species species, BalconyLayout layout, Random random)
    {
        float choice = random.NextSingle();
        if (species.FitsBough && choice < 0.15f)
            return Bough(layout);

        return choice < 0.6f
            ? new Perch(new SKPoint(0.06f * layout.Width, layout.RailTop - 2), new SKPoint(0.94f * layout.Width, layout.RailTop - 2), 1)
            : Soil(layout, layout.SoilTop - 4 + (10 * random.NextSingle()));
    }

    /// <param name="share">0 is the left end, 1 the right end.</param>
    public SKPoint At(float share) => new(Left.X + ((Right.X - Left.X) * share), Left.Y + ((Right.Y - Left.Y) * share));

    public float ShareOf(SKPoint place) => (place.X - Left.X) / (Right.X - Left.X);

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
