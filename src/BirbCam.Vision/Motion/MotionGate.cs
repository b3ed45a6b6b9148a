using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion.Kernels;
using BirbCam.Vision.Motion.Shown;

namespace BirbCam.Vision.Motion;

/// <summary>
/// Decides for every frame whether something that matters moved, and says why. It looks for new structure, not for changed brightness: vapour, shadow and exposure leave a faded copy of the background,
/// an animal leaves none. Time is the frames' own. Allocates nothing for a frame that does not trigger, but for the
/// decoder's handles (some 200 bytes) where it came as JPEG and Skia decodes it; one thread.
/// </summary>
public sealed class MotionGate
{
    /// <summary>Two frames further apart show two different scenes.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(1);

    /// <summary>Even where frames are rare a background is not made of fewer.</summary>
    private const int SettlingFrames = 3;

    private MotionOptions _options;
    private GatePlanes? _planes;
    private DateTimeOffset _startedAt;
    private DateTimeOffset _lastAt;
    private int _framesSeen;
    private bool _wasKnocked;

    public MotionGate(MotionOptions options) => _options = options;

    /// <param name="frame">Stays the caller's. A change of its size makes the gate settle anew.</param>
    /// <exception cref="ImageFormatException">The frame's JPEG is damaged; the gate is as it was.</exception>
    public MotionResult Update(Frame frame)
    {
        AnalysisImage image = ImageFor(frame);
        image.Fill(frame);
        GatePlanes planes = PlanesFor(image);
        TimeSpan elapsed = Advance(frame.CapturedAt, planes);
        bool settling = _framesSeen <= SettlingFrames || frame.CapturedAt - _startedAt < SettlingTime;

        planes.Background.MarkForeground(image.Luma, image.Light, planes.Zones, elapsed);
        ForegroundMask.Open(planes.Background.Mask, image.Width, image.Height, planes.Scratch);
        int ignored = planes.Zones.LeaveOutIgnored(planes.Background.Mask, planes.Scratch);
        planes.Persistence.Observe(planes.Scratch, elapsed);
        Span<Blob> blobs = planes.Regions.Find(planes.Scratch, planes.Persistence.Ages);
        planes.Evidence.Weigh(
            blobs, planes.Scratch, image.Light, planes.Background.Structures, planes.Zones, (double)_options.MinSize / image.Factor, elapsed);
        Brightness brightness = planes.Plume.Look(image.Luma, blobs, elapsed);

        MotionResult result = settling
            ? new MotionResult(MotionVerdict.Settling, 0, 0, [], TimeSpan.Zero)
            : new Judgement(_options, image, planes.Zones).Of(blobs, planes.Scratch, brightness, ignored);

        // What is ignored is not absorbed any faster: it must still be told from vapour.
        planes.Evidence.MarkBelieved(planes.Background.Mask);
        LearningPace pace = settling ? LearningPace.Settling : LearningPace.Steady;
        planes.Background.Learn(elapsed, pace);
        planes.Evidence.Learn(planes.Background.Structures.Present, planes.Background.Mask, elapsed, pace);
        if (result.Verdict == MotionVerdict.CameraMoved)
            SettleElsewhere(planes, frame.CapturedAt - _startedAt);
        else if (_wasKnocked && !settling)
            FindAgain(planes);
        return result;
    }

    /// <summary>Heeds other zones from the next frame on; what it has learned of the scene stays. On the thread of <see cref="Update"/>.</summary>
    public void SetZones(IReadOnlyList<MotionZone> zones)
    {
        _options = _options.With(zones);
        if (_planes is GatePlanes planes)
            planes.Zones = new ZoneMask(_options, planes.Image.Width, planes.Image.Height);
    }

