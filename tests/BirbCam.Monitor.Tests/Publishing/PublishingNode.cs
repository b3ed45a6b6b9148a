using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>A store and its publisher, running, with a folder of their own.</summary>
internal sealed class PublishingNode : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private PublishingNode(SightingStore store, MqttPublisher publisher, LogLines log)
    {
        Store = store;
        Publisher = publisher;
        Log = log;
        _running = Task.Run(() => publisher.RunAsync(_stop.Token));
    }

    /// <summary>After the first failure at least half of it, and twice as long after each more.</summary>
    public static TimeSpan FirstWait { get; } = TimeSpan.FromMilliseconds(100);

    public static IReadOnlyList<string> Labels { get; } = ["chickadee", "sparrow"];

    public static byte[] Card { get; } = "{\"name\":\"balcony\"}"u8.ToArray();

    public SightingStore Store { get; }

    public MqttPublisher Publisher { get; }

    public LogLines Log { get; }

    /// <summary>False when the loop of the publisher has ended, whatever ended it.</summary>
    public bool IsRunning => !_running.IsCompleted;

    /// <param name="folder">The store lies in it, so that a second node may take it up.</param>
    /// <param name="labels">Of the model; none for <see cref="Labels"/>.</param>
    public static PublishingNode Start(TestFolder folder, MqttOptions options, params string[] labels) => Start(folder, options, TimeProvider.System, labels);

    /// <inheritdoc cref="Start(TestFolder, MqttOptions, string[])"/>
    public static PublishingNode Start(TestFolder folder, MqttOptions options, TimeProvider time, params string[] labels)
    {
        var log = new LogLines();
        SightingStore store = OpenStore(folder, log);
        var backoff = new Backoff(FirstWait, TimeSpan.FromSeconds(1), new Random(1));
        return new PublishingNode(
            store, new MqttPublisher(new PublisherSetup(options, "balcony", "b1946ac9", "0.1.0", labels is [] ? Labels : labels, Card), store, backoff, time, log), log);
    }

    public static SightingStore OpenStore(TestFolder folder, LogLines? log = null) => SightingStore.Open(
        new StoreSetup(folder["state"], TimeSpan.FromSeconds(60), Detections.Denver, "b1946ac9", TimeProvider.System, log ?? new LogLines()));

    public static MqttOptions To(int port) => new() { Host = "127.0.0.1", Port = port };

    public Task IsOnlineAsync() => Eventually.HoldsAsync(() => Publisher.IsOnline, () => $"the publisher is online: {string.Join("; ", Log.Warnings)}");

    public Task OwesNothingAsync() => Eventually.HoldsAsync(() => Store.CountUnpublished() == 0, () => $"everything was delivered: {string.Join("; ", Log.Warnings)}");

    public Task SaysAsync(string words)
        => Eventually.HoldsAsync(
            () => Log.Warnings.Any(line => line.Contains(words, StringComparison.Ordinal)), () => $"the log says '{words}'; it says {string.Join("; ", Log.Warnings)}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Store.Dispose();
        _stop.Dispose();
    }
}
