using System.Globalization;
using System.Text.Json;

namespace BirbCam.Monitor.Bench;

/// <summary>A report in words for people, and as a line for programs.</summary>
internal static class ExplainReportText
{
    /// <summary>What every reader has to know; the last line for people, and a field of the line for programs.</summary>
    public const string Caution = "simulated scenes are no field results";

    /// <summary>A figure that nothing was measured for.</summary>
    private const string Unmeasured = "–";

    /// <summary>Several lines, the last without an end.</summary>
    public static string InWords(ExplainReport report) => string.Join(Environment.NewLine, Lines(report));

    /// <summary>One line of JSON. What was not measured is null.</summary>
    public static string AsJson(ExplainReport report, ExplainBenchPlan plan) => JsonSerializer.Serialize(new
    {
        model = report.Model,
        layer = report.Layer.Name,
        width = report.Layer.Width,
        height = report.Layer.Height,
        channels = report.Layer.Channels,
        exact = report.WhyNotExact is null,
        why_not_exact = report.WhyNotExact,
        forward_ms = Milliseconds(report.Cost?.Forward),
        forward_with_outputs_ms = Milliseconds(report.Cost?.ForwardWithOutputs),
        explanation_ms = Milliseconds(report.Cost?.Explanation),
        memory_mb = Figure(report.Cost?.MemoryBytes / 1e6),
        seed = plan.Seed,
        least_probability = ViewJudgement.LeastProbability,
        views = report.Views.Select(view => new
        {
            view = view.View,
            drawn = view.Drawn,
            scenes = view.Scenes,
            curve_scenes = view.CurveScenes,
            probability = Figure(view.Probability),
            box_share = Figure(view.BoxShare),
            maps = view.Maps.Select(map => new
            {
                map = map.Map,
                pointing = Figure(map.Pointing),
                energy = Figure(map.Energy),
                lift = Figure(map.Lift),
                insertion = Figure(map.Insertion),
                deletion = Figure(map.Deletion),
            }),
        }),
        caution = Caution,
    });

    private static IEnumerable<string> Lines(ExplainReport report)
    {
        yield return $"{report.Model}: {report.Layer}, {(report.WhyNotExact is string reason ? $"not exact: {reason}" : "exact gradient")}";
        if (report.Cost is ExplainCost cost)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"  forward {cost.Forward.TotalMilliseconds:0.00} ms, with outputs {cost.ForwardWithOutputs.TotalMilliseconds:0.00} ms, gradient and map {cost.Explanation.TotalMilliseconds:0.00} ms ({cost.Explanation / cost.Forward:0.0 %}), memory {cost.MemoryBytes / 1e6:0} MB");
        }

        if (report.Views.IsEmpty)
            yield return "  knows none of the animals that are drawn: nothing can be said about its maps";
        foreach (string line in report.Views.SelectMany(Lines))
            yield return line;
    }

    private static IEnumerable<string> Lines(ViewQuality view)
    {
        string what = view.View == "region" ? "crop around the visitor" : "whole frame";
        yield return string.Create(CultureInfo.InvariantCulture, $"  {what}: {view.Scenes} of {view.Drawn} scenes count (label at {ViewJudgement.LeastProbability:0.00} or more, box in view)");
        if (view.Scenes == 0)
            yield break;

        yield return string.Create(CultureInfo.InvariantCulture,
            $"  mean probability {view.Probability:0.00}, boxes {view.BoxShare:0.0 %} of the view, insertion and deletion of the first {view.CurveScenes}");
        yield return "    map         pointing  energy    lift  insertion  deletion";
        foreach (MapQuality map in view.Maps)
        {
            yield return
                $"    {map.Map,-10} {Column(map.Pointing, "0.00"),9} {Column(map.Energy, "0.00"),7} {Column(map.Lift, "0.0"),7} {Column(map.Insertion, "0.000"),10} {Column(map.Deletion, "0.000"),9}";
        }
    }

    private static string Column(double figure, string format) => double.IsFinite(figure) ? figure.ToString(format, CultureInfo.InvariantCulture) : Unmeasured;

    private static double? Milliseconds(TimeSpan? time) => Figure(time?.TotalMilliseconds);

    /// <summary>Four digits say more than the samples do, and not a number is no JSON.</summary>
    private static double? Figure(double? figure) => figure is double value && double.IsFinite(value) ? Math.Round(value, 4) : null;
}
