using BirbCam.Monitor.Simulation;

namespace BirbCam.Monitor.Demo;

/// <summary>
/// Holds what arrived over MQTT against what the simulation knows: who came, who was seen, who was named right. One thread at a time.
/// </summary>
/// <param name="visitsBetween">The truth: the visits that touch a stretch of simulated time.</param>
internal sealed class DemoTally(Func<TimeSpan, TimeSpan, IEnumerable<SimulatedVisit>> visitsBetween)
{
    /// <summary>A visitor who left is still in the background model's memory for a moment.</summary>
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(1.5);

    /// <summary>Who was there for less than this by the end could not be seen yet: the gate wants persistence, and a burst takes two seconds.</summary>
    private static readonly TimeSpan ShortestVisit = TimeSpan.FromSeconds(4);

    private readonly HashSet<SimulatedVisit> _seen = [];
    private readonly HashSet<SimulatedVisit> _named = [];

    /// <summary>Detections that arrived.</summary>
    public int Detections { get; private set; }

    /// <summary>Accepted labels of visitors who were not there.</summary>
    public int NamedWrong { get; private set; }

    /// <summary>A detection arrived.</summary>
    /// <param name="accepted">Its labels, where it was accepted; else empty.</param>
    /// <param name="at">When its frame was captured, in simulated time.</param>
    public void Arrived(IReadOnlyCollection<string> accepted, TimeSpan at)
    {
        Detections++;
        SimulatedVisit[] there = [.. visitsBetween(at - Afterwards, at)];
        _seen.UnionWith(there);
        _named.UnionWith(there.Where(visit => accepted.Contains(visit.Label)));
        NamedWrong += accepted.Count(label => there.All(visit => visit.Label != label));
    }

    /// <summary>How it went until now, in simulated time.</summary>
    public DemoResult Until(TimeSpan now)
    {
        SimulatedVisit[] came = [.. visitsBetween(TimeSpan.Zero, now).Where(visit => now - visit.From >= ShortestVisit || _seen.Contains(visit))];
        return new DemoResult(came.Length, came.Count(_seen.Contains), came.Count(_named.Contains), NamedWrong, Detections);
    }
}

/// <param name="Came">Visits of the simulation.</param>
/// <param name="Seen">Of these, how many a detection arrived of.</param>
/// <param name="Named">Of these, how many were named right at least once.</param>
/// <param name="NamedWrong">Accepted labels of visitors who were not there.</param>
/// <param name="Detections">All that arrived.</param>
internal readonly record struct DemoResult(int Came, int Seen, int Named, int NamedWrong, int Detections)
{
    /// <summary>Whether the main job was done: visitors were seen, named and published.</summary>
    public bool IsGood => Seen > 0 && Named > 0;
}
