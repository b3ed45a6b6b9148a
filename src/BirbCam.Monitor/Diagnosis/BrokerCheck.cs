using System.Globalization;
using System.Text;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;

namespace BirbCam.Monitor.Diagnosis;

/// <summary>What is published must come back.</summary>
internal static class BrokerCheck
{
    /// <summary>More than <see cref="BrokerConnection.AnswerTime"/>, so that a broker that hangs is named as such.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static Task<Finding> ExamineAsync(MqttOptions mqtt, string node, TimeProvider time, CancellationToken stop)
        => ExamineAsync(mqtt, password: null, node, time, stop);

    /// <param name="password">One that stands in no file yet; null for the one that the options name.</param>
    public static async Task<Finding> ExamineAsync(MqttOptions mqtt, string? password, string node, TimeProvider time, CancellationToken stop)
    {
        if (mqtt.Host is null)
            return Finding.Doubtful("broker", "none is configured: nothing is published", "set Mqtt.Host");

        string topic = $"{mqtt.BaseTopic}/{node}/doctor";
        byte[] question = Encoding.UTF8.GetBytes(time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            MqttCredentials credentials = MqttCredentials.Load(mqtt);
            credentials = password is null ? credentials : credentials with { Password = Encoding.UTF8.GetBytes(password) };
            await using BrokerConnection broker = await BrokerConnection.OpenAsync(mqtt, credentials, $"birbcam-{node}-doctor", will: null, patience.Token);
            broker.Receive(message => Compare(message.Payload, question, answer));
            await broker.SubscribeAsync(topic, patience.Token);
            if (await broker.PublishAsync(new WireMessage(topic, question, Retained: false), patience.Token) != Delivery.Acknowledged)
                return Finding.Bad("broker", $"{mqtt.Host}:{mqtt.Port} does not let us publish to {topic}", AccessList(mqtt));

            await answer.Task.WaitAsync(patience.Token);
            await broker.CloseAsync(patience.Token);
            return Finding.Good("broker", $"{mqtt.Host}:{mqtt.Port} gives back what it is given");
        }
        catch (Exception refused) when (refused is BrokerException or MqttOptionsException)
        {
            return Finding.Bad("broker", refused.Message, $"check Mqtt in the configuration, and that a broker runs: systemctl status mosquitto on {mqtt.Host}");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Finding.Bad("broker", $"{mqtt.Host}:{mqtt.Port} did not give back a message on {topic}", AccessList(mqtt));
        }
    }

    private static string AccessList(MqttOptions mqtt)
        => $"check the broker's access list: {mqtt.User ?? "everybody"} needs to read and write {mqtt.BaseTopic}/#, and homeassistant/# for Home Assistant";

    private static void Compare(ReadOnlyMemory<byte> payload, byte[] question, TaskCompletionSource answer)
    {
        if (payload.Span.SequenceEqual(question))
            answer.TrySetResult();
    }
}
