using System.Globalization;
using System.Text.Json;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Bench.Tuning;

/// <summary>What tuning found, in words for people and as a line for programs.</summary>
internal static class TuningReport
{
    /// <summary>One false event more or less within so little is chance.</summary>
    private static readonly TimeSpan FewQuiet = TimeSpan.FromMinutes(30);

    /// <summary>Visits and clips to trigger in the held-out half: one more or less of so few is chance.</summary>
    private const int FewVisits = 10;

    /// <summary>Several lines, the last without an end.</summary>
    public static string InWords(TuningResult result) => string.Join('\n', Lines(result));

    /// <summary>One line of JSON.</summary>
    public static string AsJson(TuningResult result) => JsonSerializer.Serialize(new
    {
        tried = result.Tried,
        tuned_on = result.Split.Tune.Select(clip => clip.Name),
        held_out = result.Split.HeldOut.Select(clip => clip.Name),
        options = new
        {
            best = Options(result.Best.Candidate.Options),
            usual = Options(result.Usual.Candidate.Options),
        },
        figures = new[]
        {
            GateReportJson.Figures("usual on the tuned half", result.Usual.Figures),
            GateReportJson.Figures("best on the tuned half", result.Best.Figures),
            GateReportJson.Figures("usual on the held-out half", result.UsualHeldOut.Figures),
            GateReportJson.Figures("best on the held-out half", result.BestHeldOut.Figures),
        },
        confirmed = result.IsConfirmed,
        verdict = Verdict(result),
        caution = Caution(result),
    });

    private static object Options(MotionOptions options) => new
    {
        options.Sensitivity,
        options.MinSize,
        MinPersistence = options.MinPersistence.TotalSeconds,
    };

    private static IEnumerable<string> Lines(TuningResult result)
    {
        yield return $"{result.Tried} settings tried on {result.Split.Tune.Count} clips; {result.Split.HeldOut.Count} clips were held out. Best: first no missed visit or trigger, then the fewest false events,";
        yield return "then the fewest false frames, then the nearest to the defaults.";
        yield return "";
        yield return $"{"",-22}{"quiet min",10}{"false",7}{"false frames",14}{"missed",8}{"  first trigger",-16}";
        yield return Row("tuned on, defaults", result.Usual.Figures);
        yield return Row("tuned on, best", result.Best.Figures);
        yield return Row("held out, defaults", result.UsualHeldOut.Figures);
        yield return Row("held out, best", result.BestHeldOut.Figures);
        yield return "";
        foreach (string change in Changes(result))
            yield return $"  {change}";
        yield return Verdict(result);
        if (Caution(result) is string caution)
            yield return caution;
        foreach (GateClip clip in result.Split.HeldOut)
            yield return $"  held out: {clip.Name}";
    }

    private static string Row(string name, GateFigures figures) => string.Create(CultureInfo.InvariantCulture,
        $"{name,-22}{figures.Quiet.TotalMinutes,10:0.0}{figures.FalseEvents,7}{figures.FalseFrames,14}{$"{figures.Missed}/{figures.Visits + figures.TriggerClips}",8}{$"{GateFigures.Quantile(figures.FirstTriggers, 0.5)?.TotalSeconds:0.0}",14} s");

    private static IEnumerable<string> Changes(TuningResult result)
    {
        (MotionOptions usual, MotionOptions best) = (result.Usual.Candidate.Options, result.Best.Candidate.Options);
        if (best.Sensitivity != usual.Sensitivity)
            yield return string.Create(CultureInfo.InvariantCulture, $"Gate.Sensitivity     {usual.Sensitivity} → {best.Sensitivity}");
        if (best.MinSize != usual.MinSize)
            yield return string.Create(CultureInfo.InvariantCulture, $"Gate.MinSize         {usual.MinSize} → {best.MinSize} px");
        if (best.MinPersistence != usual.MinPersistence)
            yield return string.Create(CultureInfo.InvariantCulture, $"Gate.MinPersistence  {usual.MinPersistence.TotalSeconds} → {best.MinPersistence.TotalSeconds} s");
    }

    private static string Verdict(TuningResult result) => result switch
    {
        { Best.Candidate.IsDefault: true } => "Nothing that was tried is better than the defaults: change nothing.",
        { IsConfirmed: true } => "The held-out half agrees: these clips would be judged better so. Nothing was changed; write it into the configuration if you want it.",
        { IsContradicted: true } => "The held-out half is judged worse so: it fits the one half only. Change nothing.",
        _ => "The held-out half is judged neither better nor worse: no reason to change anything.",
    };

    private static string? Caution(TuningResult result)
    {
        GateFigures heldOut = result.UsualHeldOut.Figures;
        int visits = heldOut.Visits + heldOut.TriggerClips;
        return heldOut.Quiet < FewQuiet || visits < FewVisits
            ? string.Create(CultureInfo.InvariantCulture, $"Caution: {heldOut.Quiet.TotalMinutes:0.0} quiet minutes and {visits} visits or triggers are held out. One more or less may be chance; {FewQuiet.TotalMinutes:0} minutes and {FewVisits} would say more.")
            : null;
    }
}
