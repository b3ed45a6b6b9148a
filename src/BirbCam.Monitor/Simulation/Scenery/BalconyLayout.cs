using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Scenery;

/// <summary>
/// Where things stand in one scene, in scene units: the picture is 480 units high and as wide as its aspect makes it, so that an
/// animal has the same share of the height at every size. Drawn from the seed once.
/// </summary>
internal sealed class BalconyLayout
{
    /// <summary>Height of every scene in scene units: at 480 lines a unit is a pixel.</summary>
    public const float Height = 480;

    public BalconyLayout(SimulationOptions options)
    {
        var random = new Random(options.Seed);
        Scale = options.Height / Height;
        Width = options.Width / Scale;
        Mirrored = random.Next(2) == 1;

        RailTop = 318 + (30 * random.NextSingle());
        SoilTop = RailTop + 34 + (14 * random.NextSingle());
        (PlanterLeft, PlanterRight) = Span(0.34f + (0.08f * random.NextSingle()), 0.88f + (0.08f * random.NextSingle()));
        (HouseLeft, HouseRight) = Span(0.24f + (0.08f * random.NextSingle()), 1.15f);
        Eaves = 204 + (22 * random.NextSingle());
        Ridge = Eaves - 66 - (12 * random.NextSingle());
        ChimneyX = At(0.56f + (0.16f * random.NextSingle()));
        ChimneyTop = Ridge - 22 - (10 * random.NextSingle());
        TreeX = At(0.1f + (0.05f * random.NextSingle()));
        BranchY = 214 + (36 * random.NextSingle());
        RibbonX = At(0.2f + (0.06f * random.NextSingle()));
        Flue = new SKPoint(ChimneyX + (random.NextSingle() < 0.5f ? -70 : 70), RailTop - 26);
        Wind = (random.NextSingle() < 0.5f ? -1 : 1) * (0.9f + (1.1f * random.NextSingle()));
    }

    /// <summary>Pixels to one scene unit.</summary>
    public float Scale { get; }

    public float Width { get; }

    public bool Mirrored { get; }

    /// <summary>Upper edge of the railing's bar, on which animals stand.</summary>
    public float RailTop { get; }

    /// <summary>Middle of the planter's soil, on which animals stand.</summary>
    public float SoilTop { get; }

    public float PlanterLeft { get; }

    public float PlanterRight { get; }

    public float HouseLeft { get; }

    public float HouseRight { get; }

    public float Eaves { get; }

    public float Ridge { get; }

    public float ChimneyX { get; }

    public float ChimneyTop { get; }

    public float TreeX { get; }

    /// <summary>Height of the bough on which birds stand.</summary>
    public float BranchY { get; }

    public float RibbonX { get; }

    /// <summary>Mouth of the boiler's flue in the wall of the house.</summary>
    public SKPoint Flue { get; }

    /// <summary>Sideways drift of the plume for one unit of rise; negative is to the left.</summary>
    public float Wind { get; }

    public SKPoint BranchTip => new(TreeX + (Mirrored ? -84 : 84), BranchY - 6);

    /// <summary>A share of the width, counted from the side where the tree stands.</summary>
    public float At(float share) => Mirrored ? Width * (1 - share) : Width * share;

    private (float Left, float Right) Span(float from, float to)
        => Mirrored ? (Width * (1 - to), Width * (1 - from)) : (Width * from, Width * to);
}
