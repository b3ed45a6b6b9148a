using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Bench.Gate;

/// <summary>The gate of this program.</summary>
internal sealed class OwnGate(MotionOptions options) : IBenchedGate
{
    private readonly MotionGate _gate = new(options);
    private readonly FramePool _pool = new(1);
    private Frame? _frame;

    public void Take(Frame frame)
    {
        _frame?.Dispose();
        _frame = _pool.TryRent(frame.Pixels, frame.Width, frame.Height, Rotation.None, frame.CapturedAt, frame.Sequence);
    }

    public GateView Judge()
    {
        MotionResult result = _gate.Update(_frame!);
        return new GateView(result.Verdict, result.Regions);
    }

    public void Dispose() => _frame?.Dispose();
}
