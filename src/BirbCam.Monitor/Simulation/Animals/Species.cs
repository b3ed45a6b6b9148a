namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>An animal of the simulation: how it is drawn, how large it is and how it comes.</summary>
/// <param name="Label">The label that a classifier should give it.</param>
/// <param name="SmallestLength">Scene units from bill to tail (bird), or height with the tail (squirrel).</param>
/// <param name="Figure">Its pictures.</param>
/// <param name="Gait">How it comes and goes.</param>
internal sealed record Species(string Label, float SmallestLength, float LargestLength, Gait Gait, Figure Figure)
{
    /// <summary>In the order of the model card.</summary>
    public static readonly IReadOnlyList<string> Labels = ["chickadee", "magpie", "sparrow", "squirrel"];

    private static readonly Species TheChickadee = new("chickadee", 40, 60, Gait.Flies, Chickadee.Draw());
    private static readonly Species TheMagpie = new("magpie", 125, 165, Gait.Flies, Magpie.Draw());
    private static readonly Species TheSparrow = new("sparrow", 46, 66, Gait.Flies, Sparrow.Draw());
    private static readonly Species TheSquirrel = new("squirrel", 78, 108, Gait.Runs, Squirrel.Draw());

    /// <summary>The bough is too thin for whoever is longer.</summary>
    public bool FitsBough => LargestLength < 70;

    /// <summary>
    /// By label. A chickadee of 13 cm is 40 to 60 pixels long in real balcony frames of 480 lines, and the others are larger in proportion
    /// (sparrow 15 cm, magpie 46 cm, squirrel 25 cm and as much tail), the magpie somewhat less so that it fits the railing.
    /// </summary>
    public static Species Of(string label) => label switch
    {
        "chickadee" => TheChickadee,
        "magpie" => TheMagpie,
        "sparrow" => TheSparrow,
        "squirrel" => TheSquirrel,
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, null),
    };
}

internal enum Gait
{
    /// <summary>Comes through the air from beyond the picture.</summary>
    Flies,

    /// <summary>Comes along the railing.</summary>
    Runs,

    /// <summary>Is there of a sudden, and gone of a sudden: nothing alive.</summary>
    Appears,
}

internal enum Posture
{
    Resting,
    Feeding,
    Hopping,

    /// <summary>Wings up; legs gathered in a run.</summary>
    Upstroke,

    /// <summary>Wings down; stretched in a run.</summary>
    Downstroke,
}
