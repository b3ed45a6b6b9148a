using System.Collections.Immutable;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Bench.Clips;

/// <summary>What a gate should make of a simulated scene.</summary>
internal static class SceneTruth
{
    /// <summary>As long as on the shared clips that are composed like the simulated ones.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(12);

    /// <summary>Whoever is in view for less, or smaller for most of the time, may be missed; an event that touches the visit is not false all the same.</summary>
    public static readonly TimeSpan ShortestVisit = TimeSpan.FromSeconds(1);

    /// <summary>Longer side of the visitor's box, in frame pixels.</summary>
    public const int SmallestVisitor = 30;

    public static ClipExpectation Of(SuiteScene scene)
    {
        using var balcony = new BalconyScene(scene.Options);
        SimulatedVisit[] visits = [.. balcony.VisitsBetween(TimeSpan.Zero, scene.Length)];
        return new ClipExpectation
        {
            Expected = visits.Length > 0 ? ExpectedOf.Visits : ExpectedOf.Nothing,
            Settle = Settle,
            Visits = [.. visits.Select(visit => Of(visit, balcony, scene))],
        };
    }

    public static TimeSpan PositionOf(long frame, SimulationOptions options) => frame / options.Fps * TimeSpan.FromSeconds(1);

    /// <summary>
    /// Judged are visits that begin after the settling and are in view, in the frames of the scene, for <see cref="ShortestVisit"/> and at <see cref="SmallestVisitor"/> for
    /// most of it. Of two animals of one kind at one time, either is taken for the other.
    /// </summary>
    private static ExpectedVisit Of(SimulatedVisit visit, BalconyScene balcony, SuiteScene scene)
    {
        SimulationOptions options = scene.Options;
        TimeSpan to = visit.To < scene.Length ? visit.To : scene.Length;
        var boxes = ImmutableSortedDictionary.CreateBuilder<long, ImmutableArray<PixelRect>>();
        for (long i = (long)Math.Ceiling(visit.From.TotalSeconds * options.Fps); PositionOf(i, options) is TimeSpan at && at < to; i++)
        {
            ImmutableArray<PixelRect> there = [.. balcony.VisitorsAt(at).Where(visitor => visitor.Label == visit.Label).Select(visitor => visitor.Box)];
            if (!there.IsEmpty)
                boxes.Add(i, there);
        }

        int large = boxes.Values.Count(there => there.Any(box => Math.Max(box.Width, box.Height) >= SmallestVisitor));
        bool isJudged = visit.From >= Settle && boxes.Count >= ShortestVisit.TotalSeconds * options.Fps && 2 * large > boxes.Count;
        return new ExpectedVisit(visit.From, to, boxes.ToImmutable(), options.Fps, isJudged);
    }
}
