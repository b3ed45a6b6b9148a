using System.Text.Json;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Cli.Replay;
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

    private static readonly TimeSpan EventGap = TimeSpan.FromSeconds(2);

    /// <summary>An event may begin or end a frame sooner: a thing that grows or fades passes the bar a little earlier or later.</summary>
    private static readonly TimeSpan OneFrame = TimeSpan.FromSeconds(1.01 / Fps);

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
    [InlineData("plume/hill-timelapse.mp4")]
    public async Task Pixels_and_motion_jpeg_give_the_same_events_and_visits(string clip)
    {
        string path = SharedData.Require($"data/clips/{clip}");
        if (!OpenCvSource.TryLoad(out string? missing))
            Assert.Skip(missing!);

        var truth = new Truth(await File.ReadAllBytesAsync(Path.ChangeExtension(path, ".json"), TestContext.Current.CancellationToken));
        Watched byPixels = new(truth), byJpeg = new(truth);
        var pool = new FramePool(1);
        var decoder = new JpegDecoder();
        long sequence = 0;
        await foreach ((TimeSpan at, byte[] bgr, int width, int height) in PicturesAsync(path, TestContext.Current.CancellationToken))
        {
            byte[] jpeg = JpegEncoder.Encode(bgr, width, height, Quality);
            decoder.DecodeBgr(jpeg, width, height, Rotation.None, bgr);
            using (Frame pixels = pool.TryRent(bgr, width, height, Rotation.None, DateTimeOffset.UnixEpoch + at, sequence)!)
                byPixels.Show(pixels);
            using (Frame compressed = pool.TryRentJpeg(jpeg, width, height, Rotation.None, DateTimeOffset.UnixEpoch + at, sequence)!)
                byJpeg.Show(compressed);
            sequence++;
        }

        string both = $"{clip}, {sequence} frames\n  pixels: {byPixels}\n  JPEG:   {byJpeg}";
        TestContext.Current.TestOutputHelper?.WriteLine(both);
        Assert.Equal(0, pool.Decoded);
        Assert.True(byPixels.Events.Count == byJpeg.Events.Count && byPixels.Events.Zip(byJpeg.Events).All(pair => AreAlike(pair.First, pair.Second)), both);
        Assert.Equal(byPixels.Score.Missed, byJpeg.Score.Missed);
    }

    private static bool AreAlike((TimeSpan From, TimeSpan To) one, (TimeSpan From, TimeSpan To) other)
        => (one.From - other.From).Duration() <= OneFrame && (one.To - other.To).Duration() <= OneFrame;

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

    /// <summary>What is known of a clip.</summary>
    private sealed class Truth
    {
        public Truth(byte[] json)
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            Visits = [.. root.GetProperty("visits").EnumerateArray().Select(visit => (Seconds(visit, "start"), Seconds(visit, "end")))];
            Animals = root.GetProperty("boxes").EnumerateArray()
                .Select(box => (Frame: box.GetProperty("frame").GetInt64(), Box: box.GetProperty("box")))
                .Select(box => (box.Frame, Box: new PixelRect(box.Box[0].GetInt32(), box.Box[1].GetInt32(), box.Box[2].GetInt32(), box.Box[3].GetInt32())))
                .ToLookup(box => box.Frame, box => box.Box);
        }

        public IReadOnlyList<(TimeSpan From, TimeSpan To)> Visits { get; }

        public ILookup<long, PixelRect> Animals { get; }

        private static TimeSpan Seconds(JsonElement visit, string name) => TimeSpan.FromSeconds(visit.GetProperty(name).GetDouble());
    }

    /// <summary>A gate with default options and what came of it.</summary>
    private sealed class Watched(Truth truth)
    {
        private readonly MotionGate _gate = new(new MotionOptions());

        public GateScore Score { get; } = new(truth.Visits);

        public List<(TimeSpan From, TimeSpan To)> Events { get; } = [];

        public void Show(Frame frame)
        {
            TimeSpan at = frame.CapturedAt - DateTimeOffset.UnixEpoch;
            MotionResult result = _gate.Update(frame);
            Score.Add(at, result, truth.Animals[frame.Sequence]);
            if (!result.IsTriggered)
                return;

            if (Events is [.., (TimeSpan from, TimeSpan to)] && at - to <= EventGap)
                Events[^1] = (from, at);
            else
                Events.Add((at, at));
        }

        public override string ToString()
            => $"{string.Join(", ", Events.Select(found => FormattableString.Invariant($"{found.From.TotalSeconds:0.00}–{found.To.TotalSeconds:0.00}")))}; {Score.Placed} of {Score.Visits} visits placed";
    }
}
