using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Simulation.Animals;

namespace BirbCam.Monitor.Bench.Naming;

/// <summary>Footage of which it is known who comes.</summary>
/// <param name="Visits">In order of arrival; empty where no animal is ever seen. Things that are none have <see cref="Cast.Nothing"/> for a label.</param>
internal sealed record NamedClip(GateClip Footage, IReadOnlyList<SimulatedVisit> Visits)
{
    /// <summary>The suite of simulated scenes.</summary>
    /// <param name="cutouts">A folder of animals who come instead of the drawn ones; null for these.</param>
    public static IEnumerable<NamedClip> Simulated(int seed, string? cutouts)
    {
        foreach (SuiteScene drawn in SceneSuite.Of(seed))
        {
            SuiteScene scene = drawn with { Options = drawn.Options with { Cutouts = cutouts } };
            yield return new NamedClip(SimulatedClip.OfSuite(scene, seed), VisitsOf(scene));
        }
    }

    private static SimulatedVisit[] VisitsOf(SuiteScene scene)
    {
        using var balcony = new BalconyScene(scene.Options);
        return [.. balcony.VisitsBetween(TimeSpan.Zero, scene.Length)];
    }
}
