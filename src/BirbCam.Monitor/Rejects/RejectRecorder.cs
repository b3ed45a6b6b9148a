using System.Buffers;
using System.Threading.Channels;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Rejects;

/// <summary>
/// Keeps some of what the gate held back, with the seconds before it: a gate can only be judged on what led to its verdict. The gate copies a few frames a second;
/// making JPEGs of them and writing is the work of another loop, and where that is busy a frame is left out.
/// </summary>
/// <param name="keepFreeMegabytes">Free space on the volume below which nothing is kept.</param>
internal sealed partial class RejectRecorder(RejectOptions options, RejectFolder folder, int keepFreeMegabytes, ILogger logger)
{
    /// <summary>For a person to look at, and for a gate that looks at fewer pixels.</summary>
    private const int Quality = 80;

    /// <summary>A reason that holds all day is seen often enough, and a card is written to for years.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>Five pictures a second, as the gate's own clips have.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(190);

    /// <summary>Before the frame that was held back, so that a gate has learned the scene by then; and after it, to see what became of it.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(6), Tail = TimeSpan.FromSeconds(2);

    private readonly Channel<Shot> _shots = Channel.CreateBounded<Shot>(1);
    private readonly FilmStrip _strip = new((int)((Lead + Tail) / Spacing) + 1);
    private readonly Dictionary<MotionVerdict, Held> _held = [];
    private readonly Shot _shot = new();
    private DateTimeOffset _lastShot;
    private MotionResult? _sample;
    private bool _wasTriggered;
    private int _isBusy;

    /// <summary>Whether a picture is on its way; what comes meanwhile is left out.</summary>
    public bool IsBusy => Volatile.Read(ref _isBusy) == 1;

    /// <summary>Each frame with its verdict; on the gate loop.</summary>
    /// <exception cref="ImageFormatException">The camera's JPEG is damaged.</exception>
    public void Look(Frame frame, MotionResult motion)
    {
        if (options.SampleEvery == 0)
            return;

        DateTimeOffset now = frame.CapturedAt;
        _wasTriggered |= motion.IsTriggered;
        if (Reject.IsHeldBack(motion.Verdict) && IsDue(motion.Verdict, now))
            _sample = motion;
        if ((_sample is null && (now - _lastShot).Duration() < Spacing) || Interlocked.Exchange(ref _isBusy, 1) == 1)
            return;

        _shot.Take(frame, _sample, _wasTriggered);
        (_lastShot, _sample, _wasTriggered) = (now, null, false);
        _shots.Writer.TryWrite(_shot);
    }

    /// <summary>Makes the pictures and keeps what is worth it, until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        (MotionResult Motion, DateTimeOffset At)? sample = null;
        await foreach (Shot shot in _shots.Reader.ReadAllAsync(stop))
        {
            _strip.Add(shot.CapturedAt, shot.WriteJpeg);
            (DateTimeOffset now, bool wasTriggered) = (shot.CapturedAt, shot.WasTriggered);
            if (shot.Sample is MotionResult held)
                sample ??= (held, now);
            Volatile.Write(ref _isBusy, 0);

            // What is let through in the end was not held back.
            if (wasTriggered)
                sample = null;
            if (sample is not (MotionResult motion, DateTimeOffset at) || now - at < Tail)
                continue;

            Keep(motion, at);
            sample = null;
        }
    }

    private bool IsDue(MotionVerdict verdict, DateTimeOffset now)
    {
        Held held = _held.GetValueOrDefault(verdict) ?? (_held[verdict] = new Held());
        held.Frames++;
        if (held.Frames < options.SampleEvery || (now - held.Sampled).Duration() < Pause)
            return false;

        (held.Frames, held.Sampled) = (0, now);
        return true;
    }

    private void Keep(MotionResult motion, DateTimeOffset at)
    {
        try
        {
            int first = Enumerable.Range(0, _strip.Count).First(i => at - _strip[i].CapturedAt <= Lead);
            int count = _strip.Count - first;
            int held = Enumerable.Range(0, count).First(i => _strip[first + i].CapturedAt >= at);
            double seconds = (_strip[_strip.Count - 1].CapturedAt - _strip[first].CapturedAt).TotalSeconds;
            var reject = new Reject(motion.Verdict.ToSnakeCase(), at, held, count, Math.Round((count - 1) / Math.Max(seconds, 0.001), 1), motion.Changed, motion.Plume);
            folder.Save(reject, [.. Enumerable.Range(first, count).Select(i => _strip[i].Jpeg)], options.MaxMegabytes, keepFreeMegabytes);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            LogNotKept(failed.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the gate held back is not kept: {Reason}")]
    private partial void LogNotKept(string reason);

    private sealed class Held
    {
        public int Frames { get; set; }

        public DateTimeOffset Sampled { get; set; }
    }

    /// <summary>A frame's picture on its way from the gate to the strip. There is one; whoever has it works alone.</summary>
    private sealed class Shot
    {
        private byte[] _bytes = [];
        private int _length, _width, _height;
        private bool _isJpeg;

        public DateTimeOffset CapturedAt { get; private set; }

        /// <summary>What the gate said, where this frame is to be kept.</summary>
        public MotionResult? Sample { get; private set; }

        /// <summary>Whether something triggered since the shot before.</summary>
        public bool WasTriggered { get; private set; }

        public void Take(Frame frame, MotionResult? sample, bool wasTriggered)
        {
            _isJpeg = !frame.Jpeg.IsEmpty && frame.JpegRotation == Rotation.None;
            ReadOnlySpan<byte> bytes = _isJpeg ? frame.Jpeg : frame.Pixels;
            if (_bytes.Length < bytes.Length)
                _bytes = new byte[bytes.Length];
            bytes.CopyTo(_bytes);
            (_length, _width, _height) = (bytes.Length, frame.Width, frame.Height);
            (CapturedAt, Sample, WasTriggered) = (frame.CapturedAt, sample, wasTriggered);
        }

        public void WriteJpeg(IBufferWriter<byte> into)
        {
            ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, _length);
            if (_isJpeg)
                into.Write(bytes);
            else
                JpegEncoder.Encode(bytes, _width, _height, Quality, into);
        }
    }
}
