using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BirbCam.Monitor.Publishing.Brokers;

namespace BirbCam.Monitor.Publishing;

/// <summary>What a node says, as everybody hears it who may read its topics.</summary>
internal sealed class NodeListener : IAsyncDisposable
{
    /// <summary>A reader who is slower than the broker loses the oldest.</summary>
    private const int MostWaiting = 1024;

    private readonly Channel<WireMessage> _heard
        = Channel.CreateBounded<WireMessage>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly BrokerConnection _broker;

    private NodeListener(BrokerConnection broker)
    {
        _broker = broker;
        broker.Receive(message => _heard.Writer.TryWrite(message));
    }

    /// <summary>Subscribes to the topics of a node and to its announcement.</summary>
    /// <exception cref="BrokerException">There is no broker, or it does not let us read the node's topics.</exception>
    /// <exception cref="MqttOptionsException">The options contradict themselves or name files that cannot be used.</exception>
    public static async Task<NodeListener> OpenAsync(MqttOptions options, MqttTopics topics, CancellationToken stop)
    {
        BrokerConnection broker = await BrokerConnection.OpenAsync(
            options, MqttCredentials.Load(options), $"birbcam-{topics.Node}-listener-{Environment.ProcessId}", will: null, stop);
        var listener = new NodeListener(broker);
        try
        {
            await broker.SubscribeAsync(topics.Everything, stop);
            await broker.TrySubscribeAsync(topics.Announcement, stop);
            return listener;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>First what is retained, then whatever comes, until stopped.</summary>
    /// <exception cref="BrokerException">The connection is lost.</exception>
    public async IAsyncEnumerable<WireMessage> HearAsync([EnumeratorCancellation] CancellationToken stop)
    {
        while (await NextAsync(stop) is WireMessage message)
            yield return message;
    }

    /// <summary>What the broker keeps of the node: complete when nothing came for a while.</summary>
    /// <exception cref="BrokerException">The connection is lost.</exception>
    public async Task<IReadOnlyList<WireMessage>> RetainedAsync(TimeSpan quiet, TimeProvider time, CancellationToken stop)
    {
        var retained = new List<WireMessage>();
        while (true)
        {
            using var silence = new CancellationTokenSource(quiet, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, stop);
            if (await NextAsync(either.Token) is not WireMessage message)
                break;
            if (message is { Retained: true, Payload.IsEmpty: false })
                retained.Add(message);
        }

        stop.ThrowIfCancellationRequested();
        return retained;
    }

    /// <summary>Makes the broker forget what it keeps on a topic.</summary>
    /// <exception cref="BrokerException">It may or may not have forgotten.</exception>
    public async Task<bool> TryForgetAsync(string topic, CancellationToken stop)
        => await _broker.PublishAsync(new WireMessage(topic, ReadOnlyMemory<byte>.Empty, Retained: true), stop) == Delivery.Acknowledged;

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    /// <returns>Null when stopped.</returns>
    private async Task<WireMessage?> NextAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_broker.Lost, stop);
        try
        {
            return await _heard.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return _broker.Lost.IsCancellationRequested ? throw _broker.Loss : null;
        }
    }
}
