using BenchmarkDotNet.Attributes;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Monitor.Bench.Peers;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Kernels;

namespace BirbCam.Benchmarks;

/// <summary>
/// What the gate allocates, how its cost grows with the frame, and its peers beside it on the same decoded frames, one thread; <c>birbcam bench gate</c> measures it on clips. The column
/// <c>Ratio</c> is in 640×480 frames of our gate: the aim is at most 2.5 for 1080p, at least 10 for MOG2 with its median, at least 1 for the running mean. Every figure contains taking the
/// frame into the gate's own memory, which has rows of its own.
/// </summary>
[MemoryDiagnoser]
public class GateBenchmark : IDisposable
{
    private const int Count = 40;

    // Of a 640×480 frame.
    private const int AnalysisWidth = 213;
    private const int AnalysisHeight = 160;

    private readonly FramePool _pool = new((2 * Count) + 1);
    private readonly OwnGate _gate = new(new MotionOptions());
    private readonly OwnGate _gateOf1080 = new(new MotionOptions());
    private readonly OwnGate _taking = new(new MotionOptions());
    private readonly OwnGate _takingOf1080 = new(new MotionOptions());
    private readonly MotionGate _gateOfJpeg = new(new MotionOptions());
    private readonly List<Frame> _frames = [];
    private readonly List<Frame> _largeFrames = [];
    private readonly List<byte[]> _jpegs = [];
    private readonly float[] _before = new float[AnalysisWidth * AnalysisHeight];
    private readonly float[] _now = new float[AnalysisWidth * AnalysisHeight];
    private readonly float[] _scratch = new float[AnalysisWidth * AnalysisHeight];
    private IBenchedGate? _mixture;
    private IBenchedGate? _mean;
    private int _next;

    [GlobalSetup]
    public void Draw()
    {
        if (!GatePeers.TryGet(out Contender[]? peers, out string? missing))
            throw new InvalidOperationException(missing);

        (_mixture, _mean) = (peers[0].Create(), peers[1].Create());
        var random = new Random(1);
        foreach (ref float value in _before.AsSpan())
            value = random.Next(-20, 21);
        Registration.Move(_before, AnalysisWidth, AnalysisHeight, new Displacement(3, -5, 0.01f, 1), _now);
        Draw(640, 480, _frames);
        Draw(1920, 1080, _largeFrames);
        _jpegs.AddRange(_frames.Select(frame => JpegEncoder.Encode(frame)));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _frames.ForEach(frame => frame.Dispose());
        _largeFrames.ForEach(frame => frame.Dispose());
        _gate.Dispose();
        _gateOf1080.Dispose();
        _taking.Dispose();
        _takingOf1080.Dispose();
        _mixture?.Dispose();
        _mean?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, Description = "gate, 640×480")]
    public bool Gate() => Ask(_gate, _frames);

    [Benchmark(Description = "gate, 1920×1080")]
    public bool GateOfLargeFrames() => Ask(_gateOf1080, _largeFrames);

    [Benchmark(Description = "gate, 640×480 JPEG (decoding included)")]
    public bool GateOfJpeg()
    {
        int number = _next++;
        using Frame frame = _pool.TryRentJpeg(_jpegs[number % Count], 640, 480, Rotation.None, DateTimeOffset.UnixEpoch.AddSeconds(number * 0.2), number)!;
        return _gateOfJpeg.Update(frame).IsTriggered;
    }

    [Benchmark(Description = "MOG2 + 25×25 median, 640×480")]
    public bool Mixture() => Ask(_mixture!, _frames);

    [Benchmark(Description = "running mean, 640×480")]
    public bool Mean() => Ask(_mean!, _frames);

    [Benchmark(Description = "(finding a 640×480 picture again after a knock)")]
    public float FindAgain() => Registration.Find(_before, _now, AnalysisWidth, AnalysisHeight, _scratch).Agreement;

    [Benchmark(Description = "(taking the 640×480 frame)")]
    public void Take() => _taking.Take(Next(_frames));

    [Benchmark(Description = "(taking the 1920×1080 frame)")]
    public void TakeLarge() => _takingOf1080.Take(Next(_largeFrames));

    private bool Ask(IBenchedGate gate, List<Frame> frames)
    {
        gate.Take(Next(frames));
        return gate.Judge().IsTriggered;
    }

    private Frame Next(List<Frame> frames) => frames[_next++ % Count];

    /// <summary>Eight seconds of the simulated balcony with all its nuisances and no visitor, again and again.</summary>
    private void Draw(int width, int height, List<Frame> frames)
    {
        using var scene = new BalconyScene(new SimulationOptions { Width = width, Height = height, Visitors = [] });
        byte[] bgr = new byte[width * height * 3];
        for (int i = 0; i < Count; i++)
        {
            scene.Render(TimeSpan.FromSeconds(i * 0.2), bgr);
            frames.Add(_pool.TryRent(bgr, width, height, Rotation.None, DateTimeOffset.UnixEpoch.AddSeconds(i * 0.2), i)!);
        }
    }
}
