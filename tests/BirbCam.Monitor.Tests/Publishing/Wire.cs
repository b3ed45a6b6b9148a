using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>The cable between publisher and broker, with its mischief.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _ends = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly int _brokerPort;
    private readonly Task _accepting;
    private volatile bool _carriesAnswers = true;
    private volatile bool _carriesAnything = true;
    private volatile bool _isPlugged = true;
    private int _connections;

    public Wire(int brokerPort)
    {
        _brokerPort = brokerPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Tries of the publisher so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What a broker that knows MQTT 3.1.1 only says to version 5 before it hangs up; null for one that knows both.</summary>
    public byte[]? AnswerToVersion5 { get; init; }

    /// <summary>What the publisher sends arrives; it does not hear of it.</summary>
    public void SwallowAnswers() => _carriesAnswers = false;

    /// <summary>Open, and silent.</summary>
    public void Freeze() => _carriesAnything = false;

    /// <summary>Cut, and nobody gets through any more.</summary>
    public void Unplug()
    {
        _isPlugged = false;
        Cut();
    }

    public void Mend() => (_carriesAnswers, _carriesAnything, _isPlugged) = (true, true, true);

    /// <summary>Cuts every connection without a word.</summary>
    public void Cut()
    {
        while (_ends.TryTake(out TcpClient? end))
        {
            if (end.Connected)
                end.LingerState = new LingerOption(true, 0);
            end.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var carrying = new List<Task>();
        try
        {
            while (true)
            {
                TcpClient near = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                carrying.Add(CarryAsync(near));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(carrying);
    }

    private async Task CarryAsync(TcpClient near)
    {
        var far = new TcpClient();
        _ends.Add(near);
        _ends.Add(far);
        try
        {
            if (!_isPlugged)
                return;

            byte[] hello = new byte[65536];
            int length = await near.GetStream().ReadAsync(hello, _stop.Token);
            if (AnswerToVersion5 is byte[] answer && hello.AsSpan(0, length).IndexOf("MQTT\x05"u8) >= 0)
            {
                await near.GetStream().WriteAsync(answer, _stop.Token);
                return;
            }

            await far.ConnectAsync(IPAddress.Loopback, _brokerPort, _stop.Token);
            await far.GetStream().WriteAsync(hello.AsMemory(0, length), _stop.Token);
            await Task.WhenAll(
                PumpAsync(near, far, () => _carriesAnything),
                PumpAsync(far, near, () => _carriesAnything && _carriesAnswers));
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
        }
        finally
        {
            near.Close();
            far.Close();
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Func<bool> carries)
    {
        byte[] buffer = new byte[65536];
        while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and int length)
        {
            if (carries())
                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _stop.Token);
        }

        to.Close();
    }
}
