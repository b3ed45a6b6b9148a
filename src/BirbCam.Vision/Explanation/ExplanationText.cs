using System.Globalization;

namespace BirbCam.Vision.Explanation;

/// <summary>An explanation in words, for people who do not read heatmaps.</summary>
public static class ExplanationText
{
    /// <summary><c>Sparrow 0.58 (limit 0.60). 18 % of the evidence is on the part that moved.</c></summary>
    /// <param name="probability">Of the explained label, calibrated, 0–1.</param>
    /// <param name="threshold">What it takes to pass, 0–1.</param>
    /// <param name="inMotion">Share of the evidence on what moved, 0–1; null where that is not known.</param>
    public static string Describe(Explanation explanation, double probability, double threshold, double? inMotion)
    {
        string name = explanation.Label.Length == 0 ? "?" : char.ToUpperInvariant(explanation.Label[0]) + explanation.Label[1..];
        return string.Create(CultureInfo.InvariantCulture, $"{name} {probability:F2} (limit {threshold:F2}). {Evidence(explanation, inMotion)}");
    }

    private static string Evidence(Explanation explanation, double? inMotion)
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
