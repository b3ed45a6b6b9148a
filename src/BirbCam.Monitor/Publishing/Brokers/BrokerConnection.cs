using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace BirbCam.Monitor.Publishing.Brokers;

/// <summary>
/// One connection to a broker, from CONNECT to DISCONNECT; with the broker of the demo the only place that knows the MQTT library. Whatever goes wrong on it is a
/// <see cref="BrokerException"/>, and after one the connection is to be disposed. Disposing it without <see cref="CloseAsync"/> makes the broker publish
/// the last will.
/// </summary>
internal sealed class BrokerConnection : IAsyncDisposable
{
    /// <summary>A broker that has not answered by then hangs.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    /// <summary>Reason code 0x95, which mosquitto answers beyond its <c>message_size_limit</c> and the library has no name for.</summary>
    private const MqttClientPublishReasonCode PacketTooLarge = (MqttClientPublishReasonCode)0x95;

    /// <summary>What the topic, the properties and the header of a packet take at most besides the payload.</summary>
    private const int PacketOverhead = 1024;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly IMqttClient _client;
    /// <summary>Not disposed: it has no timer, and the library may still report the end while we go.</summary>
    private readonly CancellationTokenSource _lost = new();

    private readonly CancellationToken _lostToken;
    private long _maxPayload = long.MaxValue;
    private string _lossReason = "the connection was lost";

    private BrokerConnection(IMqttClient client)
    {
        _client = client;
        _lostToken = _lost.Token;
        _client.DisconnectedAsync += OnDisconnected;
    }

    /// <summary>Cancelled when the connection is lost.</summary>
    public CancellationToken Lost => _lostToken;

    public BrokerException Loss => new(_lossReason);

    /// <summary>Connects with MQTT 5, and with 3.1.1 where the broker does not know it.</summary>
    /// <param name="clientId">Two clients with one name push each other off the broker.</param>
    /// <param name="will">Published by the broker when this connection ends without a word.</param>
    /// <exception cref="BrokerException">Not connected.</exception>
    public static async Task<BrokerConnection> OpenAsync(
        MqttOptions options, MqttCredentials credentials, string clientId, WireMessage? will, CancellationToken stop)
    {
        return await TryOpenAsync(MqttProtocolVersion.V500) ?? await TryOpenAsync(MqttProtocolVersion.V311)
            ?? throw new BrokerException($"{options.Host}:{options.Port} speaks neither MQTT 5 nor 3.1.1");

        async Task<BrokerConnection?> TryOpenAsync(MqttProtocolVersion version)
        {
            var trust = new BrokerTrust(credentials.Authorities);
            var connection = new BrokerConnection(new MqttClientFactory().CreateMqttClient());
            try
            {
                if (await connection.ConnectAsync(OptionsFor(options, credentials, clientId, will, trust, version), stop))
                    return connection;

                await connection.DisposeAsync();
                return null;
            }
            catch (Exception failed)
            {
                await connection.DisposeAsync();
                stop.ThrowIfCancellationRequested();
                if (failed is BrokerException)
                    throw;

                // Somebody was there and did not like what we said: an old broker may hang up on version 5 without a word.
                if (version == MqttProtocolVersion.V500 && trust.Complaint is null && failed.GetBaseException() is not (SocketException or AuthenticationException))
                    return null;

                throw new BrokerException($"{options.Host}:{options.Port} cannot be reached: {trust.Complaint ?? Cause(failed)}", failed);
            }
        }
    }

    /// <summary>Publishes at QoS 1 and waits for the answer.</summary>
    /// <exception cref="BrokerException">No answer: it may or may not have arrived.</exception>
    /// <exception cref="OperationCanceledException">Stopped: it may or may not have arrived.</exception>
    public async Task<Delivery> PublishAsync(WireMessage message, CancellationToken stop)
    {
        if (message.Payload.Length > _maxPayload)
            return Delivery.Rejected;

        using CancellationTokenSource answer = AnswerLimit(stop);
        MqttClientPublishResult result = await GuardAsync(() => _client.PublishAsync(Translate(message), answer.Token), answer, stop);
        return result switch
        {
            { IsSuccess: true } => Delivery.Acknowledged,
            { ReasonCode: MqttClientPublishReasonCode.PayloadFormatInvalid or MqttClientPublishReasonCode.TopicNameInvalid or PacketTooLarge } => Delivery.Rejected,
            _ => Delivery.Denied,
        };
    }

