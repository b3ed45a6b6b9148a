namespace BirbCam.Monitor.Exports.Targets;

/// <summary>
/// Before a stream that is only written to asynchronously, as a server's answer: what is written otherwise is held until the next asynchronous write. .NET's archive
/// closes its entries so, asynchronous or not; that is the compressor's rest and a few words, some kilobytes.
/// </summary>
/// <param name="output">Stays open.</param>
internal sealed class HeldWrites(Stream output) : Stream
{
    private readonly MemoryStream _held = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => _held.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _held.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await LetGoAsync(cancellationToken);
        await output.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush()
    {
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await LetGoAsync(cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task LetGoAsync(CancellationToken stop)
    {
        await output.WriteAsync(_held.GetBuffer().AsMemory(0, (int)_held.Length), stop);
        _held.SetLength(0);
    }
}
