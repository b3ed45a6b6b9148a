using System.Collections.Concurrent;

namespace BirbCam.Vision.Imaging;

/// <summary>
/// The memory of all frames that may be alive at one time: a fixed number of slots, so that memory is bounded by arithmetic.
/// A slot's buffers are made at its first use and grow only when a camera delivers larger pictures.
/// </summary>
public sealed class FramePool
{
    /// <summary>No camera of this trade is larger; a header that claims more is a damaged or hostile file.</summary>
    public const int MaxPixels = 8192 * 6144;

    /// <summary>Pixels along a side: libjpeg writes no more (JPEG_MAX_DIMENSION), and what is kept of a frame is a JPEG.</summary>
    public const int MaxSide = 65_500;

    private readonly ConcurrentBag<FrameSlot> _idle = [];
    private readonly JpegDecoder _decoder;
    private readonly Lock _decoding = new();
    private int _outstanding;
    private long _refused;
    private long _decoded;

    /// <param name="capacity">How many frames may be alive at once: what the queues and the hands can hold.</param>
    public FramePool(int capacity)
        : this(capacity, new JpegDecoder())
    {
    }

    /// <param name="decoder">Taken over.</param>
    internal FramePool(int capacity, JpegDecoder decoder)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        _decoder = decoder;
        for (int i = 0; i < capacity; i++)
            _idle.Add(new FrameSlot());
    }

    public int Capacity { get; }

    /// <summary>Frames rented and not yet disposed.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>How often the pool was empty when a frame was wanted.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>How many JPEGs were decoded in full, or were tried to: what a quiet camera's frames must not cost.</summary>
    public long Decoded => Volatile.Read(ref _decoded);

    /// <summary>A frame that holds a copy of the BGR pixels, turned by <paramref name="rotation"/>; null where the pool is empty.</summary>
    /// <param name="bgr">height·width·3 bytes, row order, blue first.</param>
    /// <param name="capturedAt">UTC.</param>
    public Frame? TryRent(ReadOnlySpan<byte> bgr, int width, int height, Rotation rotation, DateTimeOffset capturedAt, long sequence)
    {
        CheckSize(width, height);
        ArgumentOutOfRangeException.ThrowIfLessThan(bgr.Length, width * height * 3, nameof(bgr));
        FrameSlot? slot = TryTake();
        if (slot is null)
            return null;

        (int w, int h) = Rotate.Size(width, height, rotation);
        Rotate.Apply(bgr, width, height, 3, rotation, slot.RoomForPixels(w * h * 3));
        slot.HasPixels = true;
        return new Frame(this, slot, w, h, Rotation.None, capturedAt, sequence);
    }

    /// <summary>A frame that holds a copy of the JPEG and decodes it when its pixels are first asked for; null where the pool is empty.</summary>
    /// <param name="width">Width that the JPEG's header gives, before the turn.</param>
    /// <param name="height">Height that the JPEG's header gives, before the turn.</param>
    public Frame? TryRentJpeg(ReadOnlySpan<byte> jpeg, int width, int height, Rotation rotation, DateTimeOffset capturedAt, long sequence)
    {
        CheckSize(width, height);
        FrameSlot? slot = TryTake();
        if (slot is null)
            return null;

        slot.HoldJpeg(jpeg);
        (int w, int h) = Rotate.Size(width, height, rotation);
        return new Frame(this, slot, w, h, rotation, capturedAt, sequence);
    }

    internal void Return(FrameSlot slot)
    {
        _idle.Add(slot);
        Interlocked.Decrement(ref _outstanding);
    }

    /// <exception cref="ImageFormatException">Empty, or larger than <see cref="MaxPixels"/> or <see cref="MaxSide"/>.</exception>
    internal static void CheckSize(int width, int height)
    {
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide || (long)width * height > MaxPixels)
            throw new ImageFormatException($"a picture of {width} × {height} pixels is out of bounds (1 to {MaxPixels:N0} pixels, at most {MaxSide:N0} along a side)");
    }

    internal void Decode(FrameSlot slot, int width, int height, Rotation rotation)
    {
        Interlocked.Increment(ref _decoded);
        lock (_decoding)
            _decoder.DecodeBgr(slot.Jpeg, width, height, rotation, slot.RoomForPixels(width * height * 3));

        // Only now: what a damaged JPEG left is the picture of the slot's last tenant.
        slot.HasPixels = true;
    }

    private FrameSlot? TryTake()
    {
        if (!_idle.TryTake(out FrameSlot? slot))
        {
            Interlocked.Increment(ref _refused);
            return null;
        }

        Interlocked.Increment(ref _outstanding);
        return slot;
    }
}

/// <summary>One slot of the pool: room for the pixels and for the JPEG bytes of one frame.</summary>
internal sealed class FrameSlot
{
    private byte[] _jpeg = [];
    private int _jpegLength;

    public byte[] Pixels { get; private set; } = [];

    public ReadOnlySpan<byte> Jpeg => _jpeg.AsSpan(0, _jpegLength);

    /// <summary>Whether <see cref="Pixels"/> are this frame's, and whole.</summary>
    public bool HasPixels { get; set; }

    public Span<byte> RoomForPixels(int bytes)
    {
        if (Pixels.Length < bytes)
            Pixels = new byte[bytes];
        return Pixels.AsSpan(0, bytes);
    }

    public void HoldJpeg(ReadOnlySpan<byte> jpeg)
    {
        // A quarter of head room: the size of a camera's JPEG changes with every picture, and the buffer should grow once, not daily.
        if (_jpeg.Length < jpeg.Length)
            _jpeg = new byte[jpeg.Length + (jpeg.Length / 4)];
        jpeg.CopyTo(_jpeg);
        _jpegLength = jpeg.Length;
    }

    public void Clear()
    {
        HasPixels = false;
        _jpegLength = 0;
    }
}
