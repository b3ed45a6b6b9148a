using System.Collections.Immutable;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Streams;

namespace BirbCam.Monitor.Bench.Gate;

/// <summary>A gate that takes part: a fresh one for every clip.</summary>
/// <param name="Name">How the report calls it.</param>
internal sealed record Contender(string Name, Func<IBenchedGate> Create);

/// <summary>What the gates made of one clip.</summary>
/// <param name="Gates">In the order of the contenders.</param>
internal sealed record ClipReport(string Clip, ExpectedOf Expected, ImmutableArray<ClipResult> Gates);

/// <summary>What one gate made of one clip.</summary>
/// <param name="Figures">Counts of it.</param>
/// <param name="FalseEvents">When it triggered and should not have.</param>
/// <param name="Missed">Visits that were not placed.</param>
internal sealed record ClipResult(GateFigures Figures, ImmutableArray<TimeRange> FalseEvents, ImmutableArray<TimeRange> Missed);

/// <summary>Lets gates look at the same frames, one frame after the other, in turns that change with every frame: one thread.</summary>
/// <param name="time">Measures what a gate takes; null where nothing is to be measured.</param>
internal sealed class GateBench(IReadOnlyList<Contender> contenders, TimeProvider? time)
{
    /// <param name="notes">What a reader has to know beside the figures.</param>
    /// <inheritdoc cref="WatchAsync"/>
    public async Task<GateReport> WatchAllAsync(IEnumerable<GateClip> clips, IEnumerable<string> notes, Action<long, TimeSpan> watched, CancellationToken stop)
    {
        var reports = new List<ClipReport>();
        foreach (GateClip clip in clips)
            reports.Add(await WatchAsync(clip, watched, stop));
        return new GateReport([.. contenders.Select(contender => contender.Name)], [.. reports], [.. notes]);
    }

    /// <param name="watched">Told the number of frames and the position of each of them.</param>
    /// <exception cref="RecordingException">The clip cannot be read.</exception>
    /// <exception cref="CaptureException">OpenCV is needed and cannot be loaded.</exception>
    public async Task<ClipReport> WatchAsync(GateClip clip, Action<long, TimeSpan> watched, CancellationToken stop)
    {
        IBenchedGate[] gates = [.. contenders.Select(contender => contender.Create())];
        try
        {
            GateScore[] scores = [.. contenders.Select(_ => new GateScore(clip.Expectation))];
            int frames = 0;
            await foreach (RecordedFrame recorded in clip.FramesAsync(stop))
            {
                // Whoever comes after a gate with much memory finds a cold cache: everybody does in turn.
                for (int turn = 0; turn < gates.Length; turn++)
                {
                    int i = (frames + turn) % gates.Length;
                    Ask(gates[i], recorded, scores[i]);
                }

                stop.ThrowIfCancellationRequested();
                watched(++frames, recorded.Position);
            }

            return new ClipReport(clip.Name, clip.Expectation.Expected, [.. scores.Select(score => new ClipResult(score.Figures, [.. score.FalseEvents], [.. score.Missed]))]);
        }
        finally
        {
            Array.ForEach(gates, gate => gate.Dispose());
        }
    }

    private void Ask(IBenchedGate gate, RecordedFrame recorded, GateScore score)
    {
        gate.Take(recorded.Frame);
        long start = time?.GetTimestamp() ?? 0;
        GateView view = gate.Judge();
        score.Add(recorded.Position, view, time?.GetElapsedTime(start));
    }
}
