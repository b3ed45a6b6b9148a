using BirbCam.Vision.Imaging.Jpeg;

namespace BirbCam.Monitor.Capture.Streams;

/// <summary>What a driver hands over for one picture: its whole buffer, of which the picture is the beginning.</summary>
internal static class DriverBuffer
{
    /// <summary>The JPEG in the buffer: what follows the last end marker is not the picture's.</summary>
    /// <param name="buffer">Begins with a JPEG. Where a camera leaves the end marker out, as some do, it is put over the last two bytes, which are padding.</param>
    public static ReadOnlyMemory<byte> PictureIn(Memory<byte> buffer)
    {
        int end = buffer.Span.LastIndexOf(JpegMarker.PictureEnd);
        if (end >= 0)
            return buffer[..(end + JpegMarker.PictureEnd.Length)];

        // Should they be the picture's own, it is cut short; the decoder will notice.
        JpegMarker.PictureEnd.CopyTo(buffer.Span[^JpegMarker.PictureEnd.Length..]);
        return buffer;
    }
}
