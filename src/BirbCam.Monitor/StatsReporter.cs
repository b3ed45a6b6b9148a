using System.Collections.Immutable;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Machine;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor;

/// <summary>Says once a minute on the topic <c>stats</c> how much was seen, how fast, and how the machine is.</summary>
/// <param name="directory">Of the store.</param>
internal sealed partial class StatsReporter(
    Camera camera, FramePipeline pipeline, PipelineMetrics metrics, SightingStore store, Retention retention, string directory, MqttPublisher publisher, TimeProvider time,
    ILogger<StatsReporter> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly MachineGauges _gauges = new(time);
    private readonly SlidingCount<Totals> _minute = new(1), _hour = new(60), _day = new(24 * 60);
    private readonly long _began = time.GetTimestamp();

    /// <summary>The first one comes soon, since a minute is long for somebody who has just installed it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _minute.Slide(default);
        _hour.Slide(default);
        _day.Slide(default);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(5), time, stop);
            using var timer = new PeriodicTimer(Every, time);
            do
                Report();
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped between two reports.
        }
    }

    private void Report()
    {
        try
        {
            publisher.SetStats(Look().ToPayload());
        }
        catch (Exception unreadable) when (unreadable is StoreException or IOException)
        {
            LogUnreadable(unreadable.Message);
        }
    }

    private NodeStats Look()
    {
        MachineHealth health = _gauges.Look();
        TimeSpan uptime = time.GetElapsedTime(_began);
        var now = new Totals(
            uptime, camera.Counts.Delivered, metrics.Frames, metrics.Classified, pipeline.Dropped,
            [.. Enum.GetValues<MotionVerdict>().Select(metrics.FramesWith)], health.WrittenBytes ?? 0);
        Totals minute = _minute.Slide(now), hour = _hour.Slide(now), day = _day.Slide(now);
        double seconds = Math.Max((uptime - minute.At).TotalSeconds, 1);
        return new NodeStats(
            "birbcam.stats/1",
            new FpsStats((now.Captured - minute.Captured) / seconds, (now.Judged - minute.Judged) / seconds, (now.Classified - minute.Classified) / seconds),
            GateOf(now, hour),
            new LatencyStats(metrics.Infer.Percentile(50), metrics.Infer.Percentile(95), metrics.FrameToPublish.Percentile(95)),
            new QueueStats(pipeline.Waiting, now.Dropped - hour.Dropped),
            store.CountUnpublished(),
            retention.GivenUp,
            Math.Round(health.CpuPercent, 1),
            health.ResidentMegabytes,
            health.CpuCelsius,
            health.Throttling is Throttling throttling ? new ThrottledStats(throttling.Now, throttling.SinceBoot, throttling.Raw) : null,
            new DiskStats(Volume.FreeMegabytes(directory), retention.UsedMegabytes, health.WrittenBytes is null ? null : (now.Written - day.Written) >> 20),
            health.ClockSynced,
            (long)uptime.TotalSeconds);
    }

    private static ImmutableSortedDictionary<string, long> GateOf(Totals now, Totals hour)
    {
        ImmutableSortedDictionary<string, long>.Builder frames = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        frames["frames"] = now.Judged - hour.Judged;
        foreach (MotionVerdict verdict in Enum.GetValues<MotionVerdict>())
            frames[verdict.ToSnakeCase()] = now.Of(verdict) - hour.Of(verdict);

        return frames.ToImmutable();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No statistics, trying again: {Reason}")]
    private partial void LogUnreadable(string reason);

    /// <summary>Since the start.</summary>
    private readonly record struct Totals(TimeSpan At, long Captured, long Judged, long Classified, long Dropped, ImmutableArray<long> Verdicts, long Written)
    {
        public long Of(MotionVerdict verdict) => Verdicts.IsDefault ? 0 : Verdicts[(int)verdict];
    }
}
