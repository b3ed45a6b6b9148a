using System.Diagnostics;
using System.Globalization;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>Broker (with passwords, and TLS for the publisher) and publishing process are killed in turn while detections flow: 200 times with <c>tests/run --long</c>, else ten times.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("BIRBCAM_LONG") == "1" ? 200 : 10;

    private readonly TestFolder _folder = new();
    private readonly Random _random = new(1);

    public void Dispose() => _folder.Dispose();

    /// <summary>Run by <see cref="Whoever_is_killed_every_detection_arrives_in_order_and_a_resend_is_the_same"/> in a process of its own, which is killed.</summary>
    [Fact(Explicit = true)]
    public async Task Detects_and_publishes_until_it_is_killed()
    {
        int port = int.Parse(Environment.GetEnvironmentVariable("BIRBCAM_TEST_PORT")!, CultureInfo.InvariantCulture);
        var folder = TestFolder.At(Environment.GetEnvironmentVariable("BIRBCAM_TEST_FOLDER")!);
        MqttOptions options = new()
        {
            Host = "127.0.0.1",
            Port = port,
            Tls = true,
            CaFile = folder["authority.crt"],
            User = GuardedMosquitto.UserName,
            PasswordFile = folder["password"],
        };
        await using PublishingNode node = PublishingNode.Start(folder, options);
        for (int i = 0; !File.Exists(folder["enough"]); i++)
        {
            node.Store.Add(Detections.Accepted($"label-{i % 5}", TimeProvider.System.GetUtcNow()));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await node.IsOnlineAsync();
        await node.OwesNothingAsync();
    }

    [Fact]
    public async Task Whoever_is_killed_every_detection_arrives_in_order_and_a_resend_is_the_same()
    {
        string kept = _folder["mosquitto"] + "/";
        Directory.CreateDirectory(kept);
        int port = Mosquitto.FreePort();
        (string certificate, string key) = new Certificates(_folder, "authority").Issue("server", "IP:127.0.0.1");
        File.WriteAllText(_folder["password"], "s3cret");
        using Mosquitto broker = await Mosquitto.StartAsync(
            _folder, "allow_anonymous false", $"password_file {GuardedMosquitto.MakePassword(_folder, "s3cret")}", "persistence true", $"persistence_location {kept}", "autosave_interval 1",
            "max_queued_messages 0", $"listener {port} 127.0.0.1", $"certfile {certificate}", $"keyfile {key}");
        using Subscriber witness = await Subscriber.StartAsync(broker, "-c", "-i", "witness", "-u", GuardedMosquitto.UserName, "-P", "s3cret");

        // A broker that dies before it has written down that the witness exists owes it nothing.
        int saved = Saves(broker);
        await Eventually.HoldsAsync(() => Saves(broker) > saved + 1, "the broker remembers its subscriber");
        Process publishing = Start(port);
        try
        {
            for (int i = 0; i < Kills; i++)
            {
                await Task.Delay(_random.Next(500, 3000), TestContext.Current.CancellationToken);
                if (i % 2 == 0)
                {
                    broker.Kill();
                    await Task.Delay(_random.Next(0, 1000), TestContext.Current.CancellationToken);
                    await broker.StartAsync();
                }
                else
                {
                    await EndAsync(publishing);
                    publishing = Start(port);
                }
            }

            File.WriteAllText(_folder["enough"], "");
            await publishing.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, publishing.ExitCode);
        }
        finally
        {
            await EndAsync(publishing);
        }

        string[] stored = Stored();
        await Eventually.HoldsAsync(() => witness.Texts("detections").Distinct().Count() >= stored.Length, "the last ones arrive");
        string[] arrived = [.. witness.Texts("detections")], once = [.. arrived.Distinct()];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Kills} kills: {stored.Length} detections stored, {once.Length} arrived, {arrived.Length - once.Length} resends"));
        Assert.InRange(stored.Length, 10 * Kills, int.MaxValue);
        Assert.Equal(stored, once);
    }

    private Process Start(int port)
        => OwnProcess.Start(nameof(Detects_and_publishes_until_it_is_killed), ("BIRBCAM_TEST_PORT", $"{port}"), ("BIRBCAM_TEST_FOLDER", _folder.Path));

    private static int Saves(Mosquitto broker) => broker.Log.Count(line => line.Contains("Saving in-memory database", StringComparison.Ordinal));

    private static async Task EndAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.Dispose();
    }

    /// <summary>The payloads in the order of their making.</summary>
    private string[] Stored()
    {
        using StoreDatabase database = StoreDatabase.Open(Path.Combine(_folder["state"], "birbcam.db"));
        return [.. database.InTransaction(() => database.Query("SELECT payload FROM detections ORDER BY change", row => row.GetString(0)))];
    }
}
