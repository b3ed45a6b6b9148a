using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Monitor.Diagnosis;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Cli;
using BirbCam.Monitor.Tests.Sightings;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>
/// What goes wrong between us and a broker. The log says once what to change, the publisher tries again with patience and neither ends nor spins, and the
/// commands that a person then turns to say the same.
/// </summary>
public sealed class BrokerFailureTests : IDisposable
{
    /// <summary>Far less than the first wait, so that what is measured is the waits.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private static readonly JsonSerializerOptions OnlyWhatIsSet = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_wrong_password_says_which_keys_to_check()
    {
        using Mosquitto broker = await GuardedMosquitto.WithPasswordAsync(_folder, "right");
        await using var wire = new Wire(broker.Port);

        await FailsAsync(GuardedMosquitto.User(_folder, wire.Port, "wrong"), "refuses the user or the password", "check Mqtt.User and Mqtt.PasswordFile", () => wire.Connections, tries: 5);

        // A refusal of the user is not taken for one of the protocol.
        Assert.DoesNotContain(broker.Log, line => line.Contains("(p2,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_authority_that_nobody_knows_says_where_its_certificate_belongs()
    {
        var authority = new Certificates(_folder, "authority");
        using Mosquitto broker = await GuardedMosquitto.WithTlsAsync(_folder, authority.Issue("server", "IP:127.0.0.1"), authority);
        await using var wire = new Wire(broker.Port);

        await FailsAsync(
            GuardedMosquitto.Tls(wire.Port, new Certificates(_folder, "stranger").Authority), "(CN=server) is not vouched for by Mqtt.CaFile", "put its authority's certificate there",
            () => wire.Connections, tries: 5);
    }

    /// <summary>The second is what a Pi sees that has no clock of its own and was off for some years.</summary>
    [Theory]
    [InlineData("2020-01-01", "2020-02-01")]
    [InlineData("2120-01-01", "2120-02-01")]
    public async Task A_certificate_out_of_its_time_says_that_and_not_that_nobody_vouches_for_it(string from, string to)
    {
        var authority = new Certificates(_folder, "authority");
        var since = DateTimeOffset.Parse(from + "T12:00Z", System.Globalization.CultureInfo.InvariantCulture);
        using Mosquitto broker = await GuardedMosquitto.WithTlsAsync(_folder, authority.IssueForMonth("server", since), authority);
        await using var wire = new Wire(broker.Port);

        await FailsAsync(
            GuardedMosquitto.Tls(wire.Port, authority.Authority), $"CN=server is good from {from} to {to}, and by this machine's clock that is not now", "renew it, or set the clock",
            () => wire.Connections, tries: 5);
    }

    [Fact]
    public async Task Something_that_is_no_broker_and_says_nothing_says_which_keys_to_check()
    {
        await using var silent = new DeafBroker();

        await FailsAsync(PublishingNode.To(silent.Port), "did not answer within 10 s", "check Mqtt.Host, Mqtt.Port and Mqtt.Tls", () => silent.Connections, tries: 3);
    }

    [Fact]
    public async Task A_broker_that_welcomes_us_and_then_drops_every_packet_is_to_be_looked_at()
    {
        await using var deaf = new DeafBroker(DeafBroker.ConnAck);

        await FailsAsync(PublishingNode.To(deaf.Port), "took the connection, then it did not answer within 10 s", "look at its log, or restart it", () => deaf.Connections, tries: 3);
    }

    [Fact]
    public async Task A_record_that_is_denied_is_tried_once_a_minute_said_once_and_sent_when_the_access_list_is_mended()
    {
        File.WriteAllLines(_folder["acl"], ["topic readwrite birbcam/#", "topic readwrite homeassistant/#", "topic deny birbcam/balcony/detections"]);
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, "allow_anonymous true", $"acl_file {_folder["acl"]}");
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port), _time);
        StoredDetection stored = node.Store.Add(Detections.Unsure("sparrow", Detections.Morning));
        await Eventually.HoldsAsync(() => Denials() == 1, "it is denied");
        DateTimeOffset began = _time.GetUtcNow();
        await PassUntilAsync(TimeSpan.FromSeconds(5), () => Denials() == 3, "it is tried again");

        Assert.InRange(_time.GetUtcNow() - began, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4));
        string said = Assert.Single(node.Log.Warnings);
        Assert.Contains("birbcam/balcony/detections: check its access list", said, StringComparison.Ordinal);

