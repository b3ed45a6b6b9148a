using System.Collections.Immutable;

namespace BirbCam.Vision.Classification;

/// <summary>What the answer is worth.</summary>
public enum Outcome
{
    /// <summary>At least one label passes its threshold.</summary>
    Certain,

    /// <summary>No label passes, and one comes near.</summary>
    Unsure,

    /// <summary>The whole frame and the crop are each certain, of different labels: one of them is wrong, and nobody can say which.</summary>
    Abstained,

    /// <summary>Something sharp moved, and it is none of the labels.</summary>
    Unknown,

    /// <summary>Nothing that the model knows, and nothing sharp.</summary>
    Nothing,
}

/// <summary>A label with its calibrated probability, 0–1.</summary>
public readonly record struct LabelScore(string Label, double Probability);

/// <summary>One frame's answer.</summary>
/// <param name="Scores">Every label of the card, in its order.</param>
/// <param name="Labels">
/// Those that pass their own threshold, most probable first; when unsure or abstained the candidates instead; empty for unknown and nothing.
/// </param>
/// <param name="Confidence">
/// The ancestor's rule: the least probability over the labels that pass, or 1 − the largest for unknown and nothing. When unsure or abstained, the best
/// candidate's.
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

    /// <summary>
    /// From this sharpness (<see cref="Imaging.Kernels.Sharpness"/>) on, what moved is a thing and no veil of vapour or light: of 375 looks at animals that were
    /// cut out of photos, in all weathers of the simulator, the least sharp had 86. What the gate lets through is hardly ever less.
    /// </summary>
    internal const double SharpFrom = 80;

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

    /// <summary>The same with what is known beside the fused probabilities.</summary>
    /// <param name="sharpness">Of what moved; null where nobody knows what did.</param>
    /// <param name="viewsDisagree">Whether two views are each certain, and have no label in common.</param>
    internal Classification With(double? sharpness, bool viewsDisagree) => Outcome switch
    {
        Outcome.Nothing when sharpness >= SharpFrom => this with { Outcome = Outcome.Unknown },
        Outcome.Certain or Outcome.Unsure when viewsDisagree => this with { Outcome = Outcome.Abstained, Confidence = Labels[0].Probability },
        _ => this,
    };
}
