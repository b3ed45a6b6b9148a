using System.Globalization;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Bench.Clips;

/// <summary>Footage that gates are judged on.</summary>
internal abstract class GateClip(string name)
{
    public string Name => name;

    public abstract ClipExpectation Expectation { get; }

    /// <summary>Its frames, decoded, from the start; each is valid until the next one is asked for.</summary>
    /// <exception cref="RecordingException">It cannot be read.</exception>
    public abstract IAsyncEnumerable<RecordedFrame> FramesAsync(CancellationToken stop);
}

/// <summary>A video file or a folder of pictures.</summary>
/// <param name="fps">Frames a second that are looked at.</param>
internal sealed class RecordedClip(string name, string path, double fps, ClipExpectation expectation) : GateClip(name)
{
    public override ClipExpectation Expectation => expectation;

    public override async IAsyncEnumerable<RecordedFrame> FramesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var frames = new RecordedFrames(path, fps);
        await foreach (RecordedFrame recorded in frames.ReadAsync(stop))
        {
            Decode(frames, recorded.Frame);
            yield return recorded;
        }
    }

    private static void Decode(RecordedFrames frames, Frame frame)
    {
        try
        {
            _ = frame.Pixels;
        }
        catch (ImageFormatException damaged)
        {
            throw frames.Damaged(frame, damaged);
        }
    }
}

/// <summary>A simulated scene, whose truth is known to the pixel.</summary>
internal sealed class SimulatedClip(string name, SuiteScene scene) : GateClip(name)
{
    private readonly Lazy<ClipExpectation> _expectation = new(() => SceneTruth.Of(scene));

    /// <summary>A scene of <see cref="SceneSuite"/>.</summary>
    public static SimulatedClip OfSuite(SuiteScene scene, int seed) => new(string.Create(CultureInfo.InvariantCulture, $"{scene.Name} (seed {seed})"), scene);

    public override ClipExpectation Expectation => _expectation.Value;

    public override IAsyncEnumerable<RecordedFrame> FramesAsync(CancellationToken stop) => Frames().ToAsyncEnumerable();

    private IEnumerable<RecordedFrame> Frames()
    {
        SimulationOptions options = scene.Options;
        using var balcony = new BalconyScene(options);
        var pool = new FramePool(1);
        byte[] bgr = new byte[options.Width * options.Height * 3];
        for (long i = 0; SceneTruth.PositionOf(i, options) is TimeSpan at && at < scene.Length; i++)
        {
            balcony.Render(at, bgr);
            using Frame frame = pool.TryRent(bgr, options.Width, options.Height, Rotation.None, DateTimeOffset.UnixEpoch + at, i)!;
            yield return new RecordedFrame(frame, at);
        }
    }
}
