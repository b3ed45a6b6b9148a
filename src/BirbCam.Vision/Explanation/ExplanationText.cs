using System.Globalization;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Vision.Explanation;

/// <summary>An explanation in words, for people who do not read heatmaps.</summary>
public static class ExplanationText
{
    /// <summary><c>Sparrow 0.58 (limit 0.60).</c> Several labels are joined by commas.</summary>
    /// <param name="labels">Calibrated, 0–1; at least one.</param>
    /// <param name="thresholds">What it takes each label to pass, 0–1.</param>
    public static string Verdict(IEnumerable<LabelScore> labels, IReadOnlyDictionary<string, double> thresholds)
    {
        string names = string.Join(", ", labels.Select(score
            => string.Create(CultureInfo.InvariantCulture, $"{score.Label} {score.Probability:F2} (limit {thresholds[score.Label]:F2})")));
        return $"{char.ToUpperInvariant(names[0])}{names[1..]}.";
    }

    /// <summary><c>Called *sparrow* (0.58, limit 0.60).</c></summary>
    /// <param name="label">Calibrated, 0–1.</param>
    /// <param name="threshold">What it takes the label to pass, 0–1.</param>
    public static string Called(LabelScore label, double threshold)
        => string.Create(CultureInfo.InvariantCulture, $"Called *{label.Label}* ({label.Probability:F2}, limit {threshold:F2}).");

    /// <summary><c>Not called *magpie* (0.02, limit 0.55).</c>: for whoever asks why not.</summary>
    /// <param name="label">Calibrated, 0–1.</param>
    /// <param name="threshold">What it takes the label to pass, 0–1.</param>
    public static string NotCalled(LabelScore label, double threshold) => $"Not c{Called(label, threshold)[1..]}";

    /// <summary>
    /// <c>18 % of the evidence is on the part that moved; most of the rest is in zone *planter*.</c> Before it stands what is special about the map: a
    /// contrast, counter-evidence, an estimate.
    /// </summary>
    /// <param name="agreement">Of the same explanation.</param>
    public static string Evidence(Explanation explanation, Agreement agreement)
        => string.Concat(Subject(explanation), Estimate(explanation), Place(explanation, agreement));

    private static string Subject(Explanation explanation) => explanation switch
    {
        { IsCounterEvidence: true, Against: string other } => $"The map shows what speaks for *{other}* and against *{explanation.Label}*. ",
        { IsCounterEvidence: true } => $"The map shows what speaks against *{explanation.Label}*. ",
        { Against: string other } => $"The map shows what speaks for *{explanation.Label}* and against *{other}*. ",
        _ when !CamMethods.NeedsGradient(explanation.Method) => "The map shows what is striking, whatever the label. ",
        _ => "",
    };

    private static string Estimate(Explanation explanation)
        => explanation switch
        {
            { IsExact: true } => "",
            { SelfCheckError: not null } => "The map is doubtful: its gradient does not fit the model's own differences. ",
            _ => "The map is an estimate: the model has no gradient at this layer, so its channels were tried one by one. ",
        };

    private static string Place(Explanation explanation, Agreement agreement)
    {
        if (!(explanation.Strongest > explanation.Weakest))
            return "The map is blank: no place of the picture counts more than another.";
        if (explanation.Strongest <= 0)
        {
            return explanation is { IsCounterEvidence: true, Against: null }
                ? "No place of the picture speaks against it: the map shows where least speaks for it."
                : "No place of the picture speaks for it: the map shows where least speaks against it.";
        }

        return agreement switch
        {
            { InMotion: double share } => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0} % of the evidence is on the part that moved{Rest(share, agreement.RestIn)}."),
            { Gap: AgreementGap.NothingMoved } => "Nothing is known to have moved.",
            { Gap: AgreementGap.CropTooTight } => "The crop shows little beside what moved, so that the place of the evidence says nothing.",
            _ => "None of the evidence lies within the frame.",
        };
    }

    /// <summary>Only zones that a person named have a name.</summary>
    private static string Rest(double share, string? zone) => share switch
    {
        >= 0.995 => "",
        _ when zone is not null => $"; most of the rest is in zone *{zone}*",
        _ => "; most of the rest is elsewhere",
    };
}