    /// <summary>Hands over what arrives, on a thread of the library. To be called once, before <see cref="SubscribeAsync"/>.</summary>
    public void Receive(Action<WireMessage> received) => _client.ApplicationMessageReceivedAsync += arrived =>
    {
        MqttApplicationMessage message = arrived.ApplicationMessage;
        received(new WireMessage(message.Topic, message.Payload.ToArray(), message.Retain));
        return Task.CompletedTask;
    };

    /// <param name="filter">A topic, with + and # as MQTT has them.</param>
    /// <returns>False where the broker refuses it.</returns>
    /// <exception cref="BrokerException">The connection is lost.</exception>
    public async Task<bool> TrySubscribeAsync(string filter, CancellationToken stop)
    {
        using CancellationTokenSource answer = AnswerLimit(stop);
        MqttClientSubscribeOptions subscription = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce).Build();
        MqttClientSubscribeResult result = await GuardAsync(() => _client.SubscribeAsync(subscription, answer.Token), answer, stop);
        return result.Items.All(item => item.ResultCode < MqttClientSubscribeResultCode.UnspecifiedError);
    }

    /// <summary>Subscribes to what there is no going on without.</summary>
    /// <exception cref="BrokerException">Not subscribed.</exception>
    public async Task SubscribeAsync(string filter, CancellationToken stop)
    {
        if (!await TrySubscribeAsync(filter, stop))
            throw new BrokerException($"the broker refuses a subscription to {filter}: check its access list");
    }

    /// <summary>Says goodbye: the broker drops the last will. Publish what has to stand there before.</summary>
    /// <exception cref="BrokerException">The broker no longer listens.</exception>
    public async Task CloseAsync(CancellationToken stop)
    {
        using CancellationTokenSource answer = AnswerLimit(stop);
        await GuardAsync(
            async () =>
            {
                await _client.DisconnectAsync(new MqttClientDisconnectOptions(), answer.Token);
                return true;
            },
            answer,
            stop);
    }

    public ValueTask DisposeAsync()
    {
        _client.DisconnectedAsync -= OnDisconnected;
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <returns>False where the broker does not know the version of the protocol.</returns>
    private async Task<bool> ConnectAsync(MqttClientOptions options, CancellationToken stop)
    {
        using CancellationTokenSource answer = AnswerLimit(stop);
        try
        {
            MqttClientConnectResult result = await _client.ConnectAsync(options, answer.Token);
            if (result.MaximumPacketSize is > 0 and uint limit)
                _maxPayload = Math.Max(0, (long)limit - PacketOverhead);

            return result.ResultCode switch
            {
                MqttClientConnectResultCode.Success => true,
                // A broker of version 3 says 1, which version 5 has no word for.
                MqttClientConnectResultCode.UnsupportedProtocolVersion or (MqttClientConnectResultCode)1 => false,
                MqttClientConnectResultCode.BadUserNameOrPassword or MqttClientConnectResultCode.NotAuthorized
                    => throw new BrokerException($"the broker refuses the user or the password ({result.ResultCode}): check Mqtt.User and Mqtt.PasswordFile"),
                _ => throw new BrokerException($"the broker refuses the connection: {result.ResultCode} {result.ReasonString}".TrimEnd()),
            };
        }
        catch (Exception silent) when (answer.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new BrokerException($"the broker did not answer within {AnswerTime.TotalSeconds} s: check Mqtt.Host, Mqtt.Port and Mqtt.Tls", silent);
        }
    }

    /// <summary>
    /// One exchange. The library parses what a stranger sends and throws whatever its parser trips over, so here, and only here,
    /// every exception counts as the broker's.
    /// </summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> exchange, CancellationTokenSource answer, CancellationToken stop)
    {
        try
        {
            return await exchange();
        }
        catch (Exception failed)
        {
            stop.ThrowIfCancellationRequested();
            if (_lostToken.IsCancellationRequested)
                throw new BrokerException(_lossReason, failed);

            throw new BrokerException(
                answer.IsCancellationRequested ? $"the broker took the connection, then it did not answer within {AnswerTime.TotalSeconds} s: look at its log, or restart it" : Cause(failed),
                failed);
        }
    }

    private CancellationTokenSource AnswerLimit(CancellationToken stop)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, _lostToken);
        limit.CancelAfter(AnswerTime);
        return limit;
    }

    private Task OnDisconnected(MqttClientDisconnectedEventArgs disconnected)
    {
        if (disconnected.ReasonString is { Length: > 0 } reason)
            _lossReason = $"the broker closed the connection: {reason}";
        else if (disconnected.Reason != MqttClientDisconnectReason.NormalDisconnection)
            _lossReason = $"the connection was lost ({disconnected.Reason})";

        return disconnected.ClientWasConnected ? _lost.CancelAsync() : Task.CompletedTask;
    }

    private static MqttClientOptions OptionsFor(
        MqttOptions options, MqttCredentials credentials, string clientId, WireMessage? will, BrokerTrust trust, MqttProtocolVersion version)
    {
        MqttClientOptionsBuilder builder = new MqttClientOptionsBuilder()
            .WithProtocolVersion(version)
            .WithTryPrivate(false)
            .WithClientId(clientId)
            .WithCleanStart(true)
            .WithKeepAlivePeriod(KeepAlive)
            .WithTimeout(AnswerTime);

        if (options.WebSocketPath is string path)
            builder.WithWebSocketServer(server => server.WithUri(new UriBuilder(options.Tls ? "wss" : "ws", options.Host!, options.Port, path).ToString()));
        else
            builder.WithTcpServer(options.Host!, options.Port);

        if (will is WireMessage last)
        {
            builder
                .WithWillTopic(last.Topic)
                .WithWillPayload(last.Payload.ToArray())
                .WithWillRetain(last.Retained)
                .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        }

        if (credentials.User is string user)
            builder.WithCredentials(user, credentials.Password);

        if (options.Tls)
        {
            builder.WithTlsOptions(tls => tls
                .UseTls()
                .WithTargetHost(options.Host!)
                // Who issues certificates at home publishes nowhere what was revoked: asking for it would only outlast the answer time.
                .WithRevocationMode(X509RevocationMode.NoCheck)
                .WithClientCertificates(credentials.Certificate is { } certificate ? [certificate] : [])
                .WithCertificateValidationHandler(shown => trust.Accepts(shown.Certificate, shown.Chain, shown.SslPolicyErrors)));
        }

        return builder.Build();
    }

    private MqttApplicationMessage Translate(WireMessage message)
    {
        MqttApplicationMessageBuilder builder = new MqttApplicationMessageBuilder()
            .WithTopic(message.Topic)
            .WithPayload(new ReadOnlySequence<byte>(message.Payload))
            .WithRetainFlag(message.Retained)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (_client.Options.ProtocolVersion != MqttProtocolVersion.V500)
            return builder.Build();

        if (message.Id is string id)
            builder.WithUserProperty("id", Encoding.UTF8.GetBytes(id));
        if (message.Schema is string schema)
            builder.WithUserProperty("schema", Encoding.UTF8.GetBytes(schema));
        if (message.Expiry is TimeSpan expiry)
            builder.WithMessageExpiryInterval((uint)expiry.TotalSeconds);

        return builder.Build();
    }

    /// <summary>The innermost reason, which is the one that says something: "Connection refused".</summary>
    private static string Cause(Exception failed)
    {
        Exception cause = failed.GetBaseException();
        return cause is SocketException or AuthenticationException or IOException or CryptographicException or MqttCommunicationException
            ? cause.Message
            : $"{cause.GetType().Name}: {cause.Message}";
    }
}
