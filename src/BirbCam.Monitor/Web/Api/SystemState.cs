namespace BirbCam.Monitor.Web.Api;

/// <summary>How the service and the machine are. What the machine does not tell is null.</summary>
/// <param name="State">As on the topic <c>status</c>, with its reason.</param>
/// <param name="Gate">Frames since the start by the gate's verdict, only those that occurred.</param>
/// <param name="Captured">Images of the camera since the start.</param>
/// <param name="Dropped">Frames that were too late for the gate or the classifier.</param>
/// <param name="NotStored">Detections that were lost because the database could not be written.</param>
/// <param name="Unpublished">Records that the broker has not had; null where there is no broker.</param>
/// <param name="CpuPercent">Of one core, by this program.</param>
internal sealed record SystemState(
    string Node, string Version, string State, string? Reason, DateTimeOffset Since, long UptimeS,
    string Camera, string Model, string Broker,
    IReadOnlyDictionary<string, long> Gate, long Captured, long Judged, long Classified, long Explained, long Dropped, long NotStored, int? Unpublished,
    double? InferP50Ms, double? InferP95Ms, double? FrameToPublishP95Ms,
    double CpuPercent, long RssMb, double? CpuTempC, bool? Throttled, bool? ClockSynced, long FreeMb, long PicturesMb);
