using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Sightings;

/// <summary>What the gate saw.</summary>
/// <param name="Area">Share of the picture that changed, 0–1.</param>
/// <param name="Box">x, y, width, height of everything that moved, as shares of the frame, 0–1.</param>
/// <param name="PersistMs">For how long it had been there.</param>
/// <param name="Regions">How many things moved.</param>
/// <param name="Plume">Share of the picture that was explained as vapour, 0–1.</param>
internal sealed record MotionEvidence(double Area, IReadOnlyList<double> Box, double PersistMs, int Regions, double Plume)
{
    /// <summary>The gate's result in shares of a frame of <paramref name="width"/> × <paramref name="height"/> pixels.</summary>
    public static MotionEvidence From(MotionResult motion, int width, int height)
    {
        PixelRect boxInFrame = default;
        foreach (PixelRect region in motion.Regions)
            boxInFrame = boxInFrame.Union(region);

        return new MotionEvidence(motion.Changed, boxInFrame.ToShares(width, height), motion.Persistence.TotalMilliseconds, motion.Regions.Length, motion.Plume);
    }
}

/// <summary>Where the model looked.</summary>
/// <param name="Method"><c>gradcam</c> …</param>
/// <param name="View">What the network was shown: <c>frame</c>, or <c>region</c>.</param>
/// <param name="Layer">The activation that was explained.</param>
/// <param name="Grid">Columns and rows of the map.</param>
/// <param name="Label">The label that was explained.</param>
/// <param name="Peak">x, y of the map's maximum as shares of the frame, 0–1; beyond that where the network was shown a border and looked there.</param>
/// <param name="InMotion">Share of the evidence that lies on what moved, 0–1; null where nothing is known to have moved.</param>
/// <param name="Spread">Share of the map that holds the evidence, 0–1: small is a spot, 1 is everywhere.</param>
internal sealed record ExplainEvidence(
    string Method, string View, string Layer, IReadOnlyList<int> Grid, string Label, IReadOnlyList<double> Peak, double? InMotion, double Spread)
{
    /// <summary>The other label of a contrast; null for a label by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Against { get; init; }

    /// <summary>
    /// False where the gradient was measured channel by channel instead of being derived, or where the self-check doubts it; null in records of versions
    /// that did not say.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Exact { get; init; }

    /// <summary><see cref="InMotion"/> over the share of the view that moved: 1 is chance. Null where nothing is known to have moved in view.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Lift { get; init; }

    /// <summary>The map's largest and smallest value, in units of the logit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Strongest { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Weakest { get; init; }

    /// <summary>Share of the logit that the layer accounts for; biases pull either way, so that it may lie beyond 0–1. Null where it was not computed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Explained { get; init; }

    /// <summary>Median relative error of the gradient against differences through the model's own operators, with four digits that count; null where nothing was checked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(FourDigits))]
    public double? Check { get; init; }

    /// <summary>The record of an explanation.</summary>
    /// <param name="agreement">Of the same explanation.</param>
    /// <param name="frameWidth">Pixels.</param>
    /// <param name="frameHeight">Pixels.</param>
    public static ExplainEvidence From(Explanation explanation, Agreement agreement, int frameWidth, int frameHeight)
    {
        (double x, double y) = explanation.Peak;
        return new ExplainEvidence(
            CamMethods.WordOf(explanation.Method), agreement.View == SeenView.Frame ? "frame" : "region", explanation.Layer,
            [explanation.Width, explanation.Height], explanation.Label, [x / frameWidth, y / frameHeight], agreement.InMotion, explanation.Spread)
        {
            Against = explanation.Against,
            Exact = explanation.IsExact,
            Lift = agreement.Lift,
            Strongest = explanation.Strongest,
            Weakest = explanation.Weakest,
            Explained = explanation.Completeness?.Share,
            Check = explanation.SelfCheckError,
        };
    }
}

/// <summary>Small errors: four decimals would show them as 0.</summary>
internal sealed class FourDigits : JsonConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.Null ? null : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
    {
        if (value is double number)
            writer.WriteNumberValue(double.Parse(number.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        else
            writer.WriteNullValue();
    }
}

/// <summary>The kept picture, so that picture and record provably belong together.</summary>
/// <param name="Sha256">Of the clean picture's bytes, 64 hexadecimal digits.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
internal sealed record ImageEvidence(string Sha256, int Width, int Height)
{
    /// <summary>Where the clean picture can be fetched for a month; left out where <c>Web.PublicUrl</c> is not set.</summary>
    [JsonPropertyOrder(-2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>The same for the panels; left out also where nothing was explained.</summary>
    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OverlayUrl { get; init; }
}

/// <summary>Where the pictures of a detection can be fetched.</summary>
internal readonly record struct PictureUrls(string Clean, string Panels);

/// <summary>Which model spoke.</summary>
/// <param name="Sha256">Of the model file, 64 hexadecimal digits.</param>
internal sealed record ModelIdentity(string Name, string Version, string Sha256)
{
    public static ModelIdentity Of(ModelCard card) => new(card.Name, card.Version, card.Sha256);
}

/// <summary>Where the time went, in milliseconds.</summary>
/// <param name="Explain">Null where nothing was explained.</param>
/// <param name="FrameToPublish">From the capture to the making of this record, after which only the store and the broker come.</param>
internal sealed record DetectionTiming(double Gate, double Queue, double Infer, double? Explain, double FrameToPublish);
