using System.Globalization;

namespace BirbCam.Vision.Classification;

/// <summary>What a card must hold beyond its form.</summary>
internal static class ModelCardRules
{
    /// <summary>Larger inputs are no classifier's: four times 1024².</summary>
    private const int MaxSide = 2048;

    /// <summary>The first thing that is wrong, as a sentence; null where all is well.</summary>
    public static string? FaultOf(ModelCard card)
    {
        if (card.Schema != ModelCard.CurrentSchema)
            return $"schema '{card.Schema}' is not {ModelCard.CurrentSchema}";
        if (card.Labels.IsDefaultOrEmpty || card.Labels.Any(string.IsNullOrWhiteSpace) || card.Labels.Distinct().Count() != card.Labels.Length)
            return "labels: give at least one, each once, none empty";
        if (card.Labels.Contains(ModelCard.None))
            return $"labels: '{ModelCard.None}' is the word for no label at all";
        if (card.Labels.Any(label => label.Length > ModelCard.MaxLabelLength || label.Any(char.IsControl)))
            return $"labels: at most {ModelCard.MaxLabelLength} characters each, and no control characters";
        if (card.Sha256.Length != 64 || !card.Sha256.All(char.IsAsciiHexDigitLower))
            return "sha256: give the 64 lower-case hexadecimal digits of the model file's SHA-256";

        return InputFault(card.Input) ?? MapFault(card) ?? ThresholdFault(card) ?? ViewFault(card.Views) ?? GoldenFault(card.Golden)
            ?? (card.Explain.LeastInMotion is null or (>= 0 and < 1) ? null : "explain.leastInMotion must lie between 0 and 1")
            ?? (card.Calibration.Temperature is > 0.01 and < 100 ? null : "calibration.temperature must lie between 0.01 and 100");
    }

    private static string? InputFault(ModelInput input)
    {
        if (input.Width is < 8 or > MaxSide || input.Height is < 8 or > MaxSide)
            return $"input.width and input.height must lie between 8 and {MaxSide}";
        if (input.Mean.Length != 3 || input.Std.Length != 3)
            return "input.mean and input.std need three numbers each";
        return input.Std.All(s => s > 0 && double.IsFinite(s)) && input.Mean.All(double.IsFinite) && double.IsFinite(input.Scale)
            ? null
            : "input: scale, mean and std must be finite, and std above 0";
    }

    private static string? MapFault(ModelCard card)
    {
        foreach ((string index, string label) in card.Map ?? [])
        {
            if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                return $"map: '{index}' is not the index of a class";
            if (label != ModelCard.None && !card.Labels.Contains(label))
                return $"map: '{label}' is not among the labels";
        }

        return null;
    }

    private static string? ThresholdFault(ModelCard card)
    {
        foreach (string label in card.Labels)
        {
            if (!card.Thresholds.TryGetValue(label, out double threshold))
                return $"thresholds: '{label}' has none";
            if (threshold is not (> 0 and < 1))
                return $"thresholds: {label} must lie between 0 and 1";
        }

        return card.Thresholds.Keys.Except(card.Labels).FirstOrDefault() is string stranger ? $"thresholds: '{stranger}' is not among the labels" : null;
    }

    private static string? ViewFault(ModelViews views)
    {
        double region = views.Region?.Weight ?? 0;
        if (views.Frame.Weight is not (>= 0 and <= 1000) || region is not (>= 0 and <= 1000) || views.Frame.Weight + region <= 0)
            return "views: weights must be 0 or more, and one of them above 0";
        if (views.Region is { Context: not (>= 1 and <= 20) })
            return "views.region.context must lie between 1 and 20";
        if (views.Region is { Enlarge: not (>= 1 and <= 8) })
            return "views.region.enlarge must lie between 1 and 8";
        return views.Fuse == "mean_logit" ? null : $"views.fuse '{views.Fuse}' is not mean_logit";
    }

    private static string? GoldenFault(ModelGolden? golden)
    {
        if (golden is null)
            return null;
        if (golden.Input != "ramp")
            return $"golden.input '{golden.Input}' is not ramp";
        return golden.Logits.IsDefaultOrEmpty || !golden.Logits.All(float.IsFinite) || golden.Tolerance is not (> 0 and < 1)
            ? "golden: give finite logits and a tolerance between 0 and 1"
            : null;
    }
}