        File.WriteAllLines(_folder["acl"], ["topic readwrite birbcam/#", "topic readwrite homeassistant/#"]);
        await broker.ReloadAsync();
        using Subscriber subscriber = await Subscriber.StartAsync(broker);
        await PassUntilAsync(TimeSpan.FromSeconds(5), () => subscriber.Texts("detections").Contains(stored.Payload), "it is sent");

        int Denials() => broker.Log.Count(line => line.Contains("Denied PUBLISH", StringComparison.Ordinal) && line.Contains("birbcam/balcony/detections", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_doctor_says_at_once_where_we_may_not_publish()
    {
        File.WriteAllLines(_folder["acl"], ["topic read birbcam/#"]);
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, "allow_anonymous true", $"acl_file {_folder["acl"]}");

        Finding found = await ExamineAsync(PublishingNode.To(broker.Port));

        Assert.Equal((Health.Bad, $"127.0.0.1:{broker.Port} does not let us publish to birbcam/balcony/doctor"), (found.Health, found.Says));
        Assert.Contains("needs to read and write birbcam/#", found.Remedy, StringComparison.Ordinal);
    }

    /// <summary>Mosquitto's access list takes every subscription, and then sends nothing.</summary>
    [Fact]
    public async Task Who_may_not_read_is_told_so_by_the_doctor_and_when_listening()
    {
        File.WriteAllLines(_folder["acl"], ["topic write birbcam/#", "topic write homeassistant/#"]);
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, "allow_anonymous true", $"acl_file {_folder["acl"]}");
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        await node.IsOnlineAsync();
        Task<Finding> examining = ExamineAsync(PublishingNode.To(broker.Port));
        using BirbcamProcess listening = BirbcamProcess.Start("mqtt", "listen", "--config", Config(PublishingNode.To(broker.Port)));
        await Eventually.HoldsAsync(() => listening.Errors.Count > 0, "it says something");
        Finding found = await examining;

        Assert.EndsWith("access list lets everybody read birbcam/balcony/#", Assert.Single(listening.Errors), StringComparison.Ordinal);
        Assert.Equal(0, await listening.StopAsync());
        Assert.Empty(listening.Output);
        Assert.Equal((Health.Bad, $"127.0.0.1:{broker.Port} did not give back a message on birbcam/balcony/doctor"), (found.Health, found.Says));
        Assert.Contains("needs to read and write birbcam/#", found.Remedy, StringComparison.Ordinal);
    }

