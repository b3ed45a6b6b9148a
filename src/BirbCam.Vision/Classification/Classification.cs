using System.Collections.Immutable;

namespace BirbCam.Vision.Classification;

/// <summary>What the answer is worth.</summary>
public enum Outcome
{
    /// <summary>At least one label passes its threshold.</summary>
    Certain,

    /// <summary>No label passes, and one comes near.</summary>
    Unsure,

    /// <summary>Nothing that the model knows.</summary>
    Nothing,
}

/// <summary>A label with its calibrated probability, 0–1.</summary>
public readonly record struct LabelScore(string Label, double Probability);

/// <summary>One frame's answer.</summary>
/// <param name="Scores">Every label of the card, in its order.</param>
/// <param name="Labels">
/// Those that pass their own threshold, most probable first; when unsure the candidates instead; empty for nothing.
/// </param>
/// <param name="Confidence">
/// The ancestor's rule: the least probability over the labels that pass, or 1 − the largest for nothing. When unsure, the best candidate's.
/// </param>
/// <param name="NoneScore">1 − the largest probability.</param>
public sealed record Classification(
    ImmutableArray<LabelScore> Scores, Outcome Outcome, ImmutableArray<LabelScore> Labels, double Confidence, double NoneScore)
{
    /// <summary>
    /// A label that reaches this share of its threshold is worth a look: below it, "nothing" is the better guess by two to one at the
    /// usual thresholds of 0.5–0.6.
    /// </summary>
    private const double CandidateShare = 0.6;

    /// <summary>The most probable label, whether it passes or not.</summary>
    public LabelScore Best => Scores.MaxBy(score => score.Probability);

    /// <param name="probabilities">One for each of the card's labels, in its order, calibrated.</param>
    public static Classification Judge(ModelCard card, ReadOnlySpan<double> probabilities)
    {
        var scores = ImmutableArray.CreateBuilder<LabelScore>(probabilities.Length);
        for (int i = 0; i < probabilities.Length; i++)
            scores.Add(new LabelScore(card.Labels[i], probabilities[i]));

        ImmutableArray<LabelScore> all = scores.MoveToImmutable();
        double noneScore = 1 - all.Max(score => score.Probability);

        ImmutableArray<LabelScore> passing = AtLeast(1);
        if (!passing.IsEmpty)
            return new Classification(all, Outcome.Certain, passing, passing[^1].Probability, noneScore);

        ImmutableArray<LabelScore> candidates = AtLeast(CandidateShare);
        return candidates.IsEmpty
            ? new Classification(all, Outcome.Nothing, [], noneScore, noneScore)
            : new Classification(all, Outcome.Unsure, candidates, candidates[0].Probability, noneScore);

        ImmutableArray<LabelScore> AtLeast(double share) =>
            [.. all.Where(score => score.Probability >= share * card.Thresholds[score.Label]).OrderByDescending(score => score.Probability)];
    }
}
