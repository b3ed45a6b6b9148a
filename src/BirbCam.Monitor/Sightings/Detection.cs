using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Sightings;

/// <summary>
/// One frame's answer with all its evidence: the record that is stored, published on <c>detections</c> and kept beside the picture.
/// The pipeline makes it; what is marked as stamped is filled in by the store and left alone by everybody else.
/// The order of the properties is the order of the payload.
/// </summary>
internal sealed record Detection
{
    public string Schema { get; } = "birbcam.detection/1";

    /// <summary>Stamped: counts the detections of one run of the program from 1, so that a subscriber can see a loss.</summary>
    public long Seq { get; init; }

    /// <summary>Stamped: names the run of the program.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Version 7 with the time of the frame: <c>Guid.CreateVersion7(capturedAt)</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>Stamped: 1, and one more with each correction.</summary>
    public int Revision { get; init; }

    /// <summary>Stamped: the sighting of the first label; null where no label is seen (none, unknown, abstained, rejected_background).</summary>
    public Guid? SightingId { get; init; }

    /// <summary>The node's name.</summary>
    public required string Camera { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset CapturedAt { get; init; }

    /// <summary>Stamped: <see cref="CapturedAt"/> on the wall clock of the camera's place, with its offset.</summary>
    public DateTimeOffset LocalTime { get; init; }

    public required Decision Decision { get; init; }

    /// <summary>What was accepted, most probable first; where nothing was accepted, the best candidates.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Calibrated probability 0–1 of every label of the model.</summary>
    public required IReadOnlyDictionary<string, double> Scores { get; init; }

    /// <summary>The limits that the scores were held against.</summary>
    public required IReadOnlyDictionary<string, double> Thresholds { get; init; }

    /// <summary>0–1: the least over the accepted labels, or 1 − max for <see cref="Decision.None"/> and <see cref="Decision.Unknown"/>.</summary>
    public required double Confidence { get; init; }

    /// <summary>0–1: how sure the model is that nothing it knows is there.</summary>
    public required double NoneScore { get; init; }

    public required bool NeedsReview { get; init; }

    /// <summary>Why a person should look, in snake case: <c>low_confidence</c>, <c>attention_off_motion</c> …</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The same in one sentence for a person.</summary>
    public required string Text { get; init; }

    /// <summary>What a person says of it; null until somebody has. It changes nothing of what the model said.</summary>
    public Review? Review { get; init; }

    /// <summary>Null where no gate looked at the frame.</summary>
    public required MotionEvidence? Motion { get; init; }

    /// <summary>Null where the detection was not explained.</summary>
    public required ExplainEvidence? Explain { get; init; }

    /// <summary>Null where no picture was kept.</summary>
    public required ImageEvidence? Image { get; init; }

    public required ModelIdentity Model { get; init; }

    /// <summary>Stamped: one of the labels was accepted for the first time since the store began; what a person has given to somebody else or to nobody was no time.</summary>
    public bool FirstEver { get; init; }

    /// <summary>Stamped: one of the labels was accepted for the first time on this local day.</summary>
    public bool FirstOfDay { get; init; }

    /// <summary>Stamped: accepted sightings of the first label on this local day, this one included.</summary>
    public int CountToday { get; init; }

    public required DetectionTiming TimingMs { get; init; }
}

/// <summary>What was made of a frame's scores; in snake case outside.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Decision>))]
internal enum Decision
{
    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>The best label stays under its limit.</summary>
    [JsonStringEnumMemberName("low_confidence")]
    LowConfidence,

    /// <summary>Nothing that the model knows.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Something is there, and it is none of the labels.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Two views of it are each certain, of different labels.</summary>
    [JsonStringEnumMemberName("abstained")]
    Abstained,

    /// <summary>The evidence lies on the background.</summary>
    [JsonStringEnumMemberName("rejected_background")]
    RejectedBackground,
}

internal static class Decisions
{
    /// <summary>A reason of <see cref="ReasonsOf"/>: the evidence lies beside what moved.</summary>
    public const string OffMotion = "attention_off_motion";

    /// <summary>What follows from a model's answer alone.</summary>
    public static Decision Of(Classification answer) => answer.Outcome switch
    {
        Outcome.Certain => Decision.Accepted,
        Outcome.Unsure => Decision.LowConfidence,
        Outcome.Abstained => Decision.Abstained,
        Outcome.Unknown => Decision.Unknown,
        _ => Decision.None,
    };

    /// <summary>What follows from the answer and from where its evidence lies.</summary>
    /// <param name="leastInMotion">The card's limit; null for none.</param>
    /// <param name="inMotion">Share of the evidence that lies on what moved, 0–1; null where it is not known.</param>
    public static Decision Of(Classification answer, double? leastInMotion, double? inMotion)
        => Of(answer) is Decision decision && decision == Decision.Accepted && inMotion < leastInMotion ? Decision.RejectedBackground : decision;

    /// <summary>Why a person should look at it, in snake case; empty where nobody need.</summary>
    public static IReadOnlyList<string> ReasonsOf(Decision decision, double? leastInMotion, double? inMotion)
    {
        var reasons = new List<string>();
        if (decision is Decision.LowConfidence or Decision.Abstained or Decision.Unknown)
            reasons.Add(WordOf(decision));
        if (decision is Decision.LowConfidence or Decision.Abstained or Decision.RejectedBackground && inMotion < leastInMotion)
            reasons.Add(OffMotion);
        return reasons;
    }

    /// <summary>As the payloads have it: <c>low_confidence</c>.</summary>
    public static string WordOf(Decision decision) => JsonSerializer.SerializeToElement(decision).GetString()!;
}

/// <summary>A detection as the store took it.</summary>
/// <param name="Detection">With everything that the store stamps.</param>
/// <param name="Payload">The same as JSON, byte for byte what is published.</param>
/// <param name="Changed">The sightings that it ended, began and extended, in this order.</param>
internal sealed record StoredDetection(Detection Detection, string Payload, IReadOnlyList<Sighting> Changed);
