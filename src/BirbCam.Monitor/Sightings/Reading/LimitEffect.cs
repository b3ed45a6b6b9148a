namespace BirbCam.Monitor.Sightings.Reading;

/// <summary>What another limit would have changed, on detections as they were decided.</summary>
/// <param name="Looks">How many detections were looked at.</param>
/// <param name="IsAll">Whether these were all that there are, and not only the newest.</param>
/// <param name="Named">How many would have been given the label, and were not.</param>
/// <param name="Unnamed">How many were given the label, and would not have been.</param>
internal sealed record LimitEffect(int Looks, bool IsAll, int Named, int Unnamed)
{
    /// <param name="isAll">As in <see cref="IsAll"/>.</param>
    /// <param name="seen">Of the model that runs.</param>
    public static LimitEffect Of(string label, double limit, IReadOnlyList<Detection> seen, bool isAll)
    {
        int named = 0, unnamed = 0;
        foreach (Detection detection in seen)
        {
            if (!detection.Scores.TryGetValue(label, out double score))
                continue;

            if (IsNamed(detection, label))
                unnamed += score < limit ? 1 : 0;
            else if (MayBeNamed(detection))
                named += score >= limit ? 1 : 0;
        }

        return new LimitEffect(seen.Count, isAll, named, unnamed);
    }

    private static bool IsNamed(Detection detection, string label) => detection.Decision == Decision.Accepted && detection.Labels.Contains(label);

    /// <summary>No limit helps where the views disagree, or where the evidence lies off what moved.</summary>
    private static bool MayBeNamed(Detection detection)
        => detection.Decision is not (Decision.Abstained or Decision.RejectedBackground) && !detection.Reasons.Contains(Decisions.OffMotion);
}
