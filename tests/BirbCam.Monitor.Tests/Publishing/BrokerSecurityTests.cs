using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>Passwords, certificates, and brokers that are none.</summary>
public sealed class BrokerSecurityTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_right_password_opens_the_broker()
    {
        using Mosquitto broker = await WithPasswordAsync("s3cret, with spaces");
        await using PublishingNode node = PublishingNode.Start(_folder, User(broker.Port, "s3cret, with spaces\r\n"));

        await node.IsOnlineAsync();
        Assert.Empty(node.Log.Warnings);
    }

    [Fact]
    public async Task Over_tls_the_records_arrive_at_a_broker_that_our_authority_vouches_for()
    {
        var authority = new Certificates(_folder, "authority");
        using Mosquitto broker = await WithTlsAsync(authority, "IP:127.0.0.1");
        await using PublishingNode node = PublishingNode.Start(_folder, Tls(broker.Port, authority.Authority));
        node.Store.Add(Detections.Accepted("sparrow", Detections.Morning));

        await node.OwesNothingAsync();
        Assert.Empty(node.Log.Warnings);
    }

    [Fact]
    public async Task Through_a_web_socket_the_records_arrive_too()
    {
        int port = Mosquitto.FreePort();
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, ["allow_anonymous true", .. WebSockets(port)]);
        await using PublishingNode node = PublishingNode.Start(_folder, new MqttOptions { Host = "127.0.0.1", Port = port, WebSocketPath = "/mqtt" });
        node.Store.Add(Detections.Accepted("sparrow", Detections.Morning));

        await node.OwesNothingAsync();
        Assert.Empty(node.Log.Warnings);
    }

    [Fact]
    public async Task A_web_socket_over_tls_asks_for_the_same_certificate()
    {
        var authority = new Certificates(_folder, "authority");
        int port = Mosquitto.FreePort();
        (string certificate, string key) = authority.Issue("server", "IP:127.0.0.1");
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, ["allow_anonymous true", .. WebSockets(port), $"certfile {certificate}", $"keyfile {key}"]);
        MqttOptions believing = new() { Host = "127.0.0.1", Port = port, Tls = true, CaFile = authority.Authority, WebSocketPath = "/mqtt" };
        await using (PublishingNode node = PublishingNode.Start(_folder, believing))
        {
            node.Store.Add(Detections.Accepted("sparrow", Detections.Morning));
            await node.OwesNothingAsync();
            Assert.Empty(node.Log.Warnings);
        }

        MqttOptions doubting = new() { Host = "127.0.0.1", Port = port, Tls = true, CaFile = new Certificates(_folder, "stranger").Authority, WebSocketPath = "/mqtt" };
        await using PublishingNode other = PublishingNode.Start(_folder, doubting);
        await other.SaysAsync("not vouched for by Mqtt.CaFile");
        Assert.False(other.Publisher.IsOnline);
    }

    [Fact]
    public async Task A_certificate_of_our_own_is_not_believed_where_no_authority_is_named()
    {
        using Mosquitto broker = await WithTlsAsync(new Certificates(_folder, "authority"), "IP:127.0.0.1");
        await using PublishingNode node = PublishingNode.Start(_folder, Tls(broker.Port, authorityFile: null));

        await node.SaysAsync("name its authority in Mqtt.CaFile");
        Assert.False(node.Publisher.IsOnline);
    }

    /// <summary>Run by <see cref="An_authority_of_our_own_that_the_system_knows_is_believed_although_nobody_publishes_what_it_revoked"/>: a process asks once whom its system knows.</summary>
    [Fact(Explicit = true)]
    public async Task Believes_whom_the_system_knows()
    {
        await using PublishingNode node = PublishingNode.Start(_folder, Tls(Port("BIRBCAM_TEST_PORT"), authorityFile: null));
        await node.IsOnlineAsync();
        using TestFolder other = new();
        await using PublishingNode outdated = PublishingNode.Start(other, Tls(Port("BIRBCAM_TEST_PORT_OUTDATED"), authorityFile: null));
        await outdated.SaysAsync("is good from 2020-01-01 to 2020-02-01");

        static int Port(string name) => int.Parse(Environment.GetEnvironmentVariable(name)!, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task An_authority_of_our_own_that_the_system_knows_is_believed_although_nobody_publishes_what_it_revoked()
    {
        var authority = new Certificates(_folder, "authority");
        using Mosquitto broker = await WithTlsAsync(authority, "IP:127.0.0.1");
        using Mosquitto outdated = await GuardedMosquitto.WithTlsAsync(_folder, authority.IssueForMonth("outdated", new DateTimeOffset(2020, 1, 1, 12, 0, 0, TimeSpan.Zero)), authority);
        using Process believing = OwnProcess.Start(
            nameof(Believes_whom_the_system_knows),
            ("BIRBCAM_TEST_PORT", $"{broker.Port}"), ("BIRBCAM_TEST_PORT_OUTDATED", $"{outdated.Port}"), ("SSL_CERT_FILE", authority.Authority));
        string said = await believing.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await believing.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(believing.ExitCode == 0, said);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_not_believed()
    {
        var authority = new Certificates(_folder, "authority");
        using Mosquitto broker = await WithTlsAsync(authority, "DNS:elsewhere.example");
        await using PublishingNode node = PublishingNode.Start(_folder, Tls(broker.Port, authority.Authority));

        await node.SaysAsync("for another name");
        Assert.False(node.Publisher.IsOnline);
    }

    [Fact]
    public async Task A_broker_that_asks_for_a_certificate_gets_ours()
    {
        var authority = new Certificates(_folder, "authority");
        using Mosquitto broker = await WithTlsAsync(authority, "IP:127.0.0.1", "require_certificate true", "use_identity_as_username true");
        (string certificate, string key) = authority.Issue("birbcam", "DNS:birbcam.local");
        MqttOptions options = new() { Host = "127.0.0.1", Port = broker.Port, Tls = true, CaFile = authority.Authority, CertificateFile = certificate, KeyFile = key };
        await using PublishingNode node = PublishingNode.Start(_folder, options);

        await node.IsOnlineAsync();
        Assert.Contains(broker.Log, line => line.Contains("u'birbcam'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plain_client_at_a_tls_port_is_a_line_not_a_crash()
    {
        using Mosquitto broker = await WithTlsAsync(new Certificates(_folder, "authority"), "IP:127.0.0.1");
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(broker.Port));

        await node.SaysAsync("No broker");
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_broker_that_says_nothing()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(((IPEndPoint)silent.LocalEndpoint).Port));
        using TcpClient waiting = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await node.DisposeAsync();

        // Had it waited for the answer, it would have said that there was none.
        Assert.Empty(node.Log.Warnings);
    }

    /// <summary>Noise, a web server, an answer cut short, and packets that say they are longer than the world.</summary>
    [Theory]
    [InlineData("474554202F20485454502F312E310D0A0D0A")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("2003")]
    [InlineData("20FFFFFF7F0000")]
    [InlineData("20030000FF")]
    [InlineData("2005000002FFFF")]
    [InlineData("30820100FFFF")]
    [InlineData("00000000")]
    public async Task What_answers_with_garbage_is_a_line_not_a_crash(string answer)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        await using PublishingNode node = PublishingNode.Start(_folder, PublishingNode.To(((IPEndPoint)stranger.LocalEndpoint).Port));
        for (int i = 0; i < 4; i++)
        {
            using TcpClient caller = await stranger.AcceptTcpClientAsync(stop);
            byte[] hello = new byte[1024];
            _ = await caller.GetStream().ReadAsync(hello, stop);
            await caller.GetStream().WriteAsync(Convert.FromHexString(answer), stop);
        }

        await node.SaysAsync("No broker");
        Assert.False(node.Publisher.IsOnline);
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_a_line_that_names_it()
    {
        await using PublishingNode node = PublishingNode.Start(_folder, new MqttOptions { Host = "no-such-broker.invalid" });

        await node.SaysAsync("no-such-broker.invalid:1883 cannot be reached");
    }

    /// <summary>The sample as it is shipped, with only its port and its paths made ours; mosquitto_pub and mosquitto_sub go through it.</summary>
    [Fact]
    public async Task The_sample_configuration_of_mosquitto_runs_and_asks_for_a_password()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        int port = Mosquitto.FreePort();
        string sample = await File.ReadAllTextAsync(Path.Combine(House.Repository.Root, "config", "mosquitto.conf"), stop);
        Assert.Contains("listener 1883\n", sample, StringComparison.Ordinal);
        string ours = sample
            .Replace("listener 1883\n", $"listener {port} 127.0.0.1\n", StringComparison.Ordinal)
            .Replace("/etc/mosquitto/birbcam.passwd", MakePassword("right"), StringComparison.Ordinal)
            .Replace("/var/lib/mosquitto/", _folder.Path + "/", StringComparison.Ordinal);
        using Mosquitto broker = await Mosquitto.StartAsync(_folder, port, ours.Split('\n'));
        await using PublishingNode node = PublishingNode.Start(_folder, User(port, "right"));
        await node.IsOnlineAsync();

        Assert.Equal(0, Publish(port, "-u", "birbcam", "-P", "right"));
        Assert.NotEqual(0, Publish(port));
        using Subscriber subscriber = await Subscriber.StartAsync(broker, "-u", "birbcam", "-P", "right");
        await subscriber.HasAsync("availability", "online");
    }

    /// <summary>A second listener: mosquitto does not start with this one alone.</summary>
    private static string[] WebSockets(int port) => [$"listener {port} 127.0.0.1", "protocol websockets"];

    private static int Publish(int port, params string[] user)
    {
        string[] arguments = ["-p", $"{port}", "-t", "birbcam/hello", "-m", "hello", "-q", "1", .. user];
        using Process publish = Process.Start(new ProcessStartInfo(Programs.Find("mosquitto_pub", "mosquitto-clients"), arguments) { RedirectStandardError = true })!;
        publish.WaitForExit();
        return publish.ExitCode;
    }

    private static MqttOptions Tls(int port, string? authorityFile) => GuardedMosquitto.Tls(port, authorityFile);

    private Task<Mosquitto> WithPasswordAsync(string password) => GuardedMosquitto.WithPasswordAsync(_folder, password);

    private Task<Mosquitto> WithTlsAsync(Certificates authority, string host, params string[] lines)
        => GuardedMosquitto.WithTlsAsync(_folder, authority.Issue("server", host), authority, lines);

    private string MakePassword(string password) => GuardedMosquitto.MakePassword(_folder, password);

    private MqttOptions User(int port, string password) => GuardedMosquitto.User(_folder, port, password);
}
