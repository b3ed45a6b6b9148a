using System.Text;
using System.Threading.Channels;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Publishing;

/// <summary>
/// Tells the broker what the store owes it and what the node's state is. A loop of its own: callers only leave values and never wait for the broker.
/// Records are sent until they are acknowledged; of states and pictures only the newest counts.
/// </summary>
internal sealed partial class MqttPublisher
{
    private const int RecordsPerRound = 32;

    /// <summary>A record nobody fetched for a day is in the store for whoever still wants it.</summary>
    private static readonly TimeSpan RecordExpiry = TimeSpan.FromDays(1);

    /// <summary>How long to sleep where nobody wakes us: then what failed at the store or was denied is tried again.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <summary>An access list that was mended is noticed after so long.</summary>
    private static readonly TimeSpan DeniedPause = TimeSpan.FromMinutes(1);

    /// <summary>A connection that lasted so long was a good one, and the waits begin small again; one that two clients with the same name fight over was not.</summary>
    private static readonly TimeSpan GoodConnection = TimeSpan.FromSeconds(30);

    /// <summary>What a stop may cost: the service manager waits longer, a person at the terminal hardly.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private static readonly byte[] Online = "online"u8.ToArray();
    private static readonly byte[] Offline = "offline"u8.ToArray();

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly MqttOptions _options;
    private readonly MqttCredentials _credentials;
    private readonly MqttTopics _topics;
    private readonly SightingStore _store;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StatusBoard _board;
    private readonly HashSet<string> _complainedAbout = [];
    private OutboxKinds _denied;
    private long _deniedSince;
    private volatile bool _isOnline;

    /// <exception cref="MqttOptionsException">The options contradict themselves or name files that cannot be used.</exception>
    public MqttPublisher(PublisherSetup setup, SightingStore store, Backoff backoff, TimeProvider time, ILogger logger)
    {
        _options = setup.Options;
        _credentials = MqttCredentials.Load(setup.Options);
        _topics = new MqttTopics(setup.Options.BaseTopic, setup.Node);
        _board = new StatusBoard(_topics, setup.BootId, setup.Version, time);
        _store = store;
        _backoff = backoff;
        _time = time;
        _logger = logger;
    }

    /// <summary>Whether a broker has us online.</summary>
    public bool IsOnline => _isOnline;

    /// <param name="reason">One line for a person, or null.</param>
    public void SetStatus(NodeState state, string? reason = null) => Leave(() => _board.SetStatus(state, reason));

    public void MotionBegan() => Leave(() => _board.SetMotion("ON"));

    public void MotionEnded() => Leave(() => _board.SetMotion("OFF"));

    /// <summary>To be called before the detection is added to the store, so that subscribers have the picture when they read of it.</summary>
    /// <param name="jpeg">As <see cref="WirePicture"/> makes it; not written to afterwards.</param>
    public void SetSnapshot(ReadOnlyMemory<byte> jpeg) => Leave(() => _board.Snapshot.Set(jpeg));

    /// <inheritdoc cref="SetSnapshot"/>
    public void SetExplanation(ReadOnlyMemory<byte> jpeg) => Leave(() => _board.Explanation.Set(jpeg));

