using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Gate;

namespace BirbCam.Monitor.Bench.Tuning;

/// <summary>A candidate with what it did.</summary>
internal sealed record TriedCandidate(Candidate Candidate, GateFigures Figures)
{
    /// <summary>First no missed visit or trigger, then the fewest false events, then the fewest false frames.</summary>
    public (int Missed, int FalseEvents, int FalseFrames) Harm => (Figures.Missed, Figures.FalseEvents, Figures.FalseFrames);
}

/// <summary>What was found.</summary>
/// <param name="Usual">The defaults on the half that was tuned on.</param>
/// <param name="Best">The best candidate there.</param>
/// <param name="UsualHeldOut">The defaults on the other half.</param>
/// <param name="BestHeldOut">The same candidate on the other half.</param>
internal sealed record TuningResult(TuningSplit Split, int Tried, TriedCandidate Usual, TriedCandidate Best, TriedCandidate UsualHeldOut, TriedCandidate BestHeldOut)
{
    /// <summary>Whether the held-out half, which had no say in the choice, agrees with it.</summary>
    public bool IsConfirmed => !Best.Candidate.IsDefault && BestHeldOut.Harm.CompareTo(UsualHeldOut.Harm) < 0;

    /// <summary>Whether the held-out half speaks against the choice.</summary>
    public bool IsContradicted => BestHeldOut.Harm.CompareTo(UsualHeldOut.Harm) > 0;
}

/// <summary>
/// Searches the options that a person has on one half of a person's clips: every setting of a grid, the best by <see cref="TriedCandidate.Harm"/>, among equals the one nearest to the
/// defaults. Tries it on the other half. Changes nothing.
/// </summary>
internal sealed class GateTuning(TuningSplit split)
{
    /// <param name="watched">Told the number of frames and the position of each of them, in every clip of every pass.</param>
    public async Task<TuningResult> SearchAsync(Action<long, TimeSpan> watched, CancellationToken stop)
    {
        var tried = new List<TriedCandidate>();
        foreach (IReadOnlyList<Candidate> batch in TuningGrid.Batches())
            tried.AddRange(await TryAsync(batch, split.Tune, watched, stop));

        TriedCandidate usual = tried.Single(candidate => candidate.Candidate.IsDefault);
        TriedCandidate best = tried.OrderBy(candidate => candidate.Harm).ThenBy(candidate => candidate.Candidate.Distance).First();
        TriedCandidate[] heldOut = await TryAsync([usual.Candidate, best.Candidate], split.HeldOut, watched, stop);
        return new TuningResult(split, tried.Count, usual, best, heldOut[0], heldOut[1]);
    }

    private static async Task<TriedCandidate[]> TryAsync(IReadOnlyList<Candidate> candidates, IReadOnlyList<GateClip> clips, Action<long, TimeSpan> watched, CancellationToken stop)
    {
        var bench = new GateBench([.. candidates.Select(candidate => new Contender("", () => new OwnGate(candidate.Options)))], time: null);
        GateReport report = await bench.WatchAllAsync(clips, [], watched, stop);
        return [.. candidates.Select((candidate, i) => new TriedCandidate(candidate, report.Total(i)))];
    }
}