    /// <summary>Other brokers refuse, as mosquitto does with its plugin for access lists that change.</summary>
    [Fact]
    public async Task A_refused_subscription_is_said_and_the_publisher_goes_on_deaf()
    {
        string[] plugins = [.. Directory.GetDirectories("/usr/lib").Select(folder => Path.Combine(folder, "mosquitto_dynamic_security.so")).Where(File.Exists)];
        Assert.SkipWhen(plugins is [], "mosquitto_dynamic_security.so is not installed (Debian package mosquitto)");
        File.WriteAllText(_folder["access.json"], """{ "defaultACLAccess": { "publishClientSend": true, "publishClientReceive": true, "subscribe": false, "unsubscribe": true } }""");
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, "allow_anonymous true", $"plugin {plugins[0]}", $"plugin_opt_config_file {_folder["access.json"]}");
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));
        node.Store.Add(Detections.Accepted("sparrow", Detections.Morning));
        await node.IsOnlineAsync();
        await node.OwesNothingAsync();
        Finding[] found = await Task.WhenAll(ExamineAsync(PublishingNode.To(broker.Port)), ListenAsync(PublishingNode.To(broker.Port)));

        Assert.Equal(6, node.Log.Warnings.Distinct().Count());
        Assert.Equal(6, node.Log.Warnings.Count(line => line.StartsWith("The broker does not let us listen to ", StringComparison.Ordinal)));
        Assert.All(found, finding => Assert.Equal(Health.Bad, finding.Health));
        Assert.Equal("the broker refuses a subscription to birbcam/balcony/doctor: check its access list", found[0].Says);
        Assert.Equal("birbcam: the broker refuses a subscription to birbcam/balcony/#: check its access list", found[1].Says);
    }

    /// <param name="what">Of the line that is said: what is wrong.</param>
    /// <param name="remedy">Of the same line: what to change.</param>
    /// <param name="connections">How often somebody has come; a try is one connection.</param>
    private async Task FailsAsync(MqttOptions options, string what, string remedy, Func<int> connections, int tries)
    {
        PublishingNode node = PublishingNode.Start(_folder, options, _time);
        node.Store.Add(Detections.Accepted("sparrow", Detections.Morning));
        try
        {
            Finding[] found = await Task.WhenAll(ExamineAsync(options), ListenAsync(options));
            Assert.All(found, finding =>
            {
                Assert.Equal(Health.Bad, finding.Health);
                Assert.Contains(what, finding.Says, StringComparison.Ordinal);
                Assert.EndsWith(remedy, finding.Says, StringComparison.Ordinal);
            });

            await node.SaysAsync(what);
            // Doctor, listener and publisher came once each; as no time passes, the publisher does not come again.
            Assert.Equal(3, connections());
            DateTimeOffset began = _time.GetUtcNow();
            await PassUntilAsync(Tick, () => connections() >= 2 + tries, "it tries again");

            Assert.InRange(_time.GetUtcNow() - began, LeastWait(tries - 1), TimeSpan.MaxValue);
            Assert.EndsWith(remedy, Assert.Single(node.Log.Warnings), StringComparison.Ordinal);
            Assert.True(node.IsRunning);
            Assert.False(node.Publisher.IsOnline);
            Assert.Equal(2, node.Store.CountUnpublished());
        }
        finally
        {
            Task stopped = node.DisposeAsync().AsTask();
            await PassUntilAsync(10 * Tick, () => stopped.IsCompleted, "it stops");
            await stopped;
        }
    }

    /// <summary>Time passes only here, and only from when the first failure was said: a publisher that does not wait is there before it has.</summary>
    private Task PassUntilAsync(TimeSpan tick, Func<bool> condition, string what) => Eventually.HoldsAsync(
        () =>
        {
            _time.Advance(tick);
            return condition();
        },
        what);

    /// <summary>Waits double, and of each at most half is taken off.</summary>
    private static TimeSpan LeastWait(int failures) => PublishingNode.FirstWait * ((1 << failures) - 1) / 2;

    private static Task<Finding> ExamineAsync(MqttOptions options) => BrokerCheck.ExamineAsync(options, "balcony", TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>What the command says, as a finding.</summary>
    private async Task<Finding> ListenAsync(MqttOptions options)
    {
        (int code, _, IReadOnlyList<string> errors) = await BirbcamProcess.RunAsync("mqtt", "listen", "--config", Config(options));
        return new Finding("listen", code == 1 ? Health.Bad : Health.Good, Assert.Single(errors), Remedy: null);
    }

    private string Config(MqttOptions options)
    {
        var mqtt = new { options.Host, options.Port, options.Tls, options.CaFile, options.User, options.PasswordFile };
        File.WriteAllText(_folder["birbcam.json"], JsonSerializer.Serialize(new { Node = "balcony", Mqtt = mqtt }, OnlyWhatIsSet));
        return _folder["birbcam.json"];
    }
}
