using System.Globalization;
using System.Text;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Publishing;

/// <summary>The retained topics of a node, each with what it should hold now.</summary>
internal sealed class StatusBoard
{
    private readonly Lock _gate = new();
    private readonly LatestValue _status;
    private readonly LatestValue _camera;
    private readonly LatestValue _motion;
    private readonly LatestValue _last;
    private readonly LatestValue _review;
    private readonly LatestValue _stats;
    private readonly LatestValue _model;
    private readonly LatestValue _announcement;
    private readonly LatestValue _enabled;
    private readonly Dictionary<string, LatestValue> _thresholds;
    private readonly List<(LatestValue Present, LatestValue Today, LatestValue LastSeen)> _labels;
    private readonly string _bootId;
    private readonly string _version;
    private readonly TimeProvider _time;
    private (NodeState State, string? Reason)? _current;
    private DateTimeOffset _since;
    private long _seq;

    /// <summary>Starting, no camera, and nothing moves: what a killed run left at the broker is overwritten.</summary>
    public StatusBoard(MqttTopics topics, PublisherSetup setup, TimeProvider time)
    {
        _status = new LatestValue(topics.Status);
        _camera = new LatestValue(topics.Camera);
        _motion = new LatestValue(topics.Motion);
        _last = new LatestValue(topics.Last);
        _review = new LatestValue(topics.Review);
        _stats = new LatestValue(topics.Stats);
        _model = new LatestValue(topics.Model);
        _announcement = new LatestValue(topics.Announcement);
        _enabled = new LatestValue(topics.Enabled);
        _thresholds = setup.Labels.Distinct().ToDictionary(label => label, label => new LatestValue(topics.Threshold(label)));
        _labels = [.. setup.Labels.Select(label =>
            (new LatestValue(topics.Present(label)), new LatestValue(topics.Today(label)), new LatestValue(topics.LastSeen(label))))];
        Snapshot = new LatestValue(topics.Snapshot);
        Explanation = new LatestValue(topics.Explanation);
        (_bootId, _version, _time) = (setup.BootId, setup.Version, time);
        _model.Set(setup.ModelCard);
        SetStatus(NodeState.Starting, null);
        SetCamera("OFF");
        SetMotion("OFF");
    }

    public LatestValue Snapshot { get; }

    public LatestValue Explanation { get; }

    /// <summary>It goes before the record that gives its SHA-256; the drawing that explains it comes after, whenever it is done.</summary>
    public IEnumerable<LatestValue> Pictures => [Snapshot];

    /// <summary>The announcement first: Home Assistant takes states only of what it knows.</summary>
    public IEnumerable<LatestValue> All =>
    [
        _announcement, Snapshot, Explanation, _status, _camera, _motion, _last, .. _labels.SelectMany(label => (LatestValue[])[label.Present, label.Today, label.LastSeen]),
        _enabled, .. _thresholds.Values, _review, _stats, _model,
    ];

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
    public void SetMotion(string onOrOff) => Set(_motion, onOrOff);

    /// <param name="onOrOff">ON while pictures come.</param>
    public void SetCamera(string onOrOff) => Set(_camera, onOrOff);

    /// <param name="onOrOff">OFF while the camera is closed at somebody's wish.</param>
    public void SetEnabled(string onOrOff) => Set(_enabled, onOrOff);

    /// <param name="label">One that has no topics of its own has none for this.</param>
    public void SetThreshold(string label, double threshold)
    {
        if (_thresholds.TryGetValue(label, out LatestValue? value))
            Set(value, threshold.ToString("0.####", CultureInfo.InvariantCulture));
    }

    /// <param name="payload">As <see cref="HomeAssistant.DeviceDiscovery"/> makes it.</param>
    public void SetAnnouncement(ReadOnlyMemory<byte> payload) => _announcement.Set(payload);

    /// <param name="payload">UTF-8 JSON.</param>
    public void SetStats(ReadOnlyMemory<byte> payload) => _stats.Set(payload);

    /// <param name="tally">With the labels of the setup, in their order.</param>
    public void SetTally(StoreTally tally)
    {
        _review.Set(ReviewState.Of(tally.Review).ToPayload());
        foreach (((LatestValue present, LatestValue today, LatestValue lastSeen), LabelTally label) in _labels.Zip(tally.Labels))
        {
            Set(present, label.Present ? "ON" : "OFF");
            Set(today, label.Today.ToString(CultureInfo.InvariantCulture));
            if (label.LastSeen is DateTimeOffset seen)
                Set(lastSeen, seen.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        }
    }

    /// <param name="payload">Of the last accepted detection; null where there has been none.</param>
    public void SetLast(string? payload)
    {
        if (payload is not null)
            Set(_last, payload);
    }

    /// <summary>For a new connection: everything is to be sent again.</summary>
    public void MarkUnsent()
    {
        foreach (LatestValue value in All)
            value.MarkUnsent();
    }

    private static void Set(LatestValue value, string text) => value.Set(Encoding.UTF8.GetBytes(text));
}
