using BirbCam.Monitor.Pipeline.Bursts;
using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Shown;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Pipeline;

/// <summary>
/// The way of a frame: the camera fills it, the gate looks at every one, the best of each burst (pre-roll included) is recognised, and what was recognised
/// is stored. Three loops joined by two queues that would rather be fresh than complete: capture never waits for inference.
/// </summary>
internal sealed partial class FramePipeline(
    MotionGate gate, Recognition recognition, SightingStore store, PictureArchive archive, TimeSpan burstLength, PipelineMetrics metrics, TimeProvider time,
    ILogger<FramePipeline> logger)
{
    /// <summary>Frames that may wait for the gate: one being looked at late is worth less than the next one.</summary>
    public const int GateQueue = 2;

    /// <summary>Best frames that may wait for the classifier: some eight seconds of bursts.</summary>
    public const int RecognitionQueue = 4;

    /// <summary>What the queues, the pre-roll and the hands can hold: one in the reader's hand, one at the gate, one in the burst, one being recognised.</summary>
    public const int FramesAlive = GateQueue + PreRoll.Capacity + RecognitionQueue + 4;

    /// <summary>
    /// A turn of a loop that takes longer hangs: a frame takes the gate a millisecond, the classifier a second at the worst, and a map that has to be
    /// measured channel by channel some seconds (2.6 s at the worst of four heads, on an x64 core).
    /// </summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(30);

    private int _recalibrate;
    private int _takeSnapshot;
    private IReadOnlyList<MotionZone>? _zonesToHeed;
    private volatile FreshQueue<Frame>? _captured;
    private volatile FreshQueue<Candidate>? _candidates;

    /// <summary>Each verdict of the gate, with the time of its frame; on the gate loop.</summary>
    public event Action<MotionResult, DateTimeOffset>? Judged;

    /// <summary>Each frame that the gate has looked at, with its verdict; it stays the pipeline's. On the gate loop, which waits.</summary>
    public event Action<Frame, MotionResult>? Seen;

    /// <summary>What was recognised on a frame, before it is stored; the frame stays the pipeline's. On the recognition loop.</summary>
    public event Action<Recognized, Frame>? Recognised;

    /// <summary>The panels of an explanation as JPEG bytes, after its detection was stored. On the recognition loop.</summary>
    public event Action<byte[]>? Explained;

    /// <summary>The frame that <see cref="TakeSnapshot"/> asked for; it stays the pipeline's. On the gate loop, which waits.</summary>
    public event Action<Frame>? SnapshotTaken;

    /// <summary>Whether the gate's background model is too young to be believed.</summary>
    public bool IsSettling { get; private set; } = true;

    /// <summary>Why detections or pictures are not kept at the moment; null where they are.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Frames that wait for the gate or the classifier now.</summary>
    public int Waiting => (_captured?.Count ?? 0) + (_candidates?.Count ?? 0);

    /// <summary>Frames that were too late for the gate or the classifier.</summary>
    public long Dropped => (_captured?.Dropped ?? 0) + (_candidates?.Dropped ?? 0);

    public Heartbeat GateHeartbeat { get; } = new("gate", LongestTurn, time);

    public Heartbeat RecognitionHeartbeat { get; } = new("recognition", LongestTurn, time);

    /// <summary>Makes the gate learn the scene anew, from the next frame on.</summary>
    public void Recalibrate() => Interlocked.Exchange(ref _recalibrate, 1);

    /// <summary>Makes the gate heed other zones, from the next frame on; what it has learned of the scene stays.</summary>
    public void SetZones(IReadOnlyList<MotionZone> zones) => Interlocked.Exchange(ref _zonesToHeed, zones);

    /// <summary>What the gate has learned to put up with. Only while <see cref="Seen"/> is raised: it belongs to the gate loop.</summary>
    public ToleranceMap Tolerance() => gate.Tolerance();

    /// <summary>Raises <see cref="SnapshotTaken"/> with the next frame.</summary>
    public void TakeSnapshot() => Interlocked.Exchange(ref _takeSnapshot, 1);

    /// <summary>Runs until the frames end, a loop fails or <paramref name="stop"/> is asked for; every frame has come home by then.</summary>
    /// <param name="frames">Each is taken over.</param>
    public async Task RunAsync(IAsyncEnumerable<Frame> frames, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var captured = new FreshQueue<Frame>(GateQueue);
        using var candidates = new FreshQueue<Candidate>(RecognitionQueue);
        (_captured, _candidates) = (captured, candidates);
        await Task.WhenAll(
            Loop(() => CaptureAsync(frames, captured, ending.Token), captured.End, ending),
            Loop(() => JudgeAsync(captured, candidates, ending.Token), candidates.End, ending),
            Loop(() => RecogniseAsync(candidates, ending.Token), () => { }, ending));
    }

    /// <summary>A loop that ends tells the next one; a loop that fails takes the others with it.</summary>
    private static async Task Loop(Func<Task> loop, Action end, CancellationTokenSource ending)
    {
        try
        {
            // Off the caller's thread: a recording is read without ever waiting.
            await Task.Run(loop, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
        }
        catch
        {
            await ending.CancelAsync();
            throw;
        }
        finally
        {
            end();
        }
    }

    private static async Task CaptureAsync(IAsyncEnumerable<Frame> frames, FreshQueue<Frame> captured, CancellationToken stop)
    {
        await foreach (Frame frame in frames.WithCancellation(stop))
            captured.Put(frame);
    }

    private async Task JudgeAsync(FreshQueue<Frame> captured, FreshQueue<Candidate> candidates, CancellationToken stop)
    {
        using var burst = new Burst(burstLength);
        await foreach (Frame frame in captured.TakeAllAsync(stop))
        {
            GateHeartbeat.Beat();
            using (frame)
                Queue(Judge(frame, burst), candidates);
            GateHeartbeat.Rest();
        }

        Queue(burst.End(), candidates);
    }

    /// <returns>The best frame of a burst that is over by now, or null.</returns>
    private Candidate? Judge(Frame frame, Burst burst)
    {
        long began = time.GetTimestamp();
        MotionResult motion;
        try
        {
            if (Interlocked.Exchange(ref _recalibrate, 0) == 1)
                gate.Restart();
            if (Interlocked.Exchange(ref _zonesToHeed, null) is IReadOnlyList<MotionZone> zones)
                gate.SetZones(zones);
            motion = gate.Update(frame);
            if (Interlocked.Exchange(ref _takeSnapshot, 0) == 1)
                SnapshotTaken?.Invoke(frame);
            Seen?.Invoke(frame, motion);

            // The burst looks at the pixels in full: what is damaged there must show while the frame is still ours to leave out.
            if (motion.IsTriggered)
                _ = frame.Pixels;
        }
        catch (ImageFormatException damaged)
        {
            metrics.CountDamaged();
            LogDamaged(frame.Sequence, damaged.Message);
            return null;
        }

        metrics.CountFrame(motion.Verdict);
        IsSettling = motion.Verdict == MotionVerdict.Settling;
        Judged?.Invoke(motion, frame.CapturedAt);
        if (motion.IsTriggered)
            return burst.Add(new Candidate(frame.HandOver(), motion, time.GetElapsedTime(began)) { Mask = gate.TakeMask(motion) });
        if (!motion.Pending.IsDefaultOrEmpty)
            burst.Hold(new Candidate(frame.HandOver(), motion, time.GetElapsedTime(began)) { Mask = gate.TakeMask(motion) });
        return burst.At(frame.CapturedAt);
    }

    private void Queue(Candidate? candidate, FreshQueue<Candidate> candidates)
    {
        if (candidate is null)
            return;

        candidate.QueuedAt = time.GetTimestamp();
        candidates.Put(candidate);
    }

    private async Task RecogniseAsync(FreshQueue<Candidate> candidates, CancellationToken stop)
    {
        await foreach (Candidate candidate in candidates.TakeAllAsync(stop))
        {
            RecognitionHeartbeat.Beat();
            using (candidate)
                Recognise(candidate);
            RecognitionHeartbeat.Rest();
        }
    }

    private void Recognise(Candidate candidate)
    {
        Recognized recognized;
        try
        {
            recognized = recognition.Look(candidate);
        }
        catch (Exception unfit) when (unfit is ImageFormatException or ModelException)
        {
            metrics.CountDamaged();
            LogDamaged(candidate.Frame.Sequence, unfit.Message);
            return;
        }

        if (recognized.Unexplained is string reason)
            LogUnexplained(candidate.Frame.Sequence, reason);
        metrics.CountClassified(recognized);
        Recognised?.Invoke(recognized, candidate.Frame);
        Keep(recognized, candidate);
    }

    /// <summary>The record first: who waits for it does not wait for a drawing.</summary>
    private void Keep(Recognized recognized, Candidate candidate)
    {
        try
        {
            StoredDetection stored = store.Add(recognized.Detection);
            Trouble = recognized.Clean is not byte[] clean || archive.Save(stored, Draw(recognized, clean, candidate)).Outcome == PictureOutcome.Saved
                ? null
                : "pictures are not kept: the volume is full or cannot be written";
        }
        catch (StoreException refused)
        {
            metrics.CountNotStored();
            Trouble = refused.Message;
            LogNotStored(refused.Message);
        }
    }

    private KeptPictures Draw(Recognized recognized, byte[] clean, Candidate candidate)
    {
        long began = time.GetTimestamp();
        KeptPictures pictures = Recognition.Draw(candidate.Frame, clean, recognized.Answer, recognized.Explanation) with { Moved = candidate.Mask?.ToPng() };
        if (pictures.Panels is byte[] panels)
        {
            metrics.CountExplained(time.GetElapsedTime(began));
            Explained?.Invoke(panels);
        }

        return pictures;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Frame {Sequence} is left out: {Damage}")]
    private partial void LogDamaged(long sequence, string damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Frame {Sequence} is not explained: {Reason}")]
    private partial void LogUnexplained(long sequence, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A detection was not stored: {Reason}")]
    private partial void LogNotStored(string reason);
}
