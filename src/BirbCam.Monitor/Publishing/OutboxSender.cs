using System.Text;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Publishing;

/// <summary>
/// Sends the records that the store owes a broker, in the order of their making, each until it is acknowledged; and the events that a fresh detection is.
/// One loop uses it.
/// </summary>
internal sealed partial class OutboxSender(MqttTopics topics, SightingStore store, TimeProvider time, ILogger logger)
{
    private const int RecordsPerRound = 32;

    /// <summary>Of the store's settings, and what is in it after a clean end.</summary>
    private const string Area = "outbox", Goodbye = "goodbye";

    /// <summary>A record nobody fetched for a day is in the store for whoever still wants it.</summary>
    private static readonly TimeSpan RecordExpiry = TimeSpan.FromDays(1);

    /// <summary>Somebody who came longer ago than this has come and gone: a backlog makes no events.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);

    /// <summary>
    /// What was acknowledged so shortly before a broker was lost may be lost with it (mosquitto writes what it holds for its clients once in a while): it is sent again.
    /// </summary>
    private static readonly TimeSpan InDoubt = TimeSpan.FromSeconds(60);

    /// <summary>An access list that was mended is noticed after so long.</summary>
    private static readonly TimeSpan DeniedPause = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string> NoGoodbye = [];

    private readonly HashSet<string> _complainedAbout = [];
    private OutboxKinds _denied;
    private long _deniedSince;

    /// <summary>For a new connection: its broker may allow what the last one did not, and what was acknowledged shortly before one that ended without a goodbye is owed again.</summary>
    /// <exception cref="StoreException">Nothing is owed again yet.</exception>
    public void Begin()
    {
        _complainedAbout.Clear();
        _denied = OutboxKinds.None;
        if (!store.Settings(Area).ContainsKey(Goodbye) && store.ReclaimPublished(InDoubt) is > 0 and int again)
            LogAgain(again);
        store.RememberSettings(Area, NoGoodbye);
    }

    /// <summary>The broker was told goodbye, and has everything that it acknowledged.</summary>
    /// <exception cref="StoreException">The next connection will doubt it.</exception>
    public void End() => store.RememberSettings(Area, new Dictionary<string, string> { [Goodbye] = "said" });

    /// <summary>A round of the outbox.</summary>
    /// <param name="pictures">Sends the pictures that were left before the records of this round were stored.</param>
    /// <returns>Whether there may be more to send.</returns>
    /// <exception cref="StoreException">The outbox cannot be read or marked.</exception>
    public async Task<bool> SendRoundAsync(BrokerConnection broker, Func<Task> pictures, CancellationToken patience, CancellationToken stop)
    {
        if (time.GetElapsedTime(_deniedSince) > DeniedPause)
            _denied = OutboxKinds.None;

        IReadOnlyList<OutboxItem> owed = store.TakeUnpublished(RecordsPerRound, OutboxKinds.All & ~_denied);
        await pictures();
        var settled = new List<OutboxItem>();
        try
        {
            foreach (OutboxItem item in owed.TakeWhile(_ => !stop.IsCancellationRequested))
            {
                if (!_denied.HasFlag(item.Kind) && await SendAsync(broker, item, patience))
                    settled.Add(item);
            }
        }
        finally
        {
            store.MarkPublished(settled);
        }

        return owed.Count > 0;
    }

    /// <summary>Says once on a connection that the broker does not take what goes to a topic.</summary>
    public void Complain(string topic)
    {
        if (_complainedAbout.Add(topic))
            LogDenied(topic);
    }

    /// <returns>False where it has to wait, with all others of its kind: the broker does not take them now.</returns>
    private async Task<bool> SendAsync(BrokerConnection broker, OutboxItem item, CancellationToken patience)
    {
        bool isDetection = item.Kind == OutboxKinds.Detection;
        var message = new WireMessage(isDetection ? topics.Detections : topics.Sightings, Encoding.UTF8.GetBytes(item.Payload), Retained: false)
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
            _deniedSince = time.GetTimestamp();
        }

        if (isDetection && item.Revision == 1 && delivery == Delivery.Acknowledged)
            await SendEventsAsync(broker, RecordJson.ReadDetection(item.Payload), patience);

        // A record that the broker will never take must not block those behind it. It stays in the store.
        return delivery != Delivery.Denied;
    }

    private async Task SendEventsAsync(BrokerConnection broker, Detection detection, CancellationToken patience)
    {
        if ((time.GetUtcNow() - detection.CapturedAt).Duration() > Fresh)
            return;

        foreach (VisitorEvent visitor in VisitorEvent.Of(detection))
        {
            var message = new WireMessage(topics.Event, visitor.ToPayload(), Retained: false) { Id = $"{visitor.Id}", Schema = visitor.Schema, Expiry = Fresh };
            if (await broker.PublishAsync(message, patience) != Delivery.Acknowledged)
                Complain(topics.Event);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker does not let us publish to {Topic}: check its access list")]
    private partial void LogDenied(string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker will not take a message to {Topic}, it is skipped: {Id} revision {Revision}")]
    private partial void LogRejected(string topic, Guid id, int revision);

    [LoggerMessage(Level = LogLevel.Information, Message = "The last connection ended without a goodbye: {Count} records that had just been acknowledged are sent again")]
    private partial void LogAgain(int count);
}
