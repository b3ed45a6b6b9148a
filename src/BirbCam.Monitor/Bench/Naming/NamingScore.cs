using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Votes;
using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Simulation.Animals;

namespace BirbCam.Monitor.Bench.Naming;

/// <summary>Holds what was said about a clip against who came.</summary>
internal static class NamingScore
{
    /// <summary>A visitor who left is still in the background model's memory for a moment, and a burst ends after its last frame.</summary>
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(2);

    /// <summary>As for the gate, what happens in the first seconds is not judged.</summary>
    /// <param name="labels">Whom the model can name.</param>
    public static ClipNames Of(NamedClip clip, NamingBench.NamesGiven given, IReadOnlyList<string> labels)
    {
        var tally = new NamingTally();
        foreach (SimulatedVisit visit in clip.Visits.Where(visit => visit.Label != Cast.Nothing && visit.From >= SceneTruth.Settle))
            tally.Add(visit.Label, labels.Contains(visit.Label), FateOf(visit, clip, given));

        foreach (Detection detection in given.Detections.Where(detection => At(detection.CapturedAt) >= SceneTruth.Settle))
        {
            bool isNobody = clip.Visits.All(visit => visit.Label == Cast.Nothing || !Touches(visit, At(detection.CapturedAt)));
            tally.Add(detection.Decision, isNobody);
        }

        return new ClipNames(clip.Footage.Name, tally);
    }

    /// <summary>
    /// A name counts as given where a sighting whose looks agree had an accepted look while the visit lasted. Of two visitors at once, the name of either is right.
    /// </summary>
    private static Fate FateOf(SimulatedVisit visit, NamedClip clip, NamingBench.NamesGiven given)
    {
        Detection[] looks = [.. given.Detections.Where(detection => Touches(visit, At(detection.CapturedAt)))];
        if (looks.Length == 0)
            return Fate.Missed;

        string[] named =
        [
            .. looks.Where(look => look.Decision == Decision.Accepted).SelectMany(look => look.Labels.Where(label => Agrees(label, look, given))).Distinct(),
        ];
        string[] there = [.. clip.Visits.Where(other => other.From < visit.To + Afterwards && other.To + Afterwards > visit.From).Select(other => other.Label)];
        return named.Except(there).Any() ? Fate.Wrong : named.Contains(visit.Label) ? Fate.Right : Fate.Unknown;
    }

    private static bool Agrees(string label, Detection look, NamingBench.NamesGiven given) => given.Sightings.Any(sighting
        => sighting.Label == label && sighting.Verdict == Verdict.Accepted && sighting.FirstSeen <= look.CapturedAt && look.CapturedAt <= sighting.LastSeen);

    private static bool Touches(SimulatedVisit visit, TimeSpan at) => visit.From <= at && at <= visit.To + Afterwards;

    private static TimeSpan At(DateTimeOffset at) => at - DateTimeOffset.UnixEpoch;
}

/// <summary>What became of a visit.</summary>
internal enum Fate
{
    /// <summary>The gate let no frame of it through.</summary>
    Missed,

    /// <summary>It was named, and nobody else was.</summary>
    Right,

    /// <summary>It was seen, and nobody was named.</summary>
    Unknown,

    /// <summary>Somebody was named who was not there.</summary>
    Wrong,
}
