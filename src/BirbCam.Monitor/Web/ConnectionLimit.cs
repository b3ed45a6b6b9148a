using System.Net;
using BirbCam.Monitor.Web.Access;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Web;

/// <summary>How many connections are open at once, from one address and altogether: the next one is cut off before it has said anything.</summary>
/// <param name="proxies">Of all who come through them, so that they have no limit of their own.</param>
internal sealed partial class ConnectionLimit(IReadOnlyList<IPAddress> proxies, TimeProvider time, ILogger logger)
{
    /// <summary>Four browsers of a household with six each, and as many more; ten people with a page, its pictures and its events each.</summary>
    public const int PerAddress = 50, Altogether = 100;

    /// <summary>Whoever knocks all day does not fill the log.</summary>
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _open = [];
    private int _all;
    private long? _told;

    /// <summary>To stand before everything that reads from a connection.</summary>
    public ConnectionDelegate Before(ConnectionDelegate next) => async connection =>
    {
        IPAddress from = LoginLimit.PrefixOf((connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None);
        if (!TryOpen(from))
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Close(from);
        }
    };

    private bool TryOpen(IPAddress from)
    {
        lock (_gate)
        {
            int open = _open.GetValueOrDefault(from);
            if (_all < Altogether && (open < PerAddress || proxies.Contains(from)))
            {
                _open[from] = open + 1;
                _all++;
                return true;
            }

            if (_told is not long told || time.GetElapsedTime(told) >= BetweenLines)
            {
                _told = time.GetTimestamp();
                LogRefused(from, open, _all);
            }

            return false;
        }
    }

    private void Close(IPAddress from)
    {
        lock (_gate)
        {
            _all--;
            if (--_open[from] == 0)
                _open.Remove(from);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connections are cut off: {Open} are open from {Address}, {All} altogether. This is said once a minute at most")]
    private partial void LogRefused(IPAddress address, int open, int all);
}
