using BirbCam.Vision.Imaging.Jpeg;

namespace BirbCam.Monitor.Capture;

/// <summary>
/// Something that delivers images: a device, a child process, a stream, a recording, a simulation. It keeps no frame of the pool:
/// it fills memory of its own, which is valid until the next read, and the camera copies what it wants to keep.
/// Code of others that may hang thus never writes into pooled pixels. A source may be slow to answer but does not block its caller.
/// It may be disposed while a read is under way that nobody waits for any more.
/// </summary>
public interface IFrameSource : IAsyncDisposable
{
    /// <summary>Opens the device; called once, before the first read.</summary>
    /// <exception cref="CaptureException">It cannot be opened; the message says what to do.</exception>
    ValueTask OpenAsync(CancellationToken stop);

    /// <summary>The next image, or null at the end of a recording.</summary>
    /// <exception cref="CaptureException">The device is lost: dispose this source and open another.</exception>
    ValueTask<CapturedImage?> ReadAsync(CancellationToken stop);
}

/// <summary>What a source hands over: valid until its next read.</summary>
/// <param name="Encoding">What <paramref name="Data"/> holds.</param>
/// <param name="Width">Before any rotation; 0 where a JPEG's header cannot be read: a damaged image.</param>
/// <param name="Height">Before any rotation; 0 where a JPEG's header cannot be read.</param>
/// <param name="Data">Height·Width·3 bytes BGR in row order, or one whole JPEG (FF D8 … FF D9).</param>
/// <param name="Position">Time since the start of a recording or simulation; null for a live camera.</param>
public readonly record struct CapturedImage(ImageEncoding Encoding, int Width, int Height, ReadOnlyMemory<byte> Data, TimeSpan? Position)
{
    /// <summary>A JPEG with the size that its header gives.</summary>
    internal static CapturedImage OfJpeg(ReadOnlyMemory<byte> jpeg, TimeSpan? position)
    {
        _ = JpegHeader.TryRead(jpeg.Span, out JpegHeader header);
        return new CapturedImage(ImageEncoding.Jpeg, header.Width, header.Height, jpeg, position);
    }
}

public enum ImageEncoding
{
    Bgr,
    Jpeg,
}

/// <summary>The camera is lost or cannot be opened: the world's mischief, to be tried again. The message is one line for a person.</summary>
public sealed class CaptureException : Exception
{
    public CaptureException(string message)
        : base(message)
    {
    }

    public CaptureException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
