namespace BirbCam.Vision.Imaging;

/// <summary>
/// One camera image with its time: Height×Width×3 bytes, HWC, blue-green-red. It has one owner, who writes <c>using</c>;
/// <see cref="Dispose"/> gives the memory back to the pool, and touching the frame afterwards throws.
/// A frame of a camera that delivers JPEG keeps the compressed bytes and decodes them when the pixels are first asked for.
/// Not thread-safe: its owner is one task.
/// </summary>
public sealed class Frame : IDisposable
{
    private readonly FramePool _pool;
    private readonly Rotation _jpegRotation;
    private FrameSlot? _slot;

    internal Frame(FramePool pool, FrameSlot slot, int width, int height, Rotation jpegRotation, DateTimeOffset capturedAt, long sequence)
    {
        _pool = pool;
        _slot = slot;
        _jpegRotation = jpegRotation;
        Width = width;
        Height = height;
        CapturedAt = capturedAt;
        Sequence = sequence;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>UTC.</summary>
    public DateTimeOffset CapturedAt { get; }

    /// <summary>Counts the camera's images from 0; a gap is a dropped image.</summary>
    public long Sequence { get; }

    public PixelRect Bounds => new(0, 0, Width, Height);

    /// <summary>Height·Width·3 bytes, BGR, row order. Decodes at the first call where the camera delivered JPEG.</summary>
    /// <exception cref="ObjectDisposedException">The frame was disposed or handed over.</exception>
    /// <exception cref="ImageFormatException">The camera's JPEG is damaged.</exception>
    public ReadOnlySpan<byte> Pixels
    {
        get
        {
            FrameSlot slot = Slot;
            if (!slot.HasPixels)
                _pool.Decode(slot, Width, Height, _jpegRotation);
            return slot.Pixels.AsSpan(0, Width * Height * 3);
        }
    }

    /// <summary>Whether <see cref="Jpeg"/> is all there is so far: asking for <see cref="Pixels"/> would decode.</summary>
    public bool IsCompressed => !Slot.HasPixels;

    /// <summary>The camera's own JPEG, before <see cref="JpegRotation"/>; empty where the camera delivered pixels.</summary>
    public ReadOnlySpan<byte> Jpeg => Slot.Jpeg;

    /// <summary>The turn that makes <see cref="Jpeg"/> look like <see cref="Pixels"/>.</summary>
    public Rotation JpegRotation => _jpegRotation;

    private FrameSlot Slot => _slot ?? throw new ObjectDisposedException(nameof(Frame), "this frame was disposed or handed over");

    /// <summary>Passes the image on: the new handle owns it and this one is empty.</summary>
    public Frame HandOver()
    {
        FrameSlot slot = Slot;
        _slot = null;
        return new Frame(_pool, slot, Width, Height, _jpegRotation, CapturedAt, Sequence);
    }

    public void Dispose()
    {
        FrameSlot? slot = Interlocked.Exchange(ref _slot, null);
        if (slot is null)
            return;

        slot.Clear();
        _pool.Return(slot);
    }
}
