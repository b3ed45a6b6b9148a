using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Payloads;

namespace BirbCam.Monitor;

/// <summary>Looks once a second at what the service is doing, and says so on the topic <c>status</c>.</summary>
internal sealed class StatusReporter(Camera camera, FramePipeline pipeline, MotionPresence presence, MqttPublisher? publisher, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            presence.Look();
            (NodeState state, string? reason) = Condition(camera.Status, pipeline.IsSettling, pipeline.Trouble);
            publisher?.SetStatus(state, reason);
            publisher?.SetCamera(camera.Status.State == CameraState.Running ? "ON" : "OFF");
        }
        while (await NextAsync(timer, stop));

        publisher?.SetStatus(NodeState.Stopping);
    }

    internal static (NodeState State, string? Reason) Condition(CameraStatus camera, bool isSettling, string? trouble) => camera.State switch
    {
        CameraState.Opening => (NodeState.Starting, camera.Reason),
        CameraState.Reopening => (NodeState.CameraError, camera.Reason),
        CameraState.Night => (NodeState.Night, camera.Reason),
        CameraState.Paused => (NodeState.Paused, camera.Reason),
        CameraState.Ended => (NodeState.Stopping, camera.Reason),
        _ when trouble is not null => (NodeState.Degraded, trouble),
        _ => (isSettling ? NodeState.Settling : NodeState.Running, null),
    };

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
