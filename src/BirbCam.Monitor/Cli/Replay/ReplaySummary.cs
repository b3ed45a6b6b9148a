using System.Globalization;
using System.Text;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Cli.Replay;

/// <summary>A recording in a few lines for a person: how often which verdict, and when it was triggered.</summary>
internal sealed class ReplaySummary
{
    private readonly SortedDictionary<MotionVerdict, int> _counts = [];
    private readonly TriggerEvents _events = new();
    private TimeSpan _cost;
    private TimeSpan _end;

    public void Add(GateAnswer answer)
    {
        _counts[answer.Result.Verdict] = _counts.GetValueOrDefault(answer.Result.Verdict) + 1;
        _cost += answer.Cost;
        _end = answer.Position;
        if (answer.Result.IsTriggered)
            _events.AddTriggered(answer.Position);
    }

    /// <param name="parts">Whether the cost is told.</param>
    public string Describe(string path, LineParts parts)
    {
        int frames = _counts.Values.Sum();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{path}: {frames} frames, {_end.TotalSeconds:0.0} s");
        if (parts.HasFlag(LineParts.Timing))
            text.Append(CultureInfo.InvariantCulture, $", {_cost.TotalMilliseconds / frames:0.00} ms a frame in the gate");
        text.Append('\n');
        foreach ((MotionVerdict verdict, int count) in _counts)
            text.Append(CultureInfo.InvariantCulture, $"  {verdict.ToSnakeCase(),-16}{count,7}  {100.0 * count / frames,5:0.0} %\n");
        foreach ((TimeSpan from, TimeSpan to) in _events.All)
            text.Append(CultureInfo.InvariantCulture, $"  triggered {from.TotalSeconds:0.0}–{to.TotalSeconds:0.0} s\n");
        return text.ToString();
    }
}
