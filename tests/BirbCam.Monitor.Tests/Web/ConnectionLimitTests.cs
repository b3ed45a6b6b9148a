using System.Net;
using BirbCam.Monitor.Web;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Web;

public sealed class ConnectionLimitTests
{
    private static readonly IPAddress Home = IPAddress.Parse("192.0.2.1"), Proxy = IPAddress.Parse("192.0.2.2");

    private readonly FakeTimeProvider _time = new();
    private readonly LogLines _log = new();
    private readonly TaskCompletionSource _end = new();
    private readonly ConnectionDelegate _served;
    private int _reached;

    public ConnectionLimitTests() => _served = new ConnectionLimit([Proxy], _time, _log).Before(_ =>
    {
        _reached++;
        return _end.Task;
    });

    [Fact]
    public async Task One_address_holds_a_part_of_them_and_leaves_the_rest_to_others()
    {
        Task[] held = [.. Enumerable.Range(0, ConnectionLimit.PerAddress).Select(_ => OpenAsync(Home))];
        Assert.All(held, connection => Assert.False(connection.IsCompleted));
        Assert.True(OpenAsync(Home).IsCompletedSuccessfully);
        Assert.True(OpenAsync(IPAddress.Parse("::ffff:192.0.2.1")).IsCompletedSuccessfully);
        Assert.False(OpenAsync(IPAddress.Parse("192.0.2.3")).IsCompleted);
        Assert.Equal(ConnectionLimit.PerAddress + 1, _reached);

        _end.SetResult();
        await Task.WhenAll(held);
        await OpenAsync(Home);
        Assert.Equal(ConnectionLimit.PerAddress + 2, _reached);
    }

    [Fact]
    public void Who_comes_through_a_known_proxy_shares_the_limit_of_all()
    {
        Task[] held = [.. Enumerable.Range(0, ConnectionLimit.Altogether).Select(_ => OpenAsync(Proxy))];

        Assert.All(held, connection => Assert.False(connection.IsCompleted));
        Assert.True(OpenAsync(Home).IsCompletedSuccessfully);
    }

    [Fact]
    public void Of_all_that_are_cut_off_there_is_one_line_a_minute()
    {
        for (int i = 0; i < 1000; i++)
            _ = OpenAsync(Home);
        Assert.Contains("50 are open from 192.0.2.1", Assert.Single(_log.Warnings), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(1));
        _ = OpenAsync(Home);
        _ = OpenAsync(Home);
        Assert.Equal(2, _log.Warnings.Count);
    }

    private Task OpenAsync(IPAddress from) => _served(new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(from, 4711) });
}
