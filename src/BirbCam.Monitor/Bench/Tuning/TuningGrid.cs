using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Bench.Tuning;

/// <summary>One setting of the options that are tried.</summary>
/// <param name="Distance">From the defaults, in doublings and halvings.</param>
internal sealed record Candidate(MotionOptions Options, double Distance)
{
    public bool IsDefault => Distance == 0;
}

/// <summary>The settings that are tried: around the defaults, in steps that a person would notice.</summary>
internal static class TuningGrid
{
    private static readonly double[] Sensitivities = [0.5, 0.7, 1, 1.4, 2];
    private static readonly double[] Sizes = [0.5, 0.75, 1, 1.5, 2];
    private static readonly double[] Persistences = [0.5, 1, 2, 4];

    /// <summary>In batches that look at the same frames side by side: some twenty gates are as much memory as a small machine should give.</summary>
    public static IEnumerable<IReadOnlyList<Candidate>> Batches() => Sizes.Select(size => (IReadOnlyList<Candidate>)
    [
        .. from sensitivity in Sensitivities
           from persistence in Persistences
           select Scaled(sensitivity, size, persistence),
    ]);

    private static Candidate Scaled(double sensitivity, double size, double persistence)
    {
        var usual = new MotionOptions();
        return new Candidate(
            new MotionOptions
            {
                Sensitivity = Math.Round(usual.Sensitivity * sensitivity, 2),
                MinSize = (int)Math.Round(usual.MinSize * size),
                MinPersistence = usual.MinPersistence * persistence,
            },
            Math.Abs(Math.Log2(sensitivity)) + Math.Abs(Math.Log2(size)) + Math.Abs(Math.Log2(persistence)));
    }
}
