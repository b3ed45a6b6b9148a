using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Publishing.Payloads;

/// <summary>What the node is doing; in snake case outside.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NodeState>))]
internal enum NodeState
{
    [JsonStringEnumMemberName("starting")]
    Starting,

    /// <summary>The background model is too young to be believed.</summary>
    [JsonStringEnumMemberName("settling")]
    Settling,

    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Asleep from dusk to dawn.</summary>
    [JsonStringEnumMemberName("night")]
    Night,

    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>The camera is being opened again.</summary>
    [JsonStringEnumMemberName("camera_error")]
    CameraError,

    /// <summary>Running, with something missing: the reason says what.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    [JsonStringEnumMemberName("stopping")]
    Stopping,
}

/// <summary>The payload of <c>status</c>.</summary>
/// <param name="Schema">birbcam.status/1.</param>
/// <param name="Seq">Counts the statuses of one run of the program from 1.</param>
/// <param name="BootId">Names the run of the program.</param>
/// <param name="Reason">One line for a person, or null.</param>
/// <param name="Since">When the state was entered, UTC.</param>
/// <param name="Version">Of the program.</param>
internal sealed record NodeStatus(string Schema, long Seq, string BootId, NodeState State, string? Reason, DateTimeOffset Since, string Version)
{
    private static readonly NodeStatusContext Context = new(RecordJson.Options());

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, Context.NodeStatus);
}

[JsonSerializable(typeof(NodeStatus))]
internal sealed partial class NodeStatusContext : JsonSerializerContext;
