using System.Text;

namespace BirbCam.Monitor.Publishing;

/// <summary>The retained topics of a node, each with what it should hold now.</summary>
internal sealed class StatusBoard
{
    private readonly Lock _gate = new();
    private readonly LatestValue _status;
    private readonly LatestValue _motion;
    private readonly LatestValue _last;
    private readonly string _bootId;
    private readonly string _version;
    private readonly TimeProvider _time;
    private (NodeState State, string? Reason)? _current;
    private DateTimeOffset _since;
    private long _seq;

    /// <summary>Starting, and nothing moves: what a killed run left at the broker is overwritten.</summary>
    public StatusBoard(MqttTopics topics, string bootId, string version, TimeProvider time)
    {
        _status = new LatestValue(topics.Status);
        _motion = new LatestValue(topics.Motion);
        _last = new LatestValue(topics.Last);
        Snapshot = new LatestValue(topics.Snapshot);
        Explanation = new LatestValue(topics.Explanation);
        (_bootId, _version, _time) = (bootId, version, time);
        SetStatus(NodeState.Starting, null);
        SetMotion("OFF");
    }

    public LatestValue Snapshot { get; }

    public LatestValue Explanation { get; }

    /// <summary>They go before the record that speaks of them.</summary>
    public IEnumerable<LatestValue> Pictures => [Snapshot, Explanation];

    public IEnumerable<LatestValue> All => [Snapshot, Explanation, _status, _motion, _last];

    /// <summary>Another reason for the same state does not make the state younger.</summary>
    public void SetStatus(NodeState state, string? reason)
    {
        lock (_gate)
        {
            if (_current == (state, reason))
                return;
            if (_current?.State != state)
                _since = _time.GetUtcNow();

            _current = (state, reason);
            _status.Set(new NodeStatus("birbcam.status/1", ++_seq, _bootId, state, reason, _since, _version).ToPayload());
        }
    }

    /// <param name="onOrOff">ON or OFF.</param>
    public void SetMotion(string onOrOff) => _motion.Set(Encoding.UTF8.GetBytes(onOrOff));

    /// <param name="payload">Of the last accepted detection; null where there has been none.</param>
    public void SetLast(string? payload)
    {
        if (payload is not null)
            _last.Set(Encoding.UTF8.GetBytes(payload));
    }

    /// <summary>For a new connection: everything is to be sent again.</summary>
    public void MarkUnsent()
    {
        foreach (LatestValue value in All)
            value.MarkUnsent();
    }
}
