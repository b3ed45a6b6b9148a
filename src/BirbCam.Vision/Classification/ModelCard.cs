using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Onnx;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Vision.Classification;

/// <summary>
/// The JSON beside every model (<c>balcony.onnx</c> ↔ <c>balcony.json</c>): what goes in, what comes out, and what is known about it.
/// Unknown keys are errors; whoever holds a card may trust it.
/// </summary>
public sealed record ModelCard
{
    public const string CurrentSchema = "birbcam.model/1";

    /// <summary>What a class is mapped to when it is no label that is published.</summary>
    public const string None = "none";

    /// <summary>"white-crowned sparrow" has 21. A label is drawn, published and spoken; a longer one is a mistake or an attack.</summary>
    public const int MaxLabelLength = 64;

    public required string Schema { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Of the model file, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What is published, in the order of the network's classes unless <see cref="Map"/> says otherwise.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    public required ModelActivation Activation { get; init; }

    public required ModelInput Input { get; init; }

    public required ModelOutput Output { get; init; }

    /// <summary>Class index → published label or <c>none</c>; null where class i is label i.</summary>
    public ImmutableDictionary<string, string>? Map { get; init; }

    public ModelViews Views { get; init; } = new();

    /// <summary>Label → the calibrated probability, 0–1, from which it counts.</summary>
    public required ImmutableDictionary<string, double> Thresholds { get; init; }

    public ModelCalibration Calibration { get; init; } = new();

    public ModelExplain Explain { get; init; } = new();

    public ModelGolden? Golden { get; init; }

    public JsonElement? Measured { get; init; }

    public JsonElement? Training { get; init; }

    /// <summary>Where the card of a model lies.</summary>
    public static string PathBeside(string modelPath) => Path.ChangeExtension(modelPath, ".json");

    /// <exception cref="ModelException">Missing, unreadable, not JSON, an unknown or missing key, or a value out of bounds.</exception>
    public static ModelCard Read(string path)
    {
        ModelCard? card;
        try
        {
            if (PlainFile.IsEmpty(path))
                throw new ModelException($"{path} is empty, or no plain file: every model needs its card beside it");
            card = JsonSerializer.Deserialize<ModelCard>(File.ReadAllBytes(path), ModelCardJson.Options);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"{path} is missing: every model needs its card beside it");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
        catch (JsonException wrong)
        {
            throw new ModelException($"{path}: {OneLine(wrong)}", wrong);
        }

        string? fault = card is null ? "the card is empty" : ModelCardRules.FaultOf(card);
        return fault is null ? card! : throw new ModelException($"{path}: {fault}");
    }

    /// <summary>The published label of each network class, or null for <c>none</c>.</summary>
    /// <param name="classCount">How many classes the network has.</param>
    /// <exception cref="ModelException">The model has another number of classes than the card explains, or none for one of the labels.</exception>
    public ImmutableArray<string?> LabelsOfClasses(int classCount)
    {
        if (Map is null)
        {
            return Labels.Length == classCount
                ? Labels.CastArray<string?>()
                : throw new ModelException($"the card has {Labels.Length} labels and the model {classCount} classes: list one label a class, or give a map");
        }

        string?[] labels = new string?[classCount];
        foreach ((string index, string label) in Map)
        {
            int i = int.Parse(index, CultureInfo.InvariantCulture);
            if (i >= classCount)
                throw new ModelException($"the card maps class {i}, and the model has only {classCount} classes");
            labels[i] = label == None ? null : label;
        }

        return Labels.FirstOrDefault(label => !labels.Contains(label)) is string orphan
            ? throw new ModelException($"the card maps no class to '{orphan}': it could never be seen")
            : [.. labels];
    }

    private static string OneLine(JsonException wrong)
    {
        // The serializer appends " Path: $.x | LineNumber: …", which people read more easily before and after the sentence.
        string message = wrong.Message;
        string key = wrong.Path is ['$', '.', .. string name] ? $"{name}: " : "";
        string line = wrong.LineNumber is long number ? string.Create(CultureInfo.InvariantCulture, $" (line {number + 1})") : "";
        int path = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return key + (path < 0 ? message : message[..path]).Replace("BirbCam.Vision.Classification.", "", StringComparison.Ordinal) + line;
    }
}

public enum ModelActivation
{
    /// <summary>Several labels at once.</summary>
    Sigmoid,

    /// <summary>Exactly one class.</summary>
    Softmax,
}

public enum ResizeRule
{
    /// <summary>The view is stretched onto the input, whatever its aspect.</summary>
    Stretch,

    /// <summary>The middle of the view, in the input's aspect.</summary>
    Crop,

    /// <summary>The whole view with bars around it.</summary>
    Pad,
}

public enum ColourOrder
{
    Rgb,
    Bgr,
}

public enum TensorLayout
{
    Nchw,
    Nhwc,
}

public enum OutputKind
{
    Logits,
    Probabilities,
}

/// <summary>The network's input: pixel value v → (v·Scale − Mean) / Std.</summary>
public sealed record ModelInput
{
    public required string Name { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public ResizeRule Resize { get; init; }

    public ColourOrder Colour { get; init; }

    public TensorLayout Layout { get; init; }

    public double Scale { get; init; } = 1.0 / 255;

    public ImmutableArray<double> Mean { get; init; } = [0, 0, 0];

    public ImmutableArray<double> Std { get; init; } = [1, 1, 1];

    /// <summary>The tensor's four dimensions, batch first.</summary>
    [JsonIgnore]
    public int[] Shape => Layout == TensorLayout.Nchw ? [1, 3, Height, Width] : [1, Height, Width, 3];
}

public sealed record ModelOutput
{
    public required string Name { get; init; }

    public OutputKind Is { get; init; }
}

/// <summary>Which parts of a frame are looked at, and how much each counts.</summary>
public sealed record ModelViews
{
    public ModelFrameView Frame { get; init; } = new();

    public ModelRegionView? Region { get; init; }

    public string Fuse { get; init; } = "mean_logit";
}

public sealed record ModelFrameView
{
    public double Weight { get; init; } = 1;
}

public sealed record ModelRegionView
{
    public double Weight { get; init; } = 1;

    /// <summary>The crop around what moved is the region's box grown by this factor.</summary>
    public double Context { get; init; } = 3;

    /// <summary>How far a small crop may be enlarged: it covers at least the input's size divided by this, in frame pixels.</summary>
    public double Enlarge { get; init; } = 1;
}

public sealed record ModelCalibration
{
    /// <summary>Logits are divided by it before sigmoid or softmax (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017).</summary>
    public double Temperature { get; init; } = 1;
}

public sealed record ModelExplain
{
    /// <summary><c>auto</c>, or the name of a tensor.</summary>
    public string Layer { get; init; } = "auto";

    /// <summary>Null for the one that suits the layer.</summary>
    public CamMethod? Method { get; init; }

    /// <summary>
    /// A label of whose evidence a smaller share than this, 0–1, lies on what moved, is taken for a mistake about the background; null where nobody has
    /// measured what would be right for the model: then nothing is rejected.
    /// </summary>
    public double? LeastInMotion { get; init; }
}

/// <summary>A known answer, checked at every start.</summary>
public sealed record ModelGolden
{
    /// <summary><c>ramp</c>: element i of the input tensor is (i mod 251) / 251.</summary>
    public string Input { get; init; } = "ramp";

    public required ImmutableArray<float> Logits { get; init; }

    public double Tolerance { get; init; } = 0.001;
}
