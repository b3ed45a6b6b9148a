namespace BirbCam.Monitor.Sightings.Reading;

/// <summary>How right the model was about one label, on the pictures that a person has looked at.</summary>
/// <param name="Limit">That holds now, 0–1.</param>
/// <param name="Claimed">Pictures whose score reached the limit.</param>
/// <param name="Right">Of these, how many show it.</param>
/// <param name="There">Pictures that show it; <paramref name="Right"/> of them were claimed.</param>
/// <param name="Calibration">Ten equal stretches of the score, from 0.</param>
/// <param name="Suggestion">Null where the limit is best already, or where too little was reviewed to say.</param>
internal sealed record Scorecard(string Label, double Limit, int Claimed, int Right, int There, IReadOnlyList<ScoreBin> Calibration, LimitSuggestion? Suggestion)
{
    private const int Bins = 10;

    /// <summary>Fewer pictures with it, or without it, suggest nothing: a limit would be fitted to a single afternoon.</summary>
    private const int FewestEither = 20;

    /// <param name="limit">That holds now.</param>
    /// <param name="reviewed">With reviews.</param>
    /// <returns>Null where none of them has a score for the label.</returns>
    public static Scorecard? Of(string label, double limit, IReadOnlyList<Detection> reviewed)
    {
        Look[] looks = [.. reviewed.Where(one => one.Scores.ContainsKey(label))
            .Select(one => new Look(one.Scores[label], one.Review!.Labels.Contains(label)))];
        if (looks is [])
            return null;

        return new Scorecard(
            label, limit, looks.Count(look => look.Score >= limit), looks.Count(look => look.Score >= limit && look.IsThere), looks.Count(look => look.IsThere),
            [.. Enumerable.Range(0, Bins).Select(bin => BinOf(looks, bin))], Suggest(looks, limit));
    }

    private static ScoreBin BinOf(Look[] looks, int bin)
    {
        Look[] within = [.. looks.Where(look => Math.Min((int)(look.Score * Bins), Bins - 1) == bin)];
        return new ScoreBin((double)bin / Bins, within.Length, within.Count(look => look.IsThere));
    }

    /// <summary>Of the limits in whole hundredths, the one that decides most of these pictures right; of equals the nearest to the present one.</summary>
    private static LimitSuggestion? Suggest(Look[] looks, double limit)
    {
        int there = looks.Count(look => look.IsThere);
        if (there < FewestEither || looks.Length - there < FewestEither)
            return null;

        int now = DecidedRight(looks, limit);
        (double best, int then) = LabelLimit.Hundredths.Select(one => (Limit: one, Right: DecidedRight(looks, one)))
            .OrderByDescending(one => one.Right).ThenBy(one => Math.Abs(one.Limit - limit)).First();
        return then > now ? new LimitSuggestion(best, looks.Length, now, then) : null;
    }

    private static int DecidedRight(Look[] looks, double limit) => looks.Count(look => look.Score >= limit == look.IsThere);

    private readonly record struct Look(double Score, bool IsThere);
}

/// <param name="From">Where the stretch of scores begins, 0–1.</param>
/// <param name="Reviewed">Pictures with such a score.</param>
/// <param name="There">Of these, how many show the label: about their score, where the model is calibrated.</param>
internal sealed record ScoreBin(double From, int Reviewed, int There);

/// <param name="RightNow">How many of the reviewed pictures the present limit decides right.</param>
/// <param name="RightThen">How many <paramref name="Limit"/> would.</param>
internal sealed record LimitSuggestion(double Limit, int Reviewed, int RightNow, int RightThen)
{
    /// <summary>What it would have changed last week; null until that was looked up.</summary>
    public LimitEffect? LastWeek { get; init; }
}
