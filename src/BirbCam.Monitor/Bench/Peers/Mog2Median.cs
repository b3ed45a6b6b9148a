using BirbCam.Monitor.Bench.Gate;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using OpenCvSharp;

namespace BirbCam.Monitor.Bench.Peers;

/// <summary>The ancestor's gate: MOG2 with learning rate 0.05, a 25×25 median over the mask, any pixel at 255; nothing in the first thirty frames.</summary>
/// <remarks>evjrob/birbcam, by its published description.</remarks>
internal sealed class Mog2Median : IBenchedGate
{
    private const int BurnIn = 30;

    private readonly BackgroundSubtractorMOG2 _model = BackgroundSubtractorMOG2.Create();
    private readonly Mat _frame = new();
    private readonly Mat _mask = new();
    private readonly Mat _smooth = new();
    private readonly Mat _labels = new();
    private readonly Mat _stats = new();
    private readonly Mat _centroids = new();
    private int _frames;

    public void Take(Frame frame) => Pixels.Copy(frame, _frame);

    public GateView Judge()
    {
        _model.Apply(_frame, _mask, 0.05);
        if (++_frames <= BurnIn)
            return new GateView(MotionVerdict.Settling, []);

        Cv2.MedianBlur(_mask, _smooth, 25);
        Cv2.Threshold(_smooth, _smooth, 254, 1, ThresholdTypes.Binary);
        int count = Cv2.ConnectedComponentsWithStats(_smooth, _labels, _stats, _centroids);
        return count > 1 ? new GateView(MotionVerdict.Triggered, [.. Enumerable.Range(1, count - 1).Select(BoxOf)]) : new GateView(MotionVerdict.Still, []);
    }

    public void Dispose()
    {
        _model.Dispose();
        _frame.Dispose();
        _mask.Dispose();
        _smooth.Dispose();
        _labels.Dispose();
        _stats.Dispose();
        _centroids.Dispose();
    }

    private PixelRect BoxOf(int label) => new(_stats.At<int>(label, 0), _stats.At<int>(label, 1), _stats.At<int>(label, 2), _stats.At<int>(label, 3));
}
