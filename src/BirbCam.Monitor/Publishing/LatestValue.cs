namespace BirbCam.Monitor.Publishing;

/// <summary>
/// What one retained topic should hold. Setting it overwrites what was not sent yet: a state that nobody has seen is nobody's loss, and a hanging
/// broker costs its callers nothing. Any thread may set it; one loop sends it.
/// </summary>
internal sealed class LatestValue(string topic)
{
    private readonly Lock _gate = new();
    private ReadOnlyMemory<byte> _payload;
    private long _version;
    private long _sentVersion;

    public string Topic => topic;

    /// <param name="payload">Not written to afterwards.</param>
    public void Set(ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            if (_version > 0 && payload.Span.SequenceEqual(_payload.Span))
                return;

            _payload = payload;
            _version++;
        }
    }

    /// <summary>What has to be sent, with the version for <see cref="MarkSent"/>; false where the broker has the newest.</summary>
    public bool TryGetUnsent(out ReadOnlyMemory<byte> payload, out long version)
    {
        lock (_gate)
        {
            (payload, version) = (_payload, _version);
            return _version > _sentVersion;
        }
    }

    public void MarkSent(long version)
    {
        lock (_gate)
            _sentVersion = version;
    }

    /// <summary>For a new connection: this broker may never have had it.</summary>
    public void MarkUnsent() => MarkSent(0);
}
