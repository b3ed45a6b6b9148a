using BenchmarkDotNet.Attributes;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using OpenCvSharp;

namespace BirbCam.Benchmarks;

/// <summary>
/// The gate and its two peers on the same decoded frames, from BGR in memory to the verdict, one thread. The aim: a tenth of MOG2 with its median, and
/// no dearer than the running mean; a 1080p frame at most 2.5 times a 480p one.
/// </summary>
[MemoryDiagnoser]
public class GateBenchmark : IDisposable
{
    private const int Count = 40;

    private readonly FramePool _pool = new(2 * Count);
    private readonly MotionGate _gate = new(new MotionOptions());
    private readonly MotionGate _gateOf1080 = new(new MotionOptions());
    private readonly MotionGate _gateOfJpeg = new(new MotionOptions());
    private readonly MixtureOfGaussians _mixture = new();
    private readonly RunningMean _runningMean = new();
    private readonly List<byte[]> _pictures = [];
    private readonly List<byte[]> _largePictures = [];
    private readonly List<byte[]> _jpegs = [];
    private readonly List<Mat> _mats = [];
    private int _next;

    [GlobalSetup]
    public void Draw()
    {
        Cv2.SetNumThreads(1);
        Draw(640, 480, _pictures);
        Draw(1920, 1080, _largePictures);
        foreach (byte[] picture in _pictures)
        {
            _jpegs.Add(JpegEncoder.Encode(picture, 640, 480, 90));
            using Mat borrowed = Mat.FromPixelData(480, 640, MatType.CV_8UC3, picture);
            _mats.Add(borrowed.Clone());
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _mats.ForEach(mat => mat.Dispose());
        _mixture.Dispose();
        _runningMean.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "gate, 640×480")]
    public bool Gate() => Update(_gate, _pictures, 640, 480);

    [Benchmark(Description = "gate, 1920×1080")]
    public bool GateOfLargeFrames() => Update(_gateOf1080, _largePictures, 1920, 1080);

    [Benchmark(Description = "gate, 640×480 JPEG (decoding included)")]
    public bool GateOfJpeg()
    {
        using Frame frame = _pool.TryRentJpeg(Next(_jpegs), 640, 480, Rotation.None, Now, _next)!;
        return _gateOfJpeg.Update(frame).IsTriggered;
    }

    [Benchmark(Baseline = true, Description = "MOG2 + 25×25 median, 640×480")]
    public bool Mixture() => _mixture.Update(Next(_mats));

    [Benchmark(Description = "running mean, 640×480")]
    public bool Mean() => _runningMean.Update(Next(_mats));

    [Benchmark(Description = "(renting the 640×480 frame, contained in the gate's figure)")]
    public void Rent()
    {
        using Frame frame = _pool.TryRent(Next(_pictures), 640, 480, Rotation.None, Now, _next)!;
    }

    private DateTimeOffset Now => DateTimeOffset.UnixEpoch.AddSeconds(_next * 0.2);

    private bool Update(MotionGate gate, List<byte[]> pictures, int width, int height)
    {
        using Frame frame = _pool.TryRent(Next(pictures), width, height, Rotation.None, Now, _next)!;
        return gate.Update(frame).IsTriggered;
    }

    private T Next<T>(List<T> items) => items[_next++ % items.Count];

    /// <summary>Eight seconds of the simulated balcony with all its nuisances and no visitor.</summary>
    private static void Draw(int width, int height, List<byte[]> pictures)
    {
        using var scene = new BalconyScene(new SimulationOptions { Width = width, Height = height, Visitors = [] });
        for (int i = 0; i < Count; i++)
        {
            byte[] bgr = new byte[width * height * 3];
            scene.Render(TimeSpan.FromSeconds(i * 0.2), bgr);
            pictures.Add(bgr);
        }
    }
}
