using System.Threading.Channels;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Publishing.HomeAssistant;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Publishing;

/// <summary>
/// Tells the broker what the store owes it and what the node's state is. A loop of its own: callers only leave values and never wait for the broker.
/// Records are sent until they are acknowledged; of states and pictures only the newest counts.
/// </summary>
internal sealed partial class MqttPublisher
{
    /// <summary>The area of the store's settings where the components are that Home Assistant was last told of, with their platforms.</summary>
    private const string Announced = "announced";

    /// <summary>How long to sleep where nobody wakes us: then what failed at the store or was denied is tried again.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <summary>A connection that lasted so long was a good one, and the waits begin small again; one that two clients with the same name fight over was not.</summary>
    private static readonly TimeSpan GoodConnection = TimeSpan.FromSeconds(30);

    /// <summary>What a stop may cost: the service manager waits longer, a person at the terminal hardly.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    /// <summary>While a backlog is sent, the states of the labels are looked up so often.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>When Home Assistant has started, not all devices of a house should talk to it in the same moment.</summary>
    private static readonly TimeSpan LongestJitter = TimeSpan.FromSeconds(10);

    private static readonly byte[] Online = "online"u8.ToArray();
    private static readonly byte[] Offline = "offline"u8.ToArray();

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Who asks faster than a broker takes answers loses the oldest; what became of his wishes the records say.</summary>
    private readonly Channel<byte[]> _answers = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly MqttOptions _options;
    private readonly MqttCredentials _credentials;
    private readonly MqttTopics _topics;
    private readonly SightingStore _store;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StatusBoard _board;
    private readonly OutboxSender _outbox;
    private readonly CommandInbox _inbox;
    private readonly DeviceDiscovery _discovery;
    private readonly IReadOnlyList<string> _labels;
    private readonly Random _jitter;
    private readonly HashSet<string> _lossesTold = [];

    /// <summary>1 where the store holds something that the board may not know of.</summary>
    private int _storeChanged;

    private long _lookedAt;

    /// <summary>A timestamp, or 0: when everything is to be said again, as Home Assistant has started.</summary>
    private long _sayAgainAt;

    private volatile bool _isOnline;

    /// <exception cref="MqttOptionsException">The options contradict themselves or name files that cannot be used.</exception>
    public MqttPublisher(PublisherSetup setup, SightingStore store, Backoff backoff, TimeProvider time, ILogger logger)
    {
        _options = setup.Options;
        _credentials = MqttCredentials.Load(setup.Options);
        _topics = new MqttTopics(setup.Options.BaseTopic, setup.Node);
        _discovery = new DeviceDiscovery(_topics, setup.Labels, setup.Version, setup.Options.Commands ? Commands.Taken : Commands.Ignored);
        _board = new StatusBoard(_topics, setup, time);
        _outbox = new OutboxSender(_topics, store, time, logger);
        _inbox = new CommandInbox(setup.Options, _topics, setup.Labels, time, logger);
        _inbox.HomeAssistantStarted += SayAgainSoon;
        _labels = setup.Labels;
        _jitter = new Random(setup.BootId.GetHashCode(StringComparison.Ordinal));
        _store = store;
        _backoff = backoff;
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc cref="CommandInbox.Commanded"/>
    public event Action<NodeCommand>? Commanded
    {
        add => _inbox.Commanded += value;
        remove => _inbox.Commanded -= value;
    }

    /// <summary>Whether a broker has us online.</summary>
    public bool IsOnline => _isOnline;

    /// <param name="reason">One line for a person, or null.</param>
    public void SetStatus(NodeState state, string? reason = null) => Leave(() => _board.SetStatus(state, reason));

    /// <param name="onOrOff">ON while pictures come.</param>
    public void SetCamera(string onOrOff) => Leave(() => _board.SetCamera(onOrOff));

    /// <param name="payload">As <see cref="NodeStats"/> makes it.</param>
    public void SetStats(byte[] payload) => Leave(() => _board.SetStats(payload));

    /// <param name="onOrOff">OFF while the camera is closed at somebody's wish.</param>
    public void SetEnabled(string onOrOff) => Leave(() => _board.SetEnabled(onOrOff));

    /// <inheritdoc cref="StatusBoard.SetThreshold"/>
    public void SetThreshold(string label, double threshold) => Leave(() => _board.SetThreshold(label, threshold));

    /// <summary>Says once whether a review was taken.</summary>
    /// <param name="payload">As <see cref="ReviewResult"/> makes it.</param>
    public void AnswerReview(byte[] payload) => Leave(() => _answers.Writer.TryWrite(payload));

    public void MotionBegan() => Leave(() => _board.SetMotion("ON"));

    public void MotionEnded() => Leave(() => _board.SetMotion("OFF"));

    /// <summary>To be called before the detection is added to the store, so that subscribers have the picture when they read of it.</summary>
    /// <param name="jpeg">As <see cref="WirePicture"/> makes it; not written to afterwards.</param>
    public void SetSnapshot(ReadOnlyMemory<byte> jpeg) => Leave(() => _board.Snapshot.Set(jpeg));

    /// <param name="jpeg">As <see cref="WirePicture"/> makes it; not written to afterwards.</param>
    public void SetExplanation(ReadOnlyMemory<byte> jpeg) => Leave(() => _board.Explanation.Set(jpeg));

    /// <summary>Publishes until stopped, then says goodbye and returns. Never throws for what a broker does.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _store.Changed += StoreChanged;
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
            _store.Changed -= StoreChanged;
        }
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        var will = new WireMessage(_topics.Availability, Offline, Retained: true);
        await using BrokerConnection broker = await BrokerConnection.OpenAsync(_options, _credentials, $"birbcam-{_topics.Node}", will, stop);
        broker.Receive(_inbox.Take);
        _board.MarkUnsent();

