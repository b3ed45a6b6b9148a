using System.Collections.Concurrent;
using System.Text;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Publishing;

public sealed class BrokerInProcessTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_demo_needs_no_other_broker()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await using BrokerInProcess broker = await BrokerInProcess.StartAsync();
        await using BrokerConnection listener = await ConnectAsync(broker, stop);
        var heard = new ConcurrentQueue<(string Topic, string Text)>();
        listener.Receive(message => heard.Enqueue((message.Topic, Encoding.UTF8.GetString(message.Payload.Span))));
        await listener.SubscribeAsync("birbcam/#", stop);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        StoredDetection stored = node.Store.Add(Detections.Accepted("sparrow", Detections.Morning));

        await Eventually.HoldsAsync(() => heard.Contains(("birbcam/balcony/detections", stored.Payload)), "the detection is heard");
        Assert.Contains(("birbcam/balcony/availability", "online"), heard);
    }

    [Fact]
    public async Task Two_brokers_stand_beside_each_other()
    {
        await using BrokerInProcess one = await BrokerInProcess.StartAsync();
        await using BrokerInProcess other = await BrokerInProcess.StartAsync();

        Assert.NotEqual(one.Port, other.Port);
    }

    [Fact]
    public async Task A_publisher_outlives_its_broker()
    {
        PublishingNode node;
        await using (BrokerInProcess broker = await BrokerInProcess.StartAsync())
        {
            node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
            await node.IsOnlineAsync();
        }

        await node.SaysAsync("No broker");
        await node.DisposeAsync();
    }

    private static Task<BrokerConnection> ConnectAsync(BrokerInProcess broker, CancellationToken stop)
    {
        MqttOptions options = PublishingNode.To(broker.Port);
        return BrokerConnection.OpenAsync(options, MqttCredentials.Load(options), "listener", will: null, stop);
    }
}
