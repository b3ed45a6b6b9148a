using System.Buffers;

namespace BirbCam.Monitor.Rejects;

/// <summary>The last few pictures as JPEG bytes, in memory that is used again and again. One thread at a time.</summary>
/// <param name="capacity">How many.</param>
internal sealed class FilmStrip(int capacity)
{
    private readonly (DateTimeOffset CapturedAt, ArrayBufferWriter<byte> Jpeg)[] _pictures =
        [.. Enumerable.Range(0, capacity).Select(_ => (DateTimeOffset.MinValue, new ArrayBufferWriter<byte>()))];

    private long _added;

    public int Count => (int)Math.Min(_added, capacity);

    /// <summary>Takes a picture in place of the oldest.</summary>
    /// <param name="write">Writes its bytes.</param>
    public void Add(DateTimeOffset capturedAt, Action<IBufferWriter<byte>> write)
    {
        ref (DateTimeOffset CapturedAt, ArrayBufferWriter<byte> Jpeg) picture = ref _pictures[_added % capacity];
        picture.CapturedAt = capturedAt;
        picture.Jpeg.ResetWrittenCount();
        write(picture.Jpeg);
        _added++;
    }

    /// <param name="index">From 0, the oldest, below <see cref="Count"/>.</param>
    /// <returns>Bytes that are valid until the next picture is added.</returns>
    public (DateTimeOffset CapturedAt, ReadOnlyMemory<byte> Jpeg) this[int index]
    {
        get
        {
            (DateTimeOffset capturedAt, ArrayBufferWriter<byte> jpeg) = _pictures[(_added - Count + index) % capacity];
            return (capturedAt, jpeg.WrittenMemory);
        }
    }
}
