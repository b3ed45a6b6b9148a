using System.Collections.Immutable;
using System.Text.Json;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Bench.Gate;

/// <summary>A report as one line of JSON, for programs. What was not measured, or has nothing to be a share of, is null.</summary>
internal static class GateReportJson
{
    public static string AsJson(GateReport report) => JsonSerializer.Serialize(new
    {
        gates = report.Contenders.Select((name, i) => Figures(name, report.Total(i))),
        clips = report.Clips.Select(clip => new
        {
            clip = clip.Clip,
            expect = ClipExpectation.WordOf(clip.Expected),
            gates = report.Contenders.Select((name, i) => new
            {
                figures = Figures(name, clip.Gates[i].Figures),
                false_events_s = clip.Gates[i].FalseEvents.Select(Seconds),
                missed_visits_s = clip.Gates[i].Missed.Select(Seconds),
            }),
        }),
        notes = report.Notes,
    });

    /// <summary>The figures of one gate, in a form that all reports share.</summary>
    public static object Figures(string gate, GateFigures figures) => new
    {
        gate,
        judged_minutes = Rounded(figures.Judged.TotalMinutes),
        quiet_minutes = Rounded(figures.Quiet.TotalMinutes),
        frames = figures.Frames,
        events = figures.Events,
        false_events = figures.FalseEvents,
        false_events_per_hour = Rounded(figures.FalseEventsPerHour),
        false_frames = figures.FalseFrames,
        false_frame_share = Rounded(figures.FalseFrameShare),
        visits = figures.Visits,
        seen = figures.Seen,
        placed = figures.Placed,
        trigger_clips = figures.TriggerClips,
        trigger_clips_seen = figures.TriggerClipsSeen,
        first_trigger_s = figures.FirstTriggers.IsEmpty ? null : new
        {
            median = Rounded(GateFigures.Quantile(figures.FirstTriggers, 0.5)?.TotalSeconds),
            p95 = Rounded(GateFigures.Quantile(figures.FirstTriggers, 0.95)?.TotalSeconds),
        },
        ms = figures.Costs.IsEmpty ? null : new
        {
            mean = Rounded(figures.Costs.Average(cost => cost.TotalMilliseconds)),
            median = Rounded(GateFigures.Quantile(figures.Costs, 0.5)?.TotalMilliseconds),
            p95 = Rounded(GateFigures.Quantile(figures.Costs, 0.95)?.TotalMilliseconds),
        },
        verdicts = figures.Verdicts.ToImmutableSortedDictionary(pair => pair.Key.ToSnakeCase(), pair => pair.Value, StringComparer.Ordinal),
    };

    private static double[] Seconds(TimeRange range) => [Math.Round(range.From.TotalSeconds, 3), Math.Round(range.To.TotalSeconds, 3)];

    /// <summary>Four digits say more than the clips do, and not a number is no JSON.</summary>
    private static double? Rounded(double? figure) => figure is double value && double.IsFinite(value) ? Math.Round(value, 4) : null;
}
