using System.Collections.Immutable;
using System.Globalization;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Bench.Gate;

/// <summary>A report as tables for people, at most 160 columns wide.</summary>
internal static class GateReportText
{
    private const int NameWidth = 36;

    /// <summary>A figure that nothing was measured for.</summary>
    private const string Unmeasured = "–";

    private static readonly (MotionVerdict Verdict, string Word)[] Reasons =
    [
        .. Enum.GetValues<MotionVerdict>().Select(verdict => (verdict, verdict.ToSnakeCase().Replace("_change", "", StringComparison.Ordinal).Replace("camera_", "", StringComparison.Ordinal))),
    ];

    /// <summary>Several lines, the last without an end.</summary>
    public static string InWords(GateReport report) => string.Join('\n',
    [
        .. Clips(report), "",
        .. Totals(report), "",
        .. Verdicts(report), "",
        .. Slips(report),
        .. report.Notes,
    ]).TrimEnd('\n');

    private static IEnumerable<string> Clips(GateReport report)
    {
        yield return $"{"",-NameWidth} {"",-8} {"",5}{string.Concat(report.Contenders.Select(name => $"  │ {name,-28}"))}".TrimEnd();
        yield return $"{"clip",-NameWidth} {"expects",-8} {"min",5}{string.Concat(report.Contenders.Select(_ => $"  │ {"events",6} {"false",5} {"frames",7} {"visits",7}"))}";
        foreach (ClipReport clip in report.Clips)
        {
            GateFigures own = clip.Gates[0].Figures;
            yield return $"{Shortened(clip.Clip),-NameWidth} {Word(clip.Expected),-8} {Number(own.Judged.TotalMinutes, "0.0"),5}"
                + string.Concat(clip.Gates.Select(gate => $"  │ {OfClip(clip.Expected, gate.Figures)}"));
        }
    }

    private static string OfClip(ExpectedOf expected, GateFigures figures) => expected switch
    {
        ExpectedOf.Unjudged => $"{figures.Events,6} {Unmeasured,5} {Unmeasured,7} {Unmeasured,7}",
        ExpectedOf.Trigger => $"{figures.Events,6} {Unmeasured,5} {Unmeasured,7} {(figures.TriggerClipsSeen > 0 ? "seen" : "MISSED"),7}",
        _ => $"{figures.Events,6} {figures.FalseEvents,5} {Percent(figures.FalseFrameShare),7} {(figures.Visits > 0 ? $"{figures.Placed}/{figures.Visits}" : Unmeasured),7}",
    };

    private static IEnumerable<string> Totals(GateReport report)
    {
        GateFigures first = report.Total(0);
        yield return string.Create(CultureInfo.InvariantCulture, $"{first.Judged.TotalMinutes:0.0} minutes judged in {report.Clips.Count(clip => clip.Expected != ExpectedOf.Unjudged)} clips, {first.Quiet.TotalMinutes:0.0} of them quiet; {first.Visits} visits; {first.TriggerClips} clips to trigger");
        bool isTimed = first.Costs.Length > 0;
        yield return $"{"gate",-18} {"false",5} {"per hour",8} {"false frames",16} {"seen",9} {"placed",9} {"clips",9} {"first trigger (p95)",20}{(isTimed ? $" {"ms a frame: mean",17} {"median",7} {"p95",7}  {"median of ours",14}" : "")}".TrimEnd();
        for (int i = 0; i < report.Contenders.Length; i++)
        {
            GateFigures total = report.Total(i);
            yield return $"{report.Contenders[i],-18} {total.FalseEvents,5} {Number(total.FalseEventsPerHour, "0.0"),8} {$"{total.FalseFrames} ({Percent(total.FalseFrameShare)})",16}"
                + $" {Of(total.Seen, total.Visits),9} {Of(total.Placed, total.Visits),9} {Of(total.TriggerClipsSeen, total.TriggerClips),9} {FirstTrigger(total.FirstTriggers),20}"
                + (isTimed ? Cost(total.Costs, first.Costs) : "");
        }
    }

    private static string Cost(ImmutableArray<TimeSpan> costs, ImmutableArray<TimeSpan> own)
    {
        double median = Milliseconds(costs, 0.5);
        return $" {Number(costs.Average(cost => cost.TotalMilliseconds), "0.000"),17} {Number(median, "0.000"),7} {Number(Milliseconds(costs, 0.95), "0.000"),7}"
            + $"  {$"×{Number(median / Milliseconds(own, 0.5), "0.0")}",14}";
    }

    private static IEnumerable<string> Verdicts(GateReport report)
    {
        yield return $"{$"frames of {report.Contenders[0]}",-NameWidth} {string.Concat(Reasons.Select(reason => $"{reason.Word,11}"))}";
        foreach (ClipReport clip in report.Clips)
            yield return $"{Shortened(clip.Clip),-NameWidth} {Counts(clip.Gates[0].Figures)}";
        yield return $"{"all that are judged",-NameWidth} {Counts(report.Total(0))}";
    }

    private static string Counts(GateFigures figures)
        => string.Concat(Reasons.Select(reason => $"{(figures.Verdicts.TryGetValue(reason.Verdict, out int count) ? Number(count, "0") : "·"),11}"));

    private static IEnumerable<string> Slips(GateReport report)
    {
        string own = report.Contenders[0];
        var slips = report.Clips.SelectMany(clip => clip.Gates[0].FalseEvents.Select(found => $"{own}: false event {Seconds(found)} in {clip.Clip}")
            .Concat(clip.Gates[0].Missed.Select(visit => $"{own}: missed visit {Seconds(visit)} in {clip.Clip}"))
            .Concat(clip is { Expected: ExpectedOf.Trigger } && clip.Gates[0].Figures.TriggerClipsSeen == 0 ? [$"{own}: nothing triggered in {clip.Clip}"] : []));
        return slips;
    }

    private static string Seconds(TimeRange range) => string.Create(CultureInfo.InvariantCulture, $"{range.From.TotalSeconds:0.0}–{range.To.TotalSeconds:0.0} s");

    private static string FirstTrigger(ImmutableArray<TimeSpan> times)
        => GateFigures.Quantile(times, 0.5) is TimeSpan median && GateFigures.Quantile(times, 0.95) is TimeSpan late
            ? string.Create(CultureInfo.InvariantCulture, $"{median.TotalSeconds:0.0} s ({late.TotalSeconds:0.0} s)")
            : Unmeasured;

    private static double Milliseconds(ImmutableArray<TimeSpan> times, double share) => GateFigures.Quantile(times, share)?.TotalMilliseconds ?? double.NaN;

    private static string Of(int some, int all) => all == 0 ? Unmeasured : $"{some} of {all}";

    private static string Percent(double share) => double.IsFinite(share) ? $"{Number(100 * share, "0.00")} %" : Unmeasured;

    private static string Number(double number, string format) => double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : Unmeasured;

    private static string Word(ExpectedOf expected) => expected switch
    {
        ExpectedOf.Unjudged => Unmeasured,
        _ => ClipExpectation.WordOf(expected),
    };

    /// <summary>The end of a path says more than its beginning.</summary>
    private static string Shortened(string name) => name.Length <= NameWidth ? name : $"…{name[^(NameWidth - 1)..]}";
}
