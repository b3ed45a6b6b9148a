using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Publishing.Payloads;

/// <summary>The payload of <c>event</c>: one for each accepted label, or one that says <c>unknown</c>. Small; the record is on <c>detections</c>.</summary>
/// <param name="EventType">The label, or <see cref="Unknown"/>.</param>
/// <param name="Schema">birbcam.event/1.</param>
/// <param name="Id">Of the detection.</param>
/// <param name="Confidence">Calibrated probability of the label, 0–1; of <see cref="Unknown"/> that of nothing that the model knows.</param>
internal sealed record VisitorEvent(
    string EventType, string Schema, Guid Id, Guid? SightingId, string Camera, DateTimeOffset CapturedAt, double Confidence, bool FirstOfDay, int CountToday)
{
    /// <summary>Somebody came who is none of the labels.</summary>
    public const string Unknown = "unknown";

    private static readonly VisitorEventContext Context = new(RecordJson.Options());

    /// <summary>What a detection tells at once; nothing where nobody came for certain.</summary>
    public static IEnumerable<VisitorEvent> Of(Detection detection) => detection.Decision switch
    {
        Decision.Accepted => detection.Labels.Distinct().Select(label => Of(detection, label, detection.Scores.GetValueOrDefault(label, detection.Confidence))),
        Decision.Unknown => [Of(detection, Unknown, detection.Confidence)],
        _ => [],
    };

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, Context.VisitorEvent);

    private static VisitorEvent Of(Detection detection, string type, double confidence) => new(
        type, "birbcam.event/1", detection.Id, detection.SightingId, detection.Camera, detection.CapturedAt, confidence, detection.FirstOfDay, detection.CountToday);
}

[JsonSerializable(typeof(VisitorEvent))]
internal sealed partial class VisitorEventContext : JsonSerializerContext;