    /// <summary>Publishes until stopped, then says goodbye and returns. Never throws for what a broker does.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _store.Changed += Wake;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                long began = _time.GetTimestamp();
                try
                {
                    await ServeAsync(stop);
                }
                catch (BrokerException lost)
                {
                    await WaitToRetryAsync(lost, _time.GetElapsedTime(began), stop);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // Stopped while connecting, or while a broker that hangs was waited for: nobody hears a goodbye.
                }
            }
        }
        finally
        {
            _store.Changed -= Wake;
        }
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        var will = new WireMessage(_topics.Availability, Offline, Retained: true);
        await using BrokerConnection broker = await BrokerConnection.OpenAsync(_options, _credentials, $"birbcam-{_topics.Node}", will, stop);
        _board.MarkUnsent();
        _complainedAbout.Clear();
        _denied = OutboxKinds.None;

        // What is in flight at a stop is waited for, so that it need not be sent twice; but not for long.
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using CancellationTokenRegistration atStop = stop.Register(() => patience.CancelAfter(Farewell));
        try
        {
            await SendAsync(broker, _board.All, patience.Token);
            await broker.PublishAsync(new WireMessage(_topics.Availability, Online, Retained: true), patience.Token);
            _isOnline = true;
            LogOnline(_options.Host, _options.Port);

            while (!stop.IsCancellationRequested)
            {
                await SendWhatIsOwedAsync(broker, patience.Token, stop);
                await SleepAsync(broker, stop);
            }

            await SayGoodbyeAsync(broker, patience.Token);
        }
        finally
        {
            _isOnline = false;
        }
    }

    /// <param name="patience">Ends what is in flight.</param>
    /// <param name="stop">Begins nothing more.</param>
    private async Task SendWhatIsOwedAsync(BrokerConnection broker, CancellationToken patience, CancellationToken stop)
    {
        if (_time.GetElapsedTime(_deniedSince) > DeniedPause)
            _denied = OutboxKinds.None;

        try
        {
            _board.SetLast(_store.LastAccepted());
            await SendAsync(broker, _board.All, patience);
            while (!stop.IsCancellationRequested && await SendRecordsAsync(broker, patience, stop))
                await SendAsync(broker, _board.All, patience);
        }
        catch (StoreException failed)
        {
            LogStoreFailed(failed.Message);
        }
    }

    /// <summary>A round of the outbox, after the pictures that were left before its records were stored.</summary>
    /// <returns>Whether there may be more to send.</returns>
    private async Task<bool> SendRecordsAsync(BrokerConnection broker, CancellationToken patience, CancellationToken stop)
    {
        IReadOnlyList<OutboxItem> owed = _store.TakeUnpublished(RecordsPerRound, OutboxKinds.All & ~_denied);
        await SendAsync(broker, _board.Pictures, patience);
        var settled = new List<OutboxItem>();
        try
        {
            foreach (OutboxItem item in owed.TakeWhile(_ => !stop.IsCancellationRequested))
            {
                if (!_denied.HasFlag(item.Kind) && await SendRecordAsync(broker, item, patience))
                    settled.Add(item);
            }
        }
        finally
        {
            _store.MarkPublished(settled);
        }

        _board.SetLast(_store.LastAccepted());
        return owed.Count > 0;
    }

    /// <returns>False where it has to wait, with all others of its kind: the broker does not take them now.</returns>
    private async Task<bool> SendRecordAsync(BrokerConnection broker, OutboxItem item, CancellationToken patience)
    {
        bool isDetection = item.Kind == OutboxKinds.Detection;
        var message = new WireMessage(isDetection ? _topics.Detections : _topics.Sightings, Encoding.UTF8.GetBytes(item.Payload), Retained: false)
        {
            Id = item.Id.ToString(),
            Schema = isDetection ? "birbcam.detection/1" : "birbcam.sighting/1",
            Expiry = RecordExpiry,
        };
        Delivery delivery = await broker.PublishAsync(message, patience);
        if (delivery == Delivery.Rejected)
            LogRejected(message.Topic, item.Id, item.Revision);
        if (delivery == Delivery.Denied)
        {
            Complain(message.Topic);
            _denied |= item.Kind;
            _deniedSince = _time.GetTimestamp();
        }

        // A record that the broker will never take must not block those behind it. It stays in the store.
        return delivery != Delivery.Denied;
    }

    private async Task SendAsync(BrokerConnection broker, IEnumerable<LatestValue> values, CancellationToken patience)
    {
        foreach (LatestValue value in values)
        {
            if (!value.TryGetUnsent(out ReadOnlyMemory<byte> payload, out long version))
                continue;

            if (await broker.PublishAsync(new WireMessage(value.Topic, payload, Retained: true), patience) != Delivery.Acknowledged)
                Complain(value.Topic);

            value.MarkSent(version);
        }
    }

    private async Task SleepAsync(BrokerConnection broker, CancellationToken stop)
    {
        using var morning = new CancellationTokenSource(LongestSleep, _time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(morning.Token, broker.Lost, stop);
        try
        {
            await _wake.Reader.ReadAsync(any.Token);
        }
        catch (OperationCanceledException)
        {
            if (broker.Lost.IsCancellationRequested && !stop.IsCancellationRequested)
                throw broker.Loss;
        }
    }

    private async Task SayGoodbyeAsync(BrokerConnection broker, CancellationToken patience)
    {
        try
        {
            await SendWhatIsOwedAsync(broker, patience, stop: patience);
            await broker.PublishAsync(new WireMessage(_topics.Availability, Offline, Retained: true), patience);
            await broker.CloseAsync(patience);
        }
        catch (Exception silent) when (silent is BrokerException or OperationCanceledException)
        {
            // The broker finds out by itself, and then publishes the last will.
            LogNoGoodbye();
        }
    }

    private async Task WaitToRetryAsync(BrokerException lost, TimeSpan lasted, CancellationToken stop)
    {
        if (lasted >= GoodConnection)
            _backoff.Succeeded();

        // The same complaint every minute of a night says nothing new.
        if (_complainedAbout.Add(lost.Message))
            LogLost(lost.Message);

        try
        {
            await Task.Delay(_backoff.Failed(), _time, stop);
        }
        catch (OperationCanceledException)
        {
            // Stopped while waiting: RunAsync looks at the token.
        }
    }

    private void Leave(Action change)
    {
        change();
        Wake();
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    private void Complain(string topic)
    {
        if (_complainedAbout.Add(topic))
            LogDenied(topic);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Publishing to {Host}:{Port}")]
    private partial void LogOnline(string? host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No broker, trying again: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker does not let us publish to {Topic}: check its access list")]
    private partial void LogDenied(string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker will not take a message to {Topic}, it is skipped: {Id} revision {Revision}")]
    private partial void LogRejected(string topic, Guid id, int revision);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox cannot be read or marked, trying again: {Reason}")]
    private partial void LogStoreFailed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not hear our goodbye")]
    private partial void LogNoGoodbye();
}

/// <summary>Who publishes, and where.</summary>
/// <param name="Options">With a host.</param>
/// <param name="Node">As <see cref="MqttTopics.NodeName"/> makes it.</param>
/// <param name="BootId">Names the run of the program in every payload.</param>
/// <param name="Version">Of the program.</param>
internal sealed record PublisherSetup(MqttOptions Options, string Node, string BootId, string Version);
