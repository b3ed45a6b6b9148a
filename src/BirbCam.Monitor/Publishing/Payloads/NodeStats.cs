using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Publishing.Payloads;

/// <summary>The payload of <c>stats</c>. What the machine does not tell is null.</summary>
/// <param name="Schema">birbcam.stats/1.</param>
/// <param name="Fps">Over the last minute.</param>
/// <param name="Gate1h">Frames of the last hour by the gate's verdict, <c>frames</c> being all of them.</param>
/// <param name="Outbox">Records that the broker has not had.</param>
/// <param name="OutboxGivenUp">Records that were too many or too old to be sent, since the start.</param>
/// <param name="CpuPercent">Of one core, by this program.</param>
/// <param name="ClockSynced">Whether the machine's clock is.</param>
internal sealed record NodeStats(
    string Schema,
    FpsStats Fps,
    [property: JsonPropertyName("gate_1h")] IReadOnlyDictionary<string, long> Gate1h,
    LatencyStats LatencyMs,
    QueueStats Queue,
    int Outbox,
    long OutboxGivenUp,
    double CpuPercent,
    long RssMb,
    double? CpuTempC,
    ThrottledStats? Throttled,
    DiskStats Disk,
    bool? ClockSynced,
    long UptimeS)
{
    private static readonly NodeStatsContext Context = new(RecordJson.Options());

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, Context.NodeStats);
}

/// <summary>A second: images of the camera, frames through the gate, classifications.</summary>
internal sealed record FpsStats(double Capture, double Gate, double Infer);

/// <summary>Of the last detections, in milliseconds; null before the first.</summary>
internal sealed record LatencyStats(double? InferP50, double? InferP95, double? FrameToPublishP95);

/// <summary>Frames that wait for the gate or the classifier, and those that were too late for it.</summary>
internal sealed record QueueStats(int Depth, [property: JsonPropertyName("dropped_1h")] long Dropped1h);

/// <summary>As the firmware of a Raspberry Pi says.</summary>
internal sealed record ThrottledStats(bool Now, bool SinceBoot, string Raw);

/// <summary>Of the volume on which pictures and database lie, and what this program wrote.</summary>
internal sealed record DiskStats(long FreeMb, long UsedMb, [property: JsonPropertyName("written_mb_24h")] long? WrittenMb24h);

[JsonSerializable(typeof(NodeStats))]
internal sealed partial class NodeStatsContext : JsonSerializerContext;
