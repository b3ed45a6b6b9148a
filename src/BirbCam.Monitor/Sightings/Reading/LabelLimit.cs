namespace BirbCam.Monitor.Sightings.Reading;

/// <summary>From which probability on a label is accepted.</summary>
/// <param name="Limit">That holds now, 0–1.</param>
/// <param name="OfCard">What the model card says, 0–1.</param>
/// <param name="IsAsked">Whether somebody asked for the one that holds; otherwise it is the card's.</param>
internal sealed record LabelLimit(string Label, double Limit, double OfCard, bool IsAsked)
{
    /// <summary>What the page sets and suggests: under the least the model names every leaf, above the most nothing.</summary>
    public const double Least = 0.05, Most = 0.99;

    /// <summary>Those in whole hundredths, from the least to the most.</summary>
    public static IEnumerable<double> Hundredths => Enumerable.Range(5, 95).Select(hundredths => hundredths / 100.0);
}
