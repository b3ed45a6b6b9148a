using System.Net;
using System.Net.Sockets;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>Takes every connection, says its welcome to the first packet, and drops whatever comes after: no real broker can be made to do that.</summary>
internal sealed class DeafBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _welcome;
    private readonly Task _accepting;
    private int _connections;

    /// <param name="welcome"><see cref="ConnAck"/>, or nothing.</param>
    public DeafBroker(params byte[] welcome)
    {
        _welcome = welcome;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Of MQTT 5: success, no session, no properties.</summary>
    public static byte[] ConnAck { get; } = [0x20, 3, 0, 0, 0];

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Tries so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var listening = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient caller = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                listening.Add(DropAsync(caller));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(listening);
    }

    private async Task DropAsync(TcpClient caller)
    {
        using TcpClient connection = caller;
        byte[] dropped = new byte[65536];
        try
        {
            // The CONNECT of a publisher is a few hundred bytes, and comes at once.
            int length = await caller.GetStream().ReadAsync(dropped, _stop.Token);
            if (length > 0)
                await caller.GetStream().WriteAsync(_welcome, _stop.Token);
            while (length > 0)
                length = await caller.GetStream().ReadAsync(dropped, _stop.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
        }
    }
}
