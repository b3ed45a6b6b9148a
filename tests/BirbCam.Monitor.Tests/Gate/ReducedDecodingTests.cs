using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Monitor.Capture;
using BirbCam.Tests;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Tests.Gate;

/// <summary>
/// A camera that delivers motion JPEG and one that delivers the same pixels decoded give the same events and the same visits, although the gate decodes the former in grey
/// at reduced size. The shared clips of at least 640 pixels a line (narrower ones are never reduced), encoded anew as motion JPEG, five frames a second.
/// </summary>
public sealed class ReducedDecodingTests
{
    private const double Fps = 5;

    /// <summary>What <c>rpicam-vid</c> is asked for.</summary>
    private const int Quality = 90;

    [Theory]
    [InlineData("composed/dense-steam-visitors.mp4")]
    [InlineData("composed/light-visitors.mp4")]
    [InlineData("composed/steam-alone.mp4")]
    [InlineData("composed/steam-visitors.mp4")]
    [InlineData("animals/chaffinch.mp4")]
    [InlineData("animals/pigeons-on-snow.mp4")]
    [InlineData("nuisance/pedestrians.avi")]
    [InlineData("nuisance/traffic.avi")]
    [InlineData("nuisance/windy-garden-atv.mp4")]
    [InlineData("nuisance/windy-garden-bicycle.mp4")]
    [InlineData("nuisance/windy-garden-walkers.mp4")]
    [InlineData("plume/hill-timelapse.mp4")]
    public async Task Pixels_and_motion_jpeg_give_the_same_events_and_visits(string clip)
    {
        string path = SharedData.Require($"data/clips/{clip}");
        if (!OpenCvSource.TryLoad(out string? missing))
            Assert.Skip(missing!);

        ClipExpectation truth = ClipFolder.Find(path, Fps, []).Single().Expectation;
        Watched byPixels = new(truth), byJpeg = new(truth);
        var pool = new FramePool(1);
        var decoder = new JpegDecoder();
        var shown = new List<TimeSpan>();
        await foreach ((TimeSpan at, byte[] bgr, int width, int height) in PicturesAsync(path, TestContext.Current.CancellationToken))
        {
            byte[] jpeg = JpegEncoder.Encode(bgr, width, height, Quality);
            decoder.DecodeBgr(jpeg, width, height, Rotation.None, bgr);
            using (Frame pixels = pool.TryRent(bgr, width, height, Rotation.None, DateTimeOffset.UnixEpoch + at, shown.Count)!)
                byPixels.Show(pixels);
            using (Frame compressed = pool.TryRentJpeg(jpeg, width, height, Rotation.None, DateTimeOffset.UnixEpoch + at, shown.Count)!)
                byJpeg.Show(compressed);
            shown.Add(at);
        }

        string both = $"{clip}, {shown.Count} frames\n  pixels: {byPixels}\n  JPEG:   {byJpeg}";
        TestContext.Current.TestOutputHelper?.WriteLine(both);
        Assert.Equal(0, pool.Decoded);
        Assert.True(byPixels.Events.Count == byJpeg.Events.Count && byPixels.Events.Zip(byJpeg.Events).All(pair => AreAlike(pair.First, pair.Second, shown)), both);
        Assert.Equal(byPixels.Score.Missed, byJpeg.Score.Missed);
    }

    /// <summary>An event may begin or end a frame sooner: a thing that grows or fades passes the bar a little earlier or later.</summary>
    private static bool AreAlike(TimeRange one, TimeRange other, List<TimeSpan> shown)
        => Math.Abs(shown.IndexOf(one.From) - shown.IndexOf(other.From)) <= 1 && Math.Abs(shown.IndexOf(one.To) - shown.IndexOf(other.To)) <= 1;

    /// <summary>The pictures nearest to the ticks; the memory is the caller's.</summary>
    private static async IAsyncEnumerable<(TimeSpan At, byte[] Bgr, int Width, int Height)> PicturesAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var ticks = new FrameTicks(Fps);
        await using var source = new ReplaySource(path);
        await source.OpenAsync(stop);
        (TimeSpan At, byte[] Bgr, int Width, int Height)? waiting = null;
        while (true)
        {
            CapturedImage? next = await source.ReadAsync(stop);
            if (waiting is { } picture && ticks.Takes(picture.At, next?.Position))
                yield return picture;
            if (next is not CapturedImage image)
                yield break;

            waiting = (image.Position!.Value, image.Data.ToArray(), image.Width, image.Height);
        }
    }

    /// <summary>A gate with default options and what came of it.</summary>
    private sealed class Watched(ClipExpectation truth)
    {
        private readonly MotionGate _gate = new(new MotionOptions());
        private readonly TriggerEvents _events = new();

        public GateScore Score { get; } = new(truth);

        public IReadOnlyList<TimeRange> Events => _events.All;

        public void Show(Frame frame)
        {
            TimeSpan at = frame.CapturedAt - DateTimeOffset.UnixEpoch;
            MotionResult result = _gate.Update(frame);
            Score.Add(at, new GateView(result.Verdict, result.Regions));
            if (result.IsTriggered)
                _events.AddTriggered(at);
        }

        public override string ToString()
            => $"{string.Join(", ", Events.Select(found => FormattableString.Invariant($"{found.From.TotalSeconds:0.00}–{found.To.TotalSeconds:0.00}")))}; {Score.Figures.Placed} of {Score.Figures.Visits} visits placed";
    }
}
