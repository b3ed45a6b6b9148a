using BirbCam.Monitor.Bench.Gate;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using OpenCvSharp;

namespace BirbCam.Monitor.Bench.Peers;

/// <summary>
/// A running mean of the grey picture at 100 pixels height, its contrast stretched; contours of what differs by more than 30. Threshold 30, contour area 10, rate 0.01,
/// lightning 0.8.
/// </summary>
/// <remarks>Frigate's improved motion, by its published description and defaults.</remarks>
internal sealed class RunningMean : IBenchedGate
{
    private const int AnalysisHeight = 100;
    private const int Threshold = 30;
    private const double SmallestArea = 10;
    private const double SteadyRate = 0.01;
    private const double CalibratingRate = 0.2;
    private const double Lightning = 0.8;

    private readonly Mat _frame = new();
    private readonly Mat _gray = new();
    private readonly Mat _small = new();
    private readonly Mat _mean = new();
    private readonly Mat _meanBytes = new();
    private readonly Mat _difference = new();
    private readonly Mat _square = new();
    private readonly ContrastStretch _contrast = new();
    private bool _calibrating = true;
    private int _moving;

    public void Take(Frame frame) => Pixels.Copy(frame, _frame);

    public GateView Judge()
    {
        Cv2.CvtColor(_frame, _gray, ColorConversionCodes.BGR2GRAY);
        var size = new Size(Math.Max(AnalysisHeight * _gray.Width / _gray.Height, 1), AnalysisHeight);
        Cv2.Resize(_gray, _small, size, interpolation: InterpolationFlags.Nearest);
        _contrast.Apply(_small.AsSpan<byte>());
        Cv2.GaussianBlur(_small, _small, new Size(3, 3), 1);
        if (_mean.Size() != size)
        {
            _mean.Create(size, MatType.CV_32FC1);
            _mean.SetTo(Scalar.Black);
        }

        Cv2.ConvertScaleAbs(_mean, _meanBytes);
        Cv2.Absdiff(_small, _meanBytes, _difference);
        Cv2.Threshold(_difference, _difference, Threshold, 255, ThresholdTypes.Binary);
        Cv2.Dilate(_difference, _difference, _square);
        Cv2.FindContours(_difference, out Point[][] contours, out _, RetrievalModes.External, ContourApproximationModes.ApproxSimple);
        return Conclude(contours);
    }

    public void Dispose()
    {
        _frame.Dispose();
        _gray.Dispose();
        _small.Dispose();
        _mean.Dispose();
        _meanBytes.Dispose();
        _difference.Dispose();
        _square.Dispose();
    }

    private GateView Conclude(Point[][] contours)
    {
        double sum = 0;
        var moved = new List<Rect>();
        foreach (Point[] contour in contours)
        {
            double area = Cv2.ContourArea(contour);
            sum += area;
            if (area > SmallestArea)
                moved.Add(Cv2.BoundingRect(contour));
        }

        double share = sum / (_small.Width * _small.Height);
        if (share < 0.05 && moved.Count <= 4)
            _calibrating = false;
        if (share > Lightning)
            _calibrating = true;

        // What moves is learned only when it has moved for ten frames.
        _moving = moved.Count > 0 ? _moving + 1 : 0;
        if (moved.Count == 0 || _moving >= 10)
            Cv2.AccumulateWeighted(_small, _mean, _calibrating ? CalibratingRate : SteadyRate, null!);
        return moved.Count == 0 ? new GateView(MotionVerdict.Still, [])
            : _calibrating ? new GateView(MotionVerdict.Settling, [])
            : new GateView(MotionVerdict.Triggered, [.. moved.Select(OnFrame)]);
    }

    private PixelRect OnFrame(Rect box)
    {
        double scale = _frame.Height / (double)AnalysisHeight;
        return new PixelRect((int)(box.X * scale), (int)(box.Y * scale), (int)(box.Width * scale), (int)(box.Height * scale));
    }
}
