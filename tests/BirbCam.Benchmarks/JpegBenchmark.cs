using System.Diagnostics;
using System.Globalization;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Benchmarks;

/// <summary>
/// What a frame of a motion JPEG camera costs that does not trigger: grey at reduced size and the gate, from the compressed bytes to the verdict, one thread. The aim:
/// from 1080p at most 60 % of decoding the frame in full, both by TurboJPEG.
/// </summary>
/// <remarks>All figures of a size are taken in turn, round after round, in one process: what else the machine does falls on all of them alike.</remarks>
internal static class JpegBenchmark
{
    /// <summary>Eight seconds at five frames a second.</summary>
    private const int Pictures = 40;

    /// <summary>What <c>rpicam-vid</c> is asked for.</summary>
    private const int Quality = 90;

    private const int WarmUps = 50;

    /// <param name="args">Rounds.</param>
    public static void Run(string[] args)
    {
        int rounds = args is [string first, ..] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 400;
        Console.WriteLine(JpegDecoder.Library == JpegLibrary.TurboJpeg
            ? "| frame | figure | median (10 %) | of TurboJPEG's full decode | allocated |"
            : "TurboJPEG is not installed (sudo apt install libturbojpeg0): there is nothing to compare with.");
        if (JpegDecoder.Library != JpegLibrary.TurboJpeg)
            return;

        Console.WriteLine("|---|---|---|---|---|");
        new Size(640, 480, reduction: 2).Measure(rounds);
        new Size(1920, 1080, reduction: 8).Measure(rounds);
    }

    /// <param name="reduction">That the gate chooses for frames of this size.</param>
    private sealed class Size(int width, int height, int reduction)
    {
        private readonly FramePool _pool = new(1);
        private readonly MotionGate _gate = new(new MotionOptions());
        private readonly JpegDecoder _turbo = new(JpegLibrary.TurboJpeg);
        private readonly JpegDecoder _skia = new(JpegLibrary.Skia);
        private readonly byte[] _bgr = new byte[width * height * 3];
        private GrayImage? _gray;
        private int _next;

        public void Measure(int rounds)
        {
            byte[][] jpegs = Draw();
            (string Name, Action<byte[]> Work)[] figures =
            [
                ("full colour decode, TurboJPEG", jpeg => _turbo.DecodeBgr(jpeg, width, height, Rotation.None, _bgr)),
                ($"grey decode at 1/{reduction}, TurboJPEG", jpeg => _turbo.DecodeLuma(jpeg, reduction, Rotation.None, ref _gray)),
                ("frame rented, grey decode, gate: the whole way", Judge),
                ("full colour decode, Skia", jpeg => _skia.DecodeBgr(jpeg, width, height, Rotation.None, _bgr)),
                ($"grey decode at 1/{reduction}, Skia", jpeg => _skia.DecodeLuma(jpeg, reduction, Rotation.None, ref _gray)),
            ];
            double[][] milliseconds = [.. figures.Select(_ => new double[rounds])];
            long[] allocated = new long[figures.Length];
            for (int round = -WarmUps; round < rounds; round++)
            {
                for (int i = 0; i < figures.Length; i++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    long start = Stopwatch.GetTimestamp();
                    figures[i].Work(jpegs[(round + WarmUps) % jpegs.Length]);
                    TimeSpan took = Stopwatch.GetElapsedTime(start);
                    if (round < 0)
                        continue;
                    milliseconds[i][round] = took.TotalMilliseconds;
                    allocated[i] += GC.GetAllocatedBytesForCurrentThread() - before;
                }
            }

            for (int i = 0; i < figures.Length; i++)
            {
                double share = Percentile(milliseconds[i].Zip(milliseconds[0], (one, full) => one / full), 0.5);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {width}×{height} | {figures[i].Name} | {Percentile(milliseconds[i], 0.5):0.00} ({Percentile(milliseconds[i], 0.1):0.00}) ms | {100 * share:0} % | {allocated[i] / rounds} B |"));
            }
        }

        private void Judge(byte[] jpeg)
        {
            using Frame frame = _pool.TryRentJpeg(jpeg, width, height, Rotation.None, DateTimeOffset.UnixEpoch.AddSeconds(_next * 0.2), _next)!;
            _next++;
            _ = _gate.Update(frame);
        }

        /// <summary>The simulated balcony with all its nuisances and no visitor.</summary>
        private byte[][] Draw()
        {
            using var scene = new BalconyScene(new SimulationOptions { Width = width, Height = height, Visitors = [] });
            byte[][] jpegs = new byte[Pictures][];
            for (int i = 0; i < jpegs.Length; i++)
            {
                scene.Render(TimeSpan.FromSeconds(i * 0.2), _bgr);
                jpegs[i] = JpegEncoder.Encode(_bgr, width, height, Quality);
            }

            return jpegs;
        }

        private static double Percentile(IEnumerable<double> values, double share) => values.Order().ElementAt((int)(share * (values.Count() - 1)));
    }
}
