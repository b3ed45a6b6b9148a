using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Monitor.Explanations;

/// <summary>
/// <c>NAME.manifest.json</c>: what was explained of one picture, and which files belong to it. It is written last: where it is, they are whole. Keys in
/// snake case; what is not known is left out.
/// </summary>
internal sealed record ExplanationManifest
{
    public const string CurrentSchema = "birbcam.explanation/1";

    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    public string Schema { get; init; } = CurrentSchema;

    public required ModelIdentity Model { get; init; }

    public required FrameSize Frame { get; init; }

    public required Decision Decision { get; init; }

    /// <summary>What was accepted, most probable first; where nothing was, the best candidates.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Calibrated probability 0–1 of every label of the model.</summary>
    public required IReadOnlyDictionary<string, double> Scores { get; init; }

    /// <summary>The limits that the scores were held against.</summary>
    public required IReadOnlyDictionary<string, double> Thresholds { get; init; }

    public required double Confidence { get; init; }

    public required double NoneScore { get; init; }

    /// <summary>The clean picture.</summary>
    public required BundleFile Picture { get; init; }

    /// <summary>True where that is the file which was explained, and not a copy that the bundle may replace.</summary>
    public bool? IsPictureTheSource { get; init; }

    public required IReadOnlyList<ManifestExplanation> Explanations { get; init; }

    /// <summary>UTF-8.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Form);

    /// <summary>The manifest in these bytes; null where they are none of this schema.</summary>
    public static ExplanationManifest? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<ExplanationManifest>(json, Form) is { Schema: CurrentSchema } manifest ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Pixels.</summary>
internal sealed record FrameSize(int Width, int Height);

/// <param name="File">Its name, in the manifest's folder.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
internal sealed record BundleFile(string File, string Sha256);

/// <summary>One label's, or one contrast's, part of the manifest.</summary>
internal sealed record ManifestExplanation
{
    public required string Label { get; init; }

    /// <summary>The other label of a contrast.</summary>
    public string? Against { get; init; }

    /// <summary>True where the map shows what speaks against the label.</summary>
    public bool? CounterEvidence { get; init; }

    public required string Method { get; init; }

    public required string Layer { get; init; }

    /// <summary>False where the gradient was measured channel by channel instead of being derived, or where the self-check doubts it.</summary>
    public required bool Exact { get; init; }

    /// <summary><c>frame</c>, or <c>region</c>: what the network was shown.</summary>
    public required string View { get; init; }

    /// <summary>Where the map lies: x, y, width, height in frame pixels, with fractions; a letterbox reaches beyond the frame.</summary>
    public required IReadOnlyList<double> ViewBox { get; init; }

    /// <summary>Columns and rows of the map.</summary>
    public required IReadOnlyList<int> Grid { get; init; }

    /// <summary>x, y of the map's maximum as shares of the frame.</summary>
    public required IReadOnlyList<double> Peak { get; init; }

    public required double Spread { get; init; }

    public required double Strongest { get; init; }

    public required double Weakest { get; init; }

    /// <summary>Share of what speaks against the label.</summary>
    public double? CounterShare { get; init; }

    /// <summary>Share of the evidence that lies on what moved.</summary>
    public double? InMotion { get; init; }

    /// <summary><see cref="InMotion"/> over the share of the view that moved: 1 is chance.</summary>
    public double? Lift { get; init; }

    /// <summary>Why there is no <see cref="InMotion"/>: <c>nothing_moved</c>, <c>no_evidence</c>, <c>crop_too_tight</c>.</summary>
    public string? NoAgreement { get; init; }

    /// <summary>The zone that holds most of the evidence beside what moved.</summary>
    public string? RestIn { get; init; }

    /// <summary>Share of the logit that the layer accounts for.</summary>
    public double? Explained { get; init; }

    /// <summary>Median relative error of the gradient against differences through the model's own operators.</summary>
    public double? Check { get; init; }

    /// <summary>The same in words.</summary>
    public required string Text { get; init; }

    /// <summary>The drawing.</summary>
    public required BundleFile Drawing { get; init; }

    /// <summary>The raw map: a numpy array [rows, columns] of float32.</summary>
    public required BundleFile Map { get; init; }

    public static ManifestExplanation Of(Explanation explanation, Agreement agreement, FrameSize frame, BundleFile drawing, BundleFile map)
    {
        (double x, double y) = explanation.Peak;
        return new ManifestExplanation
        {
            Label = explanation.Label,
            Against = explanation.Against,
            CounterEvidence = explanation.IsCounterEvidence ? true : null,
            Method = CamMethods.WordOf(explanation.Method),
            Layer = explanation.Layer,
            Exact = explanation.IsExact,
            View = agreement.View == SeenView.Frame ? "frame" : "region",
            ViewBox = [explanation.View.X, explanation.View.Y, explanation.View.Width, explanation.View.Height],
            Grid = [explanation.Width, explanation.Height],
            Peak = [x / frame.Width, y / frame.Height],
            Spread = explanation.Spread,
            Strongest = explanation.Strongest,
            Weakest = explanation.Weakest,
            CounterShare = explanation.CounterShare,
            InMotion = agreement.InMotion,
            Lift = agreement.Lift,
            NoAgreement = agreement.Gap is AgreementGap gap ? JsonNamingPolicy.SnakeCaseLower.ConvertName(gap.ToString()) : null,
            RestIn = agreement.RestIn,
            Explained = explanation.Completeness?.Share,
            Check = explanation.SelfCheckError is double error && double.IsFinite(error) ? error : null,
            Text = ExplanationText.Evidence(explanation, agreement),
            Drawing = drawing,
            Map = map,
        };
    }
}
