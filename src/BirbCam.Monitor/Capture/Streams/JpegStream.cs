namespace BirbCam.Monitor.Capture.Streams;

/// <summary>The pictures of a stream of bytes, one after the other, whatever lies between them.</summary>
internal sealed class JpegStream
{
    /// <summary>A JPEG of <c>FramePool.MaxPixels</c> at the best quality stays under it; a stream that claims more is not a camera.</summary>
    public const int MaxPictureBytes = 64 << 20;

    private readonly JpegSplitter _splitter = new(MaxPictureBytes);
    private Stream _stream = Stream.Null;

    /// <summary>Reads this stream from now on; it stays the caller's.</summary>
    public void Start(Stream stream)
    {
        _splitter.Clear();
        _stream = stream;
    }

    /// <summary>The next picture, valid until the next call, or null at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken stop)
    {
        ReadOnlyMemory<byte> jpeg;
        while (!_splitter.TryTake(out jpeg))
        {
            int read = await _stream.ReadAsync(_splitter.Space(), stop);
            if (read == 0)
                return null;
            _splitter.Wrote(read);
        }

        return jpeg;
    }
}
