using System.Net;
using System.Net.Sockets;
using MQTTnet.Server;

namespace BirbCam.Monitor.Publishing.Brokers;

/// <summary>A broker inside this process, on the loopback interface, for where there is nothing to install: the demo.</summary>
internal sealed class BrokerInProcess : IAsyncDisposable
{
    /// <summary>Between finding a free port and taking it somebody else may.</summary>
    private const int Tries = 5;

    private readonly MqttServer _server;

    private BrokerInProcess(MqttServer server, int port)
    {
        _server = server;
        Port = port;
    }

    public static string Host => IPAddress.Loopback.ToString();

    public int Port { get; }

    /// <summary>Starts on a free port.</summary>
    /// <exception cref="IOException">No port could be had.</exception>
    public static async Task<BrokerInProcess> StartAsync()
    {
        for (int i = 1; ; i++)
        {
            int port = FreePort();
            MqttServer server = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder()
                .WithDefaultEndpoint()
                .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
                .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
                .WithDefaultEndpointPort(port)
                .Build());
            try
            {
                await server.StartAsync();
                return new BrokerInProcess(server, port);
            }
            catch (SocketException taken)
            {
                server.Dispose();
                if (i == Tries)
                    throw new IOException($"the broker of the demo found no free port: {taken.Message}", taken);
            }
        }
    }

    /// <summary>Of the loopback interface. The server takes port 0 but does not tell which one it got, as mosquitto does not.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        _server.Dispose();
    }

}
