using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Tests.Publishing;

namespace BirbCam.Monitor.Tests.Cli;

/// <summary>The service as a process, told what to do by a real mosquitto_pub.</summary>
public sealed class RunCommandsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_it_is_told_it_does_says_and_remembers()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        using (BirbcamProcess service = BirbcamProcess.Start("run", "--config", Configuration(broker.Port, takesCommands: true)))
        {
            await subscriber.HasAsync("availability", "online");
            Assert.Equal("ON", Last(subscriber, "enabled/state"));
            await broker.SayAsync("birbcam/balcony/threshold/sparrow/set", "0.35");
            await broker.SayAsync("birbcam/balcony/threshold/sparrow/set", "35");
            await broker.SayAsync("birbcam/balcony/recalibrate/set", "PRESS");
            await Eventually.HoldsAsync(() => Last(subscriber, "threshold/sparrow/state") == "0.35", "the threshold is said");
            await Eventually.HoldsAsync(() => service.Output.Any(line => line.Contains("0.01 to 0.99", StringComparison.Ordinal)), "what is none is refused in the log");
            int pictures = subscriber.Texts("snapshot").Count;
            await broker.SayAsync("birbcam/balcony/snapshot/set", "PRESS");
            await Eventually.HoldsAsync(() => subscriber.Texts("snapshot").Count > pictures, "a picture comes");
            await broker.SayAsync("birbcam/balcony/enabled/set", "OFF");
            await Eventually.HoldsAsync(
                () => Last(subscriber, "enabled/state") == "OFF" && Last(subscriber, "status").Contains("\"paused\"", StringComparison.Ordinal) && Last(subscriber, "camera/state") == "OFF",
                "it is paused, and says so");
            Assert.Equal(0, await service.StopAsync());
        }

        using BirbcamProcess again = BirbcamProcess.Start("run", "--config", Configuration(broker.Port, takesCommands: true));
        await Eventually.HoldsAsync(() => subscriber.Texts("availability").Count(said => said == "online") == 2, "it is back");
        Assert.Equal(("0.35", "OFF"), (Last(subscriber, "threshold/sparrow/state"), Last(subscriber, "enabled/state")));
        await broker.SayAsync("birbcam/balcony/enabled/set", "ON");
        await Eventually.HoldsAsync(() => Last(subscriber, "camera/state") == "ON", "it watches again");
    }

    [Fact]
    public async Task What_a_person_says_of_a_detection_is_taken_answered_and_published()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", Configuration(broker.Port, takesCommands: true));
        await Eventually.HoldsAsync(() => subscriber.Texts("detections").Count > 0, "somebody came");
        string id = (string)JsonNode.Parse(subscriber.Texts("detections")[0])!["id"]!;
        string stranger = $"{Guid.CreateVersion7()}";
        await broker.SayAsync("birbcam/balcony/review/set", $$"""{"id":"{{id}}","labels":["raccoon"]}""");
        await broker.SayAsync("birbcam/balcony/review/set", $$"""{"id":"{{stranger}}","labels":["raccoon"]}""");

        await Eventually.HoldsAsync(() => subscriber.Texts("result").Count == 2, "both are answered");
        Assert.Equal((true, id), Answer(0));
        Assert.Equal((false, stranger), Answer(1));
        await Eventually.HoldsAsync(() => Reviewed().Length > 0, "the corrected record is published");
        Assert.Equal((2, "relabelled", "raccoon"), ((int)Reviewed()[0]["revision"]!, (string)Reviewed()[0]["review"]!["verdict"]!, (string)Reviewed()[0]["review"]!["labels"]![0]!));

        (bool, string) Answer(int i) => JsonNode.Parse(subscriber.Texts("result")[i]) is JsonNode said ? ((bool)said["ok"]!, (string)said["id"]!) : default;
        JsonNode[] Reviewed() => [.. subscriber.Texts("detections").Select(text => JsonNode.Parse(text)!).Where(record => (string)record["id"]! == id && record["review"] is not null)];
    }

    [Fact]
    public async Task A_record_comes_after_the_picture_whose_hash_it_gives_and_before_the_drawing_of_its_explanation()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", Configuration(broker.Port, takesCommands: true));
        await Eventually.HoldsAsync(() => subscriber.Arrivals.Any(arrival => arrival.Name == "explanation"), "something is explained");

        string[] order = [.. subscriber.Arrivals.TakeWhile(arrival => arrival.Name != "explanation").Select(arrival => arrival.Name)];
        Arrival record = subscriber.Arrivals.First(arrival => arrival.Name == "detections" && JsonNode.Parse(arrival.Text)!["image"] is not null);
        Arrival picture = subscriber.Arrivals.TakeWhile(arrival => arrival != record).Last(arrival => arrival.Name == "snapshot");
        Assert.Contains("detections", order);
        Assert.Equal((string?)JsonNode.Parse(record.Text)!["image"]!["sha256"], Convert.ToHexStringLower(SHA256.HashData(picture.Payload)));
    }

    [Fact]
    public async Task Who_wants_no_commands_takes_none()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", Configuration(broker.Port, takesCommands: false));
        await subscriber.HasAsync("availability", "online");
        Assert.DoesNotContain(broker.Log, line => line.Contains("enabled/set", StringComparison.Ordinal));
    }

    private static string Last(Subscriber subscriber, string topic)
        => subscriber.Arrivals.LastOrDefault(arrival => arrival.Topic == $"birbcam/balcony/{topic}")?.Text ?? "";

    private string Configuration(int port, bool takesCommands)
    {
        string path = _folder["birbcam.json"];
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            Node = "balcony",
            Camera = new { Uri = "sim:balcony?seed=1&pace=10" },
            Store = new { Directory = _folder["state"], KeepFreeMegabytes = 1 },
            Mqtt = new { Host = "127.0.0.1", Port = port, Commands = takesCommands },
        }));
        return path;
    }
}
