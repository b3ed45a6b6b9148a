using BirbCam.Monitor.Pipeline;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Shown;

namespace BirbCam.Monitor.Web;

/// <summary>
/// The next frame with the gate's word on it, and what the gate has learned to put up with, for whoever asks. While nobody does, a frame costs two comparisons; where
/// several ask, it is copied once and encoded once, by one of them and not by the gate. Any thread may ask.
/// </summary>
/// <param name="tolerance">Of the gate; called on its loop.</param>
internal sealed class LivePicture(Func<ToleranceMap> tolerance)
{
    /// <summary>Good enough to aim a camera by, at half the bytes of a kept picture.</summary>
    private const int Quality = 75;

    private readonly NextFrame<LiveLook> _looks = new();
    private readonly NextFrame<ToleranceMap> _tolerances = new();
    private long _encoded;

    /// <summary>Frames that were made into a JPEG.</summary>
    public long Encoded => Interlocked.Read(ref _encoded);

    /// <summary>How many wait for the next frame.</summary>
    public int Waiting => _looks.Waiting + _tolerances.Waiting;

    /// <summary>The next frame that the gate looks at.</summary>
    /// <exception cref="OperationCanceledException">Stopped; no frame may come for a night.</exception>
    public Task<LiveLook> NextAsync(CancellationToken stop) => _looks.WaitAsync(stop);

    /// <inheritdoc cref="NextAsync"/>
    public Task<ToleranceMap> NextToleranceAsync(CancellationToken stop) => _tolerances.WaitAsync(stop);

    /// <summary>On the gate loop.</summary>
    /// <exception cref="ImageFormatException">The camera's JPEG is damaged; whoever asked waits for the next frame.</exception>
    public void Offer(Frame frame, MotionResult motion)
    {
        if (_looks.IsAsked)
            _looks.Answer(new LiveLook(PictureCopy.Of(frame, Quality, () => Interlocked.Increment(ref _encoded)), motion, frame.Width, frame.Height));
        if (_tolerances.IsAsked)
            _tolerances.Answer(tolerance());
    }
}

/// <param name="Jpeg">Made when it is asked for.</param>
/// <param name="Width">Of the frame that the regions are on, in pixels.</param>
internal sealed record LiveLook(Lazy<byte[]> Jpeg, MotionResult Motion, int Width, int Height);