    /// <summary>What moved on the frame that was seen last, in the regions of its result; the caller disposes it. On the thread of <see cref="Update"/>.</summary>
    /// <param name="result">That <see cref="Update"/> gave of this frame; triggered, or with something pending.</param>
    public MotionMask TakeMask(MotionResult result)
    {
        GatePlanes planes = _planes ?? throw new InvalidOperationException("no frame has been seen");
        AnalysisImage image = planes.Image;
        ReadOnlySpan<PixelRect> boxes = [.. (result.IsTriggered ? result.Regions : result.Pending).Select(image.ToAnalysis)];
        return MotionMask.Of(planes.Scratch, image.Width, image.Height, boxes);
    }

    /// <summary>How much change each place puts up with by now, for a person to look at; one place that asks for nothing more before the first frame.</summary>
    public ToleranceMap Tolerance() => _planes is GatePlanes planes
        ? new ToleranceMap(planes.Image.Width, planes.Image.Height, planes.Background.RelativeBars(planes.Zones))
        : new ToleranceMap(1, 1, [1]);

    /// <summary>Forgets the scene: the next frame is the first. On the thread of <see cref="Update"/>.</summary>
    public void Restart()
    {
        _planes?.Former.Forget();
        (_framesSeen, _wasKnocked) = (0, false);
    }

    /// <summary>The next frame is the first of where the picture went.</summary>
    private void SettleElsewhere(GatePlanes planes, TimeSpan atRest)
    {
        planes.Former.Keep(planes.Background, planes.Evidence, atRest);
        (_framesSeen, _wasKnocked) = (0, true);
    }

    /// <summary>What was known of the scene comes along.</summary>
    private void FindAgain(GatePlanes planes)
    {
        planes.Former.Return(planes.Background, planes.Evidence);
        _wasKnocked = false;
    }

    private AnalysisImage ImageFor(Frame frame)
        => _planes?.Image is AnalysisImage image && image.FrameWidth == frame.Width && image.FrameHeight == frame.Height
            ? image
            : new AnalysisImage(frame.Width, frame.Height);

    private GatePlanes PlanesFor(AnalysisImage image)
    {
        if (_planes?.Image != image)
        {
            _planes = new GatePlanes(_options, image);
            Restart();
        }

        return _planes;
    }

    /// <summary>Time since the frame before, never negative: a clock that is set back must not make anything younger.</summary>
    private TimeSpan Advance(DateTimeOffset capturedAt, GatePlanes planes)
    {
        TimeSpan elapsed = capturedAt - _lastAt;
        if (elapsed > LongestGap || elapsed < -LongestGap)
            Restart();
        if (_framesSeen == 0)
        {
            planes.Restart();
            (_framesSeen, _startedAt, elapsed) = (0, capturedAt, TimeSpan.Zero);
        }

        _framesSeen = Math.Min(_framesSeen + 1, int.MaxValue - 1);
        _lastAt = capturedAt;
        return elapsed < TimeSpan.Zero ? TimeSpan.Zero : elapsed;
    }
}

/// <summary>Everything of the gate that has the analysis size.</summary>
internal sealed class GatePlanes(MotionOptions options, AnalysisImage image)
{
    public AnalysisImage Image { get; } = image;

    public BackgroundModel Background { get; } = new(image.Width, image.Height);

    public ZoneMask Zones { get; set; } = new(options, image.Width, image.Height);

    public Persistence Persistence { get; } = new(image.Width, image.Height);

    public ConnectedRegions Regions { get; } = new(image.Width, image.Height);

    public Evidence Evidence { get; } = new(image.Width, image.Height);

    public PlumeFilter Plume { get; } = new(image.Width, image.Height);

    /// <summary>Outlives a restart.</summary>
    public FormerScene Former { get; } = new(image.Width, image.Height);

    /// <summary>Also the mask without what is ignored.</summary>
    public byte[] Scratch { get; } = new byte[image.Width * image.Height];

    public void Restart()
    {
        Background.Restart();
        Persistence.Restart();
        Evidence.Restart();
        Plume.Restart();
    }
}
