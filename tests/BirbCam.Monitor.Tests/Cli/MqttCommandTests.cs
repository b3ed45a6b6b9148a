using System.Text.Json.Nodes;
using BirbCam.Monitor.Publishing.Payloads;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Publishing;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Cli;

/// <summary><c>birbcam mqtt</c> and <c>birbcam status</c>, with a real mosquitto.</summary>
public sealed class MqttCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Listening_shows_what_is_kept_and_then_what_comes()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await node.IsOnlineAsync();
        using BirbcamProcess words = BirbcamProcess.Start("mqtt", "listen", "--config", Config(broker.Port));
        using BirbcamProcess json = BirbcamProcess.Start("mqtt", "listen", "--json", "--config", Config(broker.Port));
        await Eventually.HoldsAsync(() => words.Output.Any(line => line.EndsWith("(kept) online", StringComparison.Ordinal)), "what is kept was shown");
        await Eventually.HoldsAsync(() => json.Output.Any(line => line.StartsWith("{\"topic\":\"birbcam/balcony/availability\",\"retained\":true", StringComparison.Ordinal)), "what is kept was told");

        node.Publisher.SetSnapshot(new byte[] { 0xFF, 0xD8, 1 });
        StoredDetection stored = node.Store.Add(Detections.Accepted("sparrow", Detections.Morning) with { Text = "Sparrow 0.90\u001b[2J" });

        await Eventually.HoldsAsync(() => words.Output.Any(line => line.Contains("accepted: Sparrow 0.90", StringComparison.Ordinal)), () => string.Join('\n', words.Output));
        await Eventually.HoldsAsync(() => json.Output.Any(line => line.Contains("birbcam/balcony/detections", StringComparison.Ordinal)), () => string.Join('\n', json.Output));
        Assert.Contains(words.Output, line => line.Contains("snapshot", StringComparison.Ordinal) && line.EndsWith("a picture of 3 bytes", StringComparison.Ordinal));
        Assert.DoesNotContain(words.Output, line => line.Contains('\u001b', StringComparison.Ordinal));
        JsonNode record = JsonNode.Parse(json.Output.Single(line => line.Contains("birbcam/balcony/detections", StringComparison.Ordinal)))!;
        Assert.Equal(stored.Detection.Id.ToString(), (string?)record["payload"]!["id"]);
        Assert.False((bool)record["retained"]!);
    }

    [Fact]
    public async Task A_node_that_is_no_more_is_taken_off_the_broker()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        await using (PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port)))
        {
            await node.IsOnlineAsync();
            (int refused, _, IReadOnlyList<string> why) = await BirbcamProcess.RunAsync("mqtt", "clean", "--config", Config(broker.Port));
            Assert.Equal(1, refused);
            Assert.Contains("balcony is online", Assert.Single(why), StringComparison.Ordinal);
        }

        (int exitCode, IReadOnlyList<string> output, _) = await BirbcamProcess.RunAsync("mqtt", "clean", "--config", Config(broker.Port));

        Assert.Equal(0, exitCode);
        Assert.Contains("has forgotten 11 topics of balcony", Assert.Single(output), StringComparison.Ordinal);
        (_, IReadOnlyList<string> again, _) = await BirbcamProcess.RunAsync("mqtt", "clean", "--config", Config(broker.Port));
        Assert.Contains("keeps nothing of balcony", Assert.Single(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_says_how_the_service_is()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        node.Publisher.SetStatus(NodeState.Degraded, "the volume is full");
        node.Store.Add(Detections.Accepted("sparrow", Detections.Morning) with { Text = "Sparrow 0.90 (limit 0.60)." });
        await node.IsOnlineAsync();
        await node.OwesNothingAsync();

        (int exitCode, IReadOnlyList<string> output, _) = await BirbcamProcess.RunAsync("status", "--config", Config(broker.Port));
        (_, IReadOnlyList<string> json, _) = await BirbcamProcess.RunAsync("status", "--json", "--config", Config(broker.Port));

        Assert.Equal(0, exitCode);
        Assert.StartsWith("balcony     degraded since ", output[0], StringComparison.Ordinal);
        Assert.EndsWith("the volume is full", output[0], StringComparison.Ordinal);
        Assert.Equal("last        2026-10-04T07:12:03.412-06:00  Sparrow 0.90 (limit 0.60).", output[1]);
        Assert.Equal("degraded", (string?)JsonNode.Parse(Assert.Single(json))!["status"]!["state"]);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("mqtt", "clean")]
    [InlineData("mqtt", "listen")]
    public async Task Without_a_broker_it_is_one_line_that_says_so(params string[] command)
    {
        (int exitCode, _, IReadOnlyList<string> errors) = await BirbcamProcess.RunAsync([.. command, "--config", Config(Mosquitto.FreePort())]);

        Assert.Equal(1, exitCode);
        Assert.Contains("cannot be reached", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_without_a_broker_is_said_to_have_none()
    {
        File.WriteAllText(_folder["birbcam.json"], "{}");

        (int exitCode, _, IReadOnlyList<string> errors) = await BirbcamProcess.RunAsync("status", "--config", _folder["birbcam.json"]);

        Assert.Equal(78, exitCode);
        Assert.Contains("set Mqtt.Host", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_nobody_knows_is_said_to_be_unknown()
    {
        using Mosquitto broker = await Mosquitto.StartAsync(_folder);

        (int exitCode, _, IReadOnlyList<string> errors) = await BirbcamProcess.RunAsync("status", "--config", Config(broker.Port));

        Assert.Equal(1, exitCode);
        Assert.Contains("knows of no balcony", Assert.Single(errors), StringComparison.Ordinal);
    }

    private string Config(int port)
    {
        File.WriteAllText(_folder["birbcam.json"], $$"""{ "Node": "balcony", "Mqtt": { "Host": "127.0.0.1", "Port": {{port}} } }""");
        return _folder["birbcam.json"];
    }
}
