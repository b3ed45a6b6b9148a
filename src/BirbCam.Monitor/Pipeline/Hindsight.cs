using BirbCam.Monitor.Sightings;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Pipeline;

/// <summary>
/// Asks the model again about a kept picture: where would it have seen another label? For a person who has just said that it was wrong. Any thread may call; one
/// question at a time, few wait, and a frame of the camera waits for it as for another frame.
/// </summary>
internal sealed class Hindsight(Recognition recognition)
{
    /// <summary>A person asks for one; whoever asks for more at once takes the model from the camera, and threads from the page.</summary>
    public const int MaxAtOnce = 4;

    private readonly Lock _gate = new();
    private readonly FramePool _pool = new(1);
    private int _asking;
    private long _asked;

    /// <summary>Questions so far.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Draws the picture under the map of a label.</summary>
    /// <param name="clean">The detection's picture.</param>
    /// <param name="drawn">As JPEG; null for a label that is none of the model's, and where nothing can be explained.</param>
    /// <returns>False where <see cref="MaxAtOnce"/> ask already.</returns>
    /// <exception cref="ImageFormatException">The picture is damaged.</exception>
    /// <exception cref="ModelException">ONNX Runtime gives up on this picture.</exception>
    public bool TryDraw(Detection detection, byte[] clean, string label, out byte[]? drawn)
    {
        drawn = null;
        try
        {
            if (Interlocked.Increment(ref _asking) > MaxAtOnce)
                return false;

            drawn = Draw(detection, clean, label);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _asking);
        }
    }

    private byte[]? Draw(Detection detection, byte[] clean, string label)
    {
        lock (_gate)
        {
            Interlocked.Increment(ref _asked);
            (int width, int height) = JpegDecoder.ReadSize(clean);
            using Frame frame = _pool.TryRentJpeg(clean, width, height, Rotation.None, detection.CapturedAt, sequence: 0)!;
            return recognition.Explain(frame, MovedOf(detection, width, height), label) is Explanation explanation
                ? ExplanationOverlay.Draw(frame.Pixels, width, height, explanation)
                : null;
        }
    }

    /// <summary>The record has the box around everything that moved, in shares of the frame; the gate may have shown the model smaller ones.</summary>
    private static PixelRect[] MovedOf(Detection detection, int width, int height)
    {
        if (detection.Motion?.Box is not [double x, double y, double w, double h] || w <= 0 || h <= 0)
            return [];

        return [new PixelRect((int)(x * width), (int)(y * height), Math.Max(1, (int)(w * width)), Math.Max(1, (int)(h * height)))];
    }
}