        // What is in flight at a stop is waited for, so that it need not be sent twice; but not for long.
        using var patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using CancellationTokenRegistration atStop = stop.Register(() => patience.CancelAfter(Farewell));
        try
        {
            await AnnounceAsync(broker, patience.Token);
            await SendAsync(broker, _board.All, patience.Token);
            await _inbox.ListenAsync(broker, patience.Token);
            await broker.PublishAsync(new WireMessage(_topics.Availability, Online, Retained: true), patience.Token);
            _isOnline = true;
            _lossesTold.Clear();
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

    /// <summary>What Home Assistant has to know, what it has to forget, and the states that it finds when it has read that.</summary>
    private async Task AnnounceAsync(BrokerConnection broker, CancellationToken patience)
    {
        try
        {
            _outbox.Begin();
            // The last detection follows its record.
            _board.SetTally(_store.Tally(_labels));
            Volatile.Write(ref _storeChanged, 1);
            if (!_options.HomeAssistant)
                return;

            IReadOnlyDictionary<string, string> before = _store.Settings(Announced);
            string[] gone = [.. before.Keys.Where(key => !_discovery.Components.ContainsKey(key))];
            if (gone.Length > 0)
            {
                await broker.PublishAsync(new WireMessage(_topics.Announcement, _discovery.ToPayload(before), Retained: true), patience);
                foreach (string topic in gone.SelectMany(_topics.OfComponent))
                    await broker.PublishAsync(new WireMessage(topic, ReadOnlyMemory<byte>.Empty, Retained: true), patience);
            }

            _store.RememberSettings(Announced, _discovery.Components);
            _board.SetAnnouncement(_discovery.ToPayload(_discovery.Components));
        }
        catch (StoreException failed)
        {
            LogStoreFailed(failed.Message);
        }
    }

    private void SayAgainSoon()
    {
        long jitter = (long)(_jitter.NextDouble() * LongestJitter.TotalSeconds * _time.TimestampFrequency);
        Volatile.Write(ref _sayAgainAt, _time.GetTimestamp() + jitter);
        Wake();
    }

    /// <param name="patience">Ends what is in flight.</param>
    /// <param name="stop">Begins nothing more.</param>
    private async Task SendWhatIsOwedAsync(BrokerConnection broker, CancellationToken patience, CancellationToken stop)
    {
        if (Volatile.Read(ref _sayAgainAt) is not 0 and long due && _time.GetTimestamp() >= due)
        {
            Volatile.Write(ref _sayAgainAt, 0);
            _board.MarkUnsent();
        }

        try
        {
            bool mayBeMore;
            do
            {
                mayBeMore = await _outbox.SendRoundAsync(broker, () => SendAsync(broker, _board.Pictures, patience), patience, stop);

                // A backlog of days must not hold up what is so now, nor be held up by it.
                if (!mayBeMore || _time.GetElapsedTime(_lookedAt) >= BetweenLooks)
                    LookAtStore();
                await SendAsync(broker, _board.All, patience);
                await SendAnswersAsync(broker, patience);
            }
            while (mayBeMore && !stop.IsCancellationRequested);
        }
        catch (StoreException failed)
        {
            LogStoreFailed(failed.Message);
        }
    }

    /// <summary>Where nothing was stored, a look now and then is for midnight, which begins the counts of a day anew.</summary>
    private void LookAtStore()
    {
        if (Interlocked.Exchange(ref _storeChanged, 0) == 0 && _time.GetElapsedTime(_lookedAt) < LongestSleep)
            return;

        _lookedAt = _time.GetTimestamp();
        _board.SetLast(_store.LastAccepted());
        _board.SetTally(_store.Tally(_labels));
    }

    private async Task SendAsync(BrokerConnection broker, IEnumerable<LatestValue> values, CancellationToken patience)
    {
        foreach (LatestValue value in values)
        {
            if (!value.TryGetUnsent(out ReadOnlyMemory<byte> payload, out long version))
                continue;

            if (await broker.PublishAsync(new WireMessage(value.Topic, payload, Retained: true), patience) != Delivery.Acknowledged)
                _outbox.Complain(value.Topic);

            value.MarkSent(version);
        }
    }

    private async Task SendAnswersAsync(BrokerConnection broker, CancellationToken patience)
    {
        while (_answers.Reader.TryRead(out byte[]? answer))
        {
            if (await broker.PublishAsync(new WireMessage(_topics.ReviewResult, answer, Retained: false), patience) != Delivery.Acknowledged)
                _outbox.Complain(_topics.ReviewResult);
        }
    }

    private async Task SleepAsync(BrokerConnection broker, CancellationToken stop)
    {
        TimeSpan sleep = LongestSleep;
        if (Volatile.Read(ref _sayAgainAt) is not 0 and long due && _time.GetElapsedTime(_time.GetTimestamp(), due) is TimeSpan wait && wait < sleep)
            sleep = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

        using var morning = new CancellationTokenSource(sleep, _time);
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
            _outbox.End();
        }
        catch (StoreException failed)
        {
            LogStoreFailed(failed.Message);
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
        if (_lossesTold.Add(lost.Message))
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

    private void StoreChanged()
    {
        Volatile.Write(ref _storeChanged, 1);
        Wake();
    }

    private void Wake() => _wake.Writer.TryWrite(true);

    [LoggerMessage(Level = LogLevel.Information, Message = "Publishing to {Host}:{Port}")]
    private partial void LogOnline(string? host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No broker, trying again: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox cannot be read or marked, trying again: {Reason}")]
    private partial void LogStoreFailed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not hear our goodbye")]
    private partial void LogNoGoodbye();
}
