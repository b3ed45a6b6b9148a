using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using BirbCam.Monitor.Tests.Publishing;

namespace BirbCam.Monitor.Tests.Cli;

/// <summary>The service as a process, with a real broker and a real subscriber.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Detections_arrive_states_are_retained_and_the_last_will_tells_of_a_killed_service()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", Configuration(broker.Port));

        await Eventually.HoldsAsync(() => subscriber.Texts("detections").Count > 0, "a detection arrives");
        Assert.Equal("online", subscriber.Texts("availability")[^1]);
        Assert.Contains("ON", subscriber.Texts("motion"));

        JsonElement detection = JsonDocument.Parse(subscriber.Texts("detections")[0]).RootElement;
        Assert.Equal("birbcam.detection/1", detection.GetProperty("schema").GetString());
        Assert.Equal("balcony", detection.GetProperty("camera").GetString());

        // Picture first: who reads of a detection has its picture.
        IReadOnlyList<string> order = [.. subscriber.Arrivals.Select(arrival => arrival.Name)];
        Assert.InRange(order.ToList().IndexOf("snapshot"), 0, order.ToList().IndexOf("detections"));
        Assert.Equal([0xFF, 0xD8], subscriber.Arrivals.First(arrival => arrival.Name == "snapshot").Payload[..2]);

        using (Subscriber late = await Subscriber.StartAsync(broker))
        {
            await late.HasAsync("availability", "online");
            await Eventually.HoldsAsync(() => late.Texts("status").Any(status => status.Contains("\"state\":\"running\"", StringComparison.Ordinal)), "the state is retained");
            Assert.All(late.Arrivals.Where(arrival => arrival.Name is "status" or "availability").Take(2), arrival => Assert.True(arrival.Retained));
            Assert.DoesNotContain(late.Arrivals, arrival => arrival.Name == "detections" && arrival.Retained);
        }

        service.Kill();
        await subscriber.HasAsync("availability", "offline");
    }

    [Fact]
    public async Task A_stop_is_quick_clean_and_says_goodbye()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", Configuration(broker.Port));
        await subscriber.HasAsync("availability", "online");

        Assert.Equal(0, await service.StopAsync());

        await subscriber.HasAsync("availability", "offline");
        Assert.Contains("\"state\":\"stopping\"", subscriber.Texts("status")[^1], StringComparison.Ordinal);
        Assert.Empty(service.Errors);
    }

    [Fact]
    public async Task A_stop_is_clean_when_the_broker_hangs()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", Configuration(((IPEndPoint)mute.LocalEndpoint).Port));
        using TcpClient caller = await mute.AcceptTcpClientAsync(TestContext.Current.CancellationToken);

        // CONNACK of MQTT 5: success, no properties. After that not a word.
        await caller.GetStream().WriteAsync(new byte[] { 0x20, 3, 0, 0, 0 }, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => caller.Available > 200, "it publishes and waits for the answer");

        Assert.Equal(0, await service.StopAsync());
    }

    [Fact]
    public async Task What_was_not_delivered_is_sent_when_the_broker_can_be_reached_again()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        await using var wire = new Wire(broker.Port);
        wire.Unplug();
        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", Configuration(wire.Port));
        await Eventually.HoldsAsync(() => Directory.Exists(_folder["state/pictures"]) && Directory.EnumerateFiles(_folder["state/pictures"], "*.json", SearchOption.AllDirectories).Any(), "a detection is kept");

        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        wire.Mend();

        string kept = Directory.EnumerateFiles(_folder["state/pictures"], "*.json", SearchOption.AllDirectories).Order().First();
        await subscriber.HasAsync("detections", File.ReadAllText(kept));
    }

    [Theory]
    [InlineData("""{ "Camrea": {} }""", "'Camrea' is not a key")]
    [InlineData("""{ "Explain": { "Below": 900 } }""", "Below")]
    [InlineData("""{ "Camera": { "Uri": "/dev/vid" } }""", "is not a camera")]
    [InlineData("""{ "Camera": { "Uri": "sim:balcony?sed=1" } }""", "sed")]
    [InlineData("""{ "Model": { "Path": "models/nothing.onnx" } }""", "nothing.onnx")]
    [InlineData("""{ "Camera": { "Uri": "replay:/nowhere" } }""", "/nowhere")]
    [InlineData("""{ "Mqtt": { "Host": "localhost", "PasswordFile": "/nowhere/password" } }""", "/nowhere/password")]
    public async Task A_mistake_in_the_configuration_is_one_line_and_exit_code_78(string json, string named)
    {
        string path = _folder["birbcam.json"];
        File.WriteAllText(path, json.Insert(1, $" \"Store\": {{ \"Directory\": {JsonSerializer.Serialize(_folder["state"])} }},"));

        (int code, _, IReadOnlyList<string> errors) = await BirbcamProcess.RunAsync("run", "--config", path);

        Assert.Equal(78, code);
        Assert.Contains(named, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_is_not_there_is_one_line_and_exit_code_78()
    {
        (int code, _, IReadOnlyList<string> errors) = await BirbcamProcess.RunAsync("run", "--config", _folder["none.json"]);

        Assert.Equal(78, code);
        Assert.Contains("none.json", Assert.Single(errors), StringComparison.Ordinal);
    }

    private string Configuration(int port)
    {
        string path = _folder["birbcam.json"];
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            Node = "balcony",
            Camera = new { Uri = "sim:balcony?seed=1&pace=10" },
            Explain = new { Below = 1.0 },
            Store = new { Directory = _folder["state"], KeepFreeMegabytes = 1 },
            Mqtt = new { Host = "127.0.0.1", Port = port },
        }));
        return path;
    }
}
