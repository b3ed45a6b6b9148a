using OpenCvSharp;

namespace BirbCam.Benchmarks;

/// <summary>The ancestor's gate: MOG2 with learning rate 0.05, a 25×25 median over the mask, any pixel at 255.</summary>
internal sealed class MixtureOfGaussians : IDisposable
{
    private readonly BackgroundSubtractorMOG2 _model = BackgroundSubtractorMOG2.Create();
    private readonly Mat _mask = new();
    private readonly Mat _smooth = new();
    private readonly Mat _labels = new();
    private readonly Mat _stats = new();
    private readonly Mat _centroids = new();

    public bool Update(Mat bgr)
    {
        _model.Apply(bgr, _mask, 0.05);
        Cv2.MedianBlur(_mask, _smooth, 25);
        Cv2.Threshold(_smooth, _smooth, 254, 1, ThresholdTypes.Binary);
        return Cv2.ConnectedComponentsWithStats(_smooth, _labels, _stats, _centroids) > 1;
    }

    public void Dispose()
    {
        _model.Dispose();
        _mask.Dispose();
        _smooth.Dispose();
        _labels.Dispose();
        _stats.Dispose();
        _centroids.Dispose();
    }
}

/// <summary>A running mean at 100 pixels height with contrast stretch (threshold 30, contour area 10, rate 0.01), as Frigate describes its own.</summary>
internal sealed class RunningMean : IDisposable
{
    private const int AnalysisHeight = 100;

    private readonly Mat _gray = new();
    private readonly Mat _small = new();
    private readonly Mat _mean = new();
    private readonly Mat _difference = new();
    private readonly Mat _meanBytes = new();
    private readonly (double Low, double High)[] _contrast = [.. Enumerable.Repeat((0.0, 255.0), 50)];
    private readonly int[] _histogram = new int[256];
    private int _next;
    private int _moving;
    private bool _calibrating = true;

    public bool Update(Mat bgr)
    {
        Cv2.CvtColor(bgr, _gray, ColorConversionCodes.BGR2GRAY);
        Cv2.Resize(_gray, _small, new Size(AnalysisHeight * _gray.Width / _gray.Height, AnalysisHeight), interpolation: InterpolationFlags.Nearest);
        Stretch();
        Cv2.GaussianBlur(_small, _small, new Size(3, 3), 1);
        if (_mean.Empty())
            _mean.Create(_small.Size(), MatType.CV_32FC1);
        Cv2.ConvertScaleAbs(_mean, _meanBytes);
        Cv2.Absdiff(_small, _meanBytes, _difference);
        Cv2.Threshold(_difference, _difference, 30, 255, ThresholdTypes.Binary);
        using (var cross = new Mat())
            Cv2.Dilate(_difference, _difference, cross);
        Cv2.FindContours(_difference, out Point[][] contours, out _, RetrievalModes.External, ContourApproximationModes.ApproxSimple);
        return Judge(contours);
    }

    public void Dispose()
    {
        _gray.Dispose();
        _small.Dispose();
        _mean.Dispose();
        _difference.Dispose();
        _meanBytes.Dispose();
    }

    private bool Judge(Point[][] contours)
    {
        double[] areas = [.. contours.Select(contour => Cv2.ContourArea(contour))];
        int boxes = areas.Count(area => area > 10);
        double share = areas.Sum() / (_small.Width * _small.Height);
        if (share < 0.05 && boxes <= 4)
            _calibrating = false;
        if (_calibrating || share > 0.8)
            _calibrating = true;
        _moving = boxes > 0 ? _moving + 1 : 0;
        if (boxes == 0 || _moving >= 10)
            Cv2.AccumulateWeighted(_small, _mean, _calibrating ? 0.2 : 0.01, null!);
        return boxes > 0 && !_calibrating;
    }

    private void Stretch()
    {
        (double low, double high) = (Percentile(0.04), Percentile(0.96));
        if (low >= high)
            return;

        _contrast[_next] = (low, high);
        _next = (_next + 1) % _contrast.Length;
        (double a, double b) = (_contrast.Average(pair => pair.Low), _contrast.Average(pair => pair.High));
        _small.ConvertTo(_small, MatType.CV_8UC1, 255 / (b - a), -a * 255 / (b - a));
    }

    private double Percentile(double share)
    {
        Array.Clear(_histogram);
        _small.GetArray(out byte[] values);
        foreach (byte value in values)
            _histogram[value]++;
        int wanted = (int)(share * values.Length);
        for (int grey = 0, sum = 0; grey < 256; grey++)
        {
            sum += _histogram[grey];
            if (sum > wanted)
                return grey;
        }

        return 255;
    }
}
