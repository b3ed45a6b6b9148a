using System.Text.Json;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Machine;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Web.Api;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor;

/// <summary>How the service is, for the page, when it asks. Any thread may call.</summary>
/// <param name="directory">Of the store.</param>
internal sealed class SystemLook(
    BirbCamOptions options, string directory, ModelCard card, Camera camera, FramePipeline pipeline, PipelineMetrics metrics, SightingStore store, Retention retention,
    MqttPublisher? publisher, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly MachineGauges _gauges = new(time);
    private readonly long _began = time.GetTimestamp();

    /// <exception cref="StoreException">The database cannot be read.</exception>
    public SystemState Look()
    {
        MachineHealth health;
        lock (_gate)
            health = _gauges.Look();

        CameraStatus status = camera.Status;
        (NodeState state, string? reason) = StatusReporter.Condition(status, pipeline.IsSettling, pipeline.Trouble);
        return new SystemState(
            options.Node, Composition.Version, JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()), reason, status.Since, (long)time.GetElapsedTime(_began).TotalSeconds,
            CameraUri.Parse(options.Camera.Uri).ToString(), $"{card.Name} {card.Version}",
            publisher is null ? "none" : publisher.IsOnline ? "online" : "offline",
            Enum.GetValues<MotionVerdict>().Where(verdict => metrics.FramesWith(verdict) > 0).ToDictionary(verdict => verdict.ToSnakeCase(), metrics.FramesWith),
            camera.Counts.Delivered, metrics.Frames, metrics.Classified, metrics.Explained, pipeline.Dropped, metrics.NotStored,
            publisher is null ? null : store.CountUnpublished(),
            metrics.Infer.Percentile(50), metrics.Infer.Percentile(95), metrics.FrameToPublish.Percentile(95),
            Math.Round(health.CpuPercent, 1), health.ResidentMegabytes, health.CpuCelsius, health.Throttling?.Now, health.ClockSynced,
            Volume.FreeMegabytes(directory), retention.UsedMegabytes);
    }
}
