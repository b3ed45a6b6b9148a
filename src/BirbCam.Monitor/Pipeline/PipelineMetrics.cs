using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Pipeline;

/// <summary>What the pipeline has counted since it started. Written by its loops, read by anybody.</summary>
internal sealed class PipelineMetrics
{
    private readonly long[] _verdicts = new long[Enum.GetValues<MotionVerdict>().Length];
    private long _frames;
    private long _damaged;
    private long _classified;
    private long _explained;
    private long _notStored;

    /// <summary>Frames that crossed the gate.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Frames whose JPEG could not be decoded.</summary>
    public long Damaged => Volatile.Read(ref _damaged);

    public long Classified => Volatile.Read(ref _classified);

    public long Explained => Volatile.Read(ref _explained);

    /// <summary>Detections that were lost because the database could not be written.</summary>
    public long NotStored => Volatile.Read(ref _notStored);

    /// <summary>What the classifier took.</summary>
    public Latencies Infer { get; } = new();

    /// <summary>What making a picture that is kept took, before its record.</summary>
    public Latencies Encode { get; } = new();

    /// <summary>What drawing an explanation took, after its record.</summary>
    public Latencies Draw { get; } = new();

    /// <summary>From the capture of a frame to its record.</summary>
    public Latencies FrameToPublish { get; } = new();

    public long FramesWith(MotionVerdict verdict) => Volatile.Read(ref _verdicts[(int)verdict]);

    public void CountFrame(MotionVerdict verdict)
    {
        Interlocked.Increment(ref _frames);
        Interlocked.Increment(ref _verdicts[(int)verdict]);
    }

    public void CountDamaged() => Interlocked.Increment(ref _damaged);

    public void CountClassified(Recognized recognized)
    {
        Interlocked.Increment(ref _classified);
        Infer.Add(recognized.Detection.TimingMs.Infer);
        FrameToPublish.Add(recognized.Detection.TimingMs.FrameToPublish);
        if (recognized.Clean is not null)
            Encode.Add(recognized.EncodeTime.TotalMilliseconds);
    }

    public void CountExplained(TimeSpan drawing)
    {
        Interlocked.Increment(ref _explained);
        Draw.Add(drawing.TotalMilliseconds);
    }

    public void CountNotStored() => Interlocked.Increment(ref _notStored);
}
