using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Pipeline;

[Collection(AloneCollection.Name)]
public sealed class FramePipelineTests : IDisposable
{
    private const int Width = 320;
    private const int Height = 240;
    private static readonly DateTimeOffset Dawn = new(2026, 1, 10, 8, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("birbcam-pipeline-").FullName;
    private readonly FramePool _pool = new(FramePipeline.FramesAlive);
    private readonly Classifier _classifier = Classifier.Load(new ModelOptions().FullPath, threads: 1);
    private readonly Explainer _explainer;
    private readonly SightingStore _store;
    private readonly PictureArchive _archive;
    private readonly PipelineMetrics _metrics = new();

    public FramePipelineTests()
    {
        _explainer = new Explainer(_classifier.Model, CamMethod.GradCam);
        _store = SightingStore.Open(new StoreSetup(_folder, TimeSpan.FromSeconds(60), TimeZoneInfo.Utc, "test", TimeProvider.System, NullLogger.Instance));
        _archive = new PictureArchive(_folder, new StoreOptions { KeepFreeMegabytes = 1 }, NullLogger.Instance);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _explainer.Dispose();
        _classifier.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_visitor_is_judged_recognised_explained_and_kept()
    {
        var recognised = new List<Recognized>();
        FramePipeline pipeline = Pipeline(new ExplainOptions { Below = 1 });
        pipeline.Recognised += (recognized, _) => recognised.Add(recognized);

        await pipeline.RunAsync(Scene(300, Stop), Stop);

        Assert.NotEmpty(recognised);
        Assert.Equal(300, _metrics.Frames);
        Assert.Equal(recognised.Count, _metrics.Classified);
        Assert.Equal(_archive.Saved, recognised.Count(seen => seen.Clean is not null));
        Assert.True(_archive.Saved > 0);
        Assert.Equal(_archive.Saved, Directory.GetFiles(_archive.Root, "*.moved.png", SearchOption.AllDirectories).Length);
        Assert.True(_store.CountUnpublished() >= recognised.Count);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task A_record_does_not_wait_for_the_drawing_of_its_explanation()
    {
        var recognised = new List<Detection>();
        int drawn = 0;
        FramePipeline pipeline = Pipeline(new ExplainOptions { Below = 1 });
        pipeline.Recognised += (recognized, _) => recognised.Add(recognized.Detection);
        pipeline.Explained += _ =>
        {
            drawn++;
            Assert.Contains(_store.TakeUnpublished(1000), item => item.Id == recognised[^1].Id);
        };

        await pipeline.RunAsync(Scene(300, Stop), Stop);

        Assert.True(drawn > 0);
        Assert.Equal(drawn, _metrics.Explained);
    }

    [Fact]
    public async Task Every_frame_comes_home_when_it_is_stopped_in_the_middle()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        FramePipeline pipeline = Pipeline(new ExplainOptions());
        pipeline.Judged += (_, _) =>
        {
            if (_metrics.Frames == 50)
                stopping.Cancel();
        };

        await pipeline.RunAsync(Scene(10_000, stopping.Token), stopping.Token);

        Assert.InRange(_metrics.Frames, 50, 60);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task Every_frame_comes_home_when_a_stage_fails()
    {
        FramePipeline pipeline = Pipeline(new ExplainOptions());
        pipeline.Judged += (_, _) =>
        {
            if (_metrics.Frames == 40)
                throw new InvalidOperationException("a bug");
        };

        await Assert.ThrowsAsync<InvalidOperationException>(() => pipeline.RunAsync(Scene(10_000, Stop), Stop));
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task Every_frame_comes_home_when_the_camera_fails()
    {
        await Assert.ThrowsAsync<IOException>(() => Pipeline(new ExplainOptions()).RunAsync(FailingScene(30, Stop), Stop));
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task A_slow_recognition_loses_old_candidates_and_never_holds_up_the_gate()
    {
        using var slow = new ManualResetEventSlim();
        FramePipeline pipeline = Pipeline(new ExplainOptions(), burst: TimeSpan.Zero);
        pipeline.Recognised += (_, _) => slow.Wait(Stop);
        pipeline.Judged += (_, _) =>
        {
            if (_metrics.Frames == 250)
                slow.Set();
        };

        await pipeline.RunAsync(Scene(300, Stop), Stop);

        Assert.Equal(300, _metrics.Frames);
        Assert.True(_metrics.Classified < _metrics.FramesWith(MotionVerdict.Triggered));
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task The_doubtful_pictures_of_a_model_that_cannot_be_explained_are_kept_bare()
    {
        var recognised = new List<Recognized>();
        FramePipeline pipeline = Pipeline(new ExplainOptions { Below = 1 }, explainer: null);
        pipeline.Recognised += (recognized, _) => recognised.Add(recognized);

        await pipeline.RunAsync(Scene(300, Stop), Stop);

        Assert.NotEqual(0, _archive.Saved);
        Assert.All(recognised, seen => Assert.Null(seen.Detection.Explain));
        Assert.Equal(3 * _archive.Saved, Directory.GetFiles(_archive.Root, "*", SearchOption.AllDirectories).Length);
        Assert.Equal(0, _metrics.Explained);
    }

    [Fact]
    public async Task A_damaged_picture_is_counted_and_the_next_one_is_looked_at()
    {
        await Pipeline(new ExplainOptions()).RunAsync(DamagedScene(), Stop);

        Assert.Equal(2, _metrics.Damaged);
        Assert.Equal(1, _metrics.Frames);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task A_jpeg_that_does_not_trigger_is_never_decoded_in_full_and_one_that_does_once()
    {
        const int Quiet = 20;
        long decodedWhileQuiet = -1;
        FramePipeline pipeline = Pipeline(new ExplainOptions { Below = 1 }, burst: TimeSpan.Zero);
        pipeline.Judged += (_, _) => decodedWhileQuiet = _metrics.Frames == Quiet ? _pool.Decoded : decodedWhileQuiet;

        await pipeline.RunAsync(VisitedScene(Quiet, visited: 10), Stop);

        Assert.Equal(0, decodedWhileQuiet);
        Assert.NotEqual(0, _metrics.Explained);
        Assert.InRange(_metrics.FramesWith(MotionVerdict.Triggered), 2, 10);
        Assert.Equal(_metrics.FramesWith(MotionVerdict.Triggered), _pool.Decoded);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task A_frame_before_the_trigger_may_be_the_best()
    {
        var recognised = new List<Recognized>();
        DateTimeOffset? triggeredAt = null;
        FramePipeline pipeline = Pipeline(new ExplainOptions { Below = 1 });
        pipeline.Recognised += (recognized, _) => recognised.Add(recognized);
        pipeline.Judged += (motion, at) => triggeredAt ??= motion.IsTriggered ? at : null;

        await pipeline.RunAsync(VisitedScene(quiet: 20, visited: 8), Stop);

        // All of its frames are alike but the first, on which the visitor is twice as large.
        Assert.Equal(Dawn.AddSeconds(20 / 5.0), recognised[0].Detection.CapturedAt);
        Assert.True(triggeredAt > recognised[0].Detection.CapturedAt);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task Twenty_thousand_frames_allocate_no_pictures_after_warm_up()
    {
        const int WarmUp = 1_000;
        using var listener = new LargeAllocations();
        long allocated = 0;

        // Maps are made for every certain answer; a picture is kept for none of them, nor of those that a person would be asked about.
        FramePipeline pipeline = Pipeline(new ExplainOptions { Below = 0, SampleEvery = 0, MaxPerSighting = 0 });
        pipeline.Judged += (_, _) =>
        {
            if (_metrics.Frames != WarmUp)
                return;
            allocated = GC.GetTotalAllocatedBytes(precise: true);
            listener.Count = 0;
        };

        await pipeline.RunAsync(Scene(20_000, Stop), Stop);

        long perFrame = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (20_000 - WarmUp);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_metrics.Frames} frames, {_metrics.Classified} recognised, {perFrame} bytes allocated a frame, {listener.Count} large allocations");
        Assert.Equal(20_000, _metrics.Frames);
        Assert.True(_metrics.Classified > 100, "the scene must keep the whole pipeline busy");
        Assert.Equal(0, listener.Count);

        // A frame has 230,400 bytes of pixels; what is left are tasks, records and SQLite's parameters.
        Assert.InRange(perFrame, 0, Width * Height * 3 / 20);
        Assert.Equal(0, _pool.Outstanding);
    }

    private FramePipeline Pipeline(ExplainOptions explain, TimeSpan? burst = null) => Pipeline(explain, _explainer, burst);

    private FramePipeline Pipeline(ExplainOptions explain, Explainer? explainer, TimeSpan? burst = null)
    {
        var choice = new ExplainChoice(explain, TimeSpan.FromSeconds(60));
        var recognition = new Recognition(_classifier, explainer, choice, "test", _store.FindOpen, (_, _) => null, TimeProvider.System);
        return new FramePipeline(
            new MotionGate(new MotionOptions { MinSize = 12 }), recognition, _store, _archive, burst ?? TimeSpan.FromSeconds(2), _metrics, TimeProvider.System,
            NullLogger<FramePipeline>.Instance);
    }

    /// <summary>A balcony at five frames a second, given as fast as the gate takes them: none is dropped before it.</summary>
    private async IAsyncEnumerable<Frame> Scene(int frames, [EnumeratorCancellation] CancellationToken stop)
    {
        // Drawing costs more than everything that is measured here, so a stretch with visitors is drawn once and shown again and again.
        const int Drawn = 400;
        using var scene = new BalconyScene(new SimulationOptions { Width = Width, Height = Height, Pace = 10 });
        byte[][] pictures = new byte[Math.Min(frames, Drawn)][];
        for (int i = 0; i < pictures.Length; i++)
        {
            pictures[i] = new byte[Width * Height * 3];
            scene.Render(TimeSpan.FromSeconds(i / 5.0), pictures[i]);
        }

        for (int i = 0; i < frames; i++)
        {
            while (_metrics.Frames < i - 1)
            {
                stop.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            Frame? frame = _pool.TryRent(pictures[i % pictures.Length], Width, Height, Rotation.None, Dawn.AddSeconds(i / 5.0), i);
            Assert.NotNull(frame);
            yield return frame;
        }
    }

    private async IAsyncEnumerable<Frame> FailingScene(int frames, [EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (Frame frame in Scene(frames, stop))
            yield return frame;
        throw new IOException("unplugged");
    }

    /// <summary>A motion JPEG camera with 640 pixels a line, before which something sits down after a while.</summary>
    private async IAsyncEnumerable<Frame> VisitedScene(int quiet, int visited)
    {
        const int W = 640, H = 480;
        byte[] scene = new byte[W * H * 3];
        var random = new Random(1);
        for (int i = 0; i < scene.Length; i++)
            scene[i] = (byte)(100 + random.Next(40));
        byte[] still = JpegEncoder.Encode(scene, W, H, 90);
        for (int y = 200; y < 280; y++)
        {
            for (int x = 300; x < 400; x++)
                scene.AsSpan(((y * W) + x) * 3, 3).Fill((byte)(((x / 8) + (y / 8)) % 2 == 0 ? 20 : 230));
        }

        byte[] there = JpegEncoder.Encode(scene, W, H, 90);
        for (int y = 200; y < 280; y++)
        {
            for (int x = 400; x < 500; x++)
                scene.AsSpan(((y * W) + x) * 3, 3).Fill((byte)(((x / 8) + (y / 8)) % 2 == 0 ? 20 : 230));
        }

        byte[] first = JpegEncoder.Encode(scene, W, H, 90);
        for (int i = 0; i < quiet + visited; i++)
        {
            while (_metrics.Frames < i - 1)
                await Task.Yield();
            yield return _pool.TryRentJpeg(i < quiet ? still : i == quiet ? first : there, W, H, Rotation.None, Dawn.AddSeconds(i / 5.0), i)!;
        }
    }

    private async IAsyncEnumerable<Frame> DamagedScene()
    {
        byte[] whole = JpegEncoder.Encode(new byte[Width * Height * 3], Width, Height, 90);
        foreach (byte[] jpeg in new[] { whole[..200], whole, [0xFF, 0xD8, 1, 2, 3] })
        {
            yield return _pool.TryRentJpeg(jpeg, Width, Height, Rotation.None, Dawn, 0)!;
            while (_metrics.Frames + _metrics.Damaged == 0)
                await Task.Yield();
        }
    }

    /// <summary>Counts allocations that go to the large object heap: any picture does.</summary>
    private sealed class LargeAllocations : EventListener
    {
        private int _count;

        public int Count
        {
            get => Volatile.Read(ref _count);
            set => Volatile.Write(ref _count, value);
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            // Keyword 1: the collector's events, of which AllocationTick at level Verbose names large objects.
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
                EnableEvents(eventSource, EventLevel.Verbose, (EventKeywords)1);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // AllocationKind 1 is the large object heap.
            if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) == true && eventData.Payload?[1] is 1u)
                Interlocked.Increment(ref _count);
        }
    }
}
