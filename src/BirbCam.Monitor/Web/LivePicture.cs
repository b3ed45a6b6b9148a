using System.Buffers;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Web;

/// <summary>
/// The next frame as JPEG, for whoever asks. While nobody does, a frame costs one comparison; where several ask, it is copied once and encoded once, by one of them
/// and not by the gate. Any thread may call.
/// </summary>
internal sealed class LivePicture
{
    /// <summary>Good enough to aim a camera by, at half the bytes of a kept picture.</summary>
    private const int Quality = 75;

    private TaskCompletionSource<Lazy<byte[]>>? _asked;
    private int _waiting;
    private long _encoded;

    /// <summary>Frames that were made into a JPEG.</summary>
    public long Encoded => Interlocked.Read(ref _encoded);

    /// <summary>How many wait for the next frame.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The next frame that the gate looks at.</summary>
    /// <exception cref="OperationCanceledException">Stopped; no frame may come for a night.</exception>
    public async Task<byte[]> NextAsync(CancellationToken stop)
    {
        var ours = new TaskCompletionSource<Lazy<byte[]>>(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<Lazy<byte[]>> asked = Interlocked.CompareExchange(ref _asked, ours, null) ?? ours;
        Interlocked.Increment(ref _waiting);
        try
        {
            Lazy<byte[]> picture = await asked.Task.WaitAsync(stop);
            return picture.Value;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>On the gate loop.</summary>
    /// <exception cref="ImageFormatException">The camera's JPEG is damaged; whoever asked waits for the next frame.</exception>
    public void Offer(Frame frame)
    {
        if (Volatile.Read(ref _asked) is null)
            return;

        Lazy<byte[]> picture = Take(frame);
        Interlocked.Exchange(ref _asked, null)?.SetResult(picture);
    }

    /// <summary>A camera's own JPEG is passed on as it came.</summary>
    private Lazy<byte[]> Take(Frame frame)
    {
        if (!frame.Jpeg.IsEmpty && frame.JpegRotation == Rotation.None)
            return new Lazy<byte[]>(frame.Jpeg.ToArray());

        ReadOnlySpan<byte> pixels = frame.Pixels;
        (int width, int height) = (frame.Width, frame.Height);
        byte[] copy = ArrayPool<byte>.Shared.Rent(pixels.Length);
        pixels.CopyTo(copy);
        return new Lazy<byte[]>(() =>
        {
            Interlocked.Increment(ref _encoded);
            byte[] jpeg = JpegEncoder.Encode(copy.AsSpan(0, width * height * 3), width, height, Quality);
            ArrayPool<byte>.Shared.Return(copy);
            return jpeg;
        });
    }
}
