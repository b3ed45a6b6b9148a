using System.Net.Sockets;
using System.Text;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>The other end of sd_notify(3): a real Unix datagram socket, as systemd holds one.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("birbcam-notify-");
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public NotifySocket()
    {
        Path = System.IO.Path.Combine(_directory.FullName, "notify");
        _socket.Bind(new UnixDomainSocketEndPoint(Path));
    }

    public string Path { get; }

    /// <summary>What has arrived and was not taken yet. A datagram is there as soon as its sender has sent it.</summary>
    public IReadOnlyList<string> TakeAll()
    {
        var messages = new List<string>();
        while (_socket.Poll(0, SelectMode.SelectRead))
        {
            byte[] message = new byte[1024];
            messages.Add(Encoding.UTF8.GetString(message, 0, _socket.Receive(message)));
        }

        return messages;
    }

    /// <summary>The next message, waited for.</summary>
    public async Task<string> TakeAsync(CancellationToken stop)
    {
        byte[] message = new byte[1024];
        return Encoding.UTF8.GetString(message, 0, await _socket.ReceiveAsync(message, stop));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _directory.Delete(recursive: true);
    }
}
