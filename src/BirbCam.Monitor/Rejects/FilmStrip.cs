namespace BirbCam.Monitor.Rejects;

/// <summary>The last few pictures as JPEG bytes, in memory that is used again and again. One thread at a time.</summary>
/// <param name="capacity">How many.</param>
internal sealed class FilmStrip(int capacity)
{
    private readonly Picture[] _pictures = [.. Enumerable.Range(0, capacity).Select(_ => new Picture())];
    private long _added;

    public int Count => (int)Math.Min(_added, capacity);

    /// <summary>Takes a picture in place of the oldest.</summary>
    /// <param name="write">Writes its bytes into memory that it may replace by more, and gives their number.</param>
    public void Add(DateTimeOffset capturedAt, Func<byte[], (byte[] Bytes, int Length)> write)
    {
        Picture picture = _pictures[_added % capacity];
        (picture.Bytes, picture.Length) = write(picture.Bytes);
        picture.CapturedAt = capturedAt;
        _added++;
    }

    /// <param name="index">From 0, the oldest, below <see cref="Count"/>.</param>
    /// <returns>Bytes that are valid until the next picture is added.</returns>
    public (DateTimeOffset CapturedAt, ReadOnlyMemory<byte> Jpeg) this[int index]
    {
        get
        {
            Picture picture = _pictures[(_added - Count + index) % capacity];
            return (picture.CapturedAt, picture.Bytes.AsMemory(0, picture.Length));
        }
    }

    private sealed class Picture
    {
        public byte[] Bytes { get; set; } = [];

        public int Length { get; set; }

        public DateTimeOffset CapturedAt { get; set; }
    }
}
