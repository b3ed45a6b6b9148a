using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Onnx.TfLite;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Cli.Models;

/// <summary>The card of an imported model: what the file says, and plainly what it does not.</summary>
internal static class ImportedCard
{
    /// <summary>From which probability a label counts, until somebody has measured a better one.</summary>
    private const double Threshold = 0.5;

    /// <summary>
    /// Hobbyists' networks learnt photographs that a bird fills, and know nothing of a frame with a bird in its corner: so only the crop counts where
    /// something moved. A narrower one does little for the name (16 crops of sparrows: 11 named by Google's birds model at 1.5 as at 3, with 0.68 on
    /// average instead of 0.62), and leaves nothing beside the bird that evidence could lie on.
    /// </summary>
    private const double Context = 3;

    /// <summary>Decimals of the known answer: a tenth of its tolerance, so that machines that round otherwise write the same card.</summary>
    private const int Decimals = 4;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="name">Of the model.</param>
    /// <param name="source">Name of the file that was imported.</param>
    /// <param name="sourceSha256">Of that file.</param>
    /// <param name="sha256">Of the ONNX model.</param>
    /// <param name="logits">What comes out for the ramp.</param>
    public static byte[] Write(string name, string source, string sourceSha256, string sha256, ImportedClassifier model, ModelInput input, LabelMap labels, float[] logits)
    {
        var card = new JsonObject
        {
            ["schema"] = ModelCard.CurrentSchema,
            ["name"] = name,
            ["version"] = "1",
            ["sha256"] = sha256,
            ["labels"] = List(labels.Labels),
            ["activation"] = model.FinalActivation == "Sigmoid" ? "sigmoid" : "softmax",
            ["input"] = new JsonObject
            {
                ["name"] = input.Name,
                ["width"] = input.Width,
                ["height"] = input.Height,
                ["resize"] = "stretch",
                ["colour"] = "rgb",
                ["scale"] = input.Scale,
                ["mean"] = List(input.Mean),
                ["std"] = List(input.Std),
            },
            ["output"] = new JsonObject { ["name"] = model.Output, ["is"] = model.FinalActivation is null ? "logits" : "probabilities" },
            ["map"] = labels.IsPlain ? null : Map(labels),
            ["views"] = new JsonObject
            {
                ["frame"] = new JsonObject { ["weight"] = 0 },
                ["region"] = new JsonObject { ["weight"] = 1, ["context"] = Context },
                ["fuse"] = "mean_logit",
            },
            ["thresholds"] = new JsonObject(labels.Labels.Select(label => KeyValuePair.Create(label, (JsonNode?)Threshold))),
            ["calibration"] = new JsonObject { ["temperature"] = 1 },
            ["explain"] = new JsonObject { ["layer"] = "auto", ["method"] = "gradcam" },
            ["golden"] = new JsonObject
            {
                ["input"] = "ramp",
                ["logits"] = List(logits.Select(logit => Math.Round((double)logit, Decimals))),
                ["tolerance"] = 0.001,
            },
            ["measured"] = new JsonObject { ["note"] = "not measured here: the thresholds are a guess, and the probabilities are not calibrated" },
            ["training"] = new JsonObject
            {
                ["sources"] = new JsonArray(new JsonObject
                {
                    ["what"] = $"imported from {source}, a TFLite model",
                    ["sha256"] = sourceSha256,
                    ["licence"] = "unknown: it is not in the file",
                }),
            },
        };
        return JsonSerializer.SerializeToUtf8Bytes(card, Indented);
    }

    private static JsonObject Map(LabelMap labels) => new(labels.OfClasses.Index()
        .Where(entry => entry.Item is not null)
        .Select(entry => KeyValuePair.Create(entry.Index.ToString(System.Globalization.CultureInfo.InvariantCulture), (JsonNode?)entry.Item)));

    private static JsonArray List<T>(IEnumerable<T> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
