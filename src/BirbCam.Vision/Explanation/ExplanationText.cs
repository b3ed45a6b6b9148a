using System.Globalization;
using BirbCam.Vision.Classification;

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

    /// <summary><c>18 % of the evidence is on the part that moved.</c></summary>
    /// <param name="inMotion">Share of the evidence on what moved, 0–1; null where that is not known.</param>
    public static string Evidence(Explanation explanation, double? inMotion)
    {
        if (!(explanation.Strongest > explanation.Weakest))
            return "The map is blank: no place of the picture counts more than another.";
        if (explanation.Strongest <= 0)
            return "No place of the picture speaks for it: the map shows where least speaks against it.";
        return inMotion is double share
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0} % of the evidence is on the part that moved.")
            : "Nothing is known to have moved.";
    }
}
