using BirbCam.Monitor.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Web;

/// <summary>The real server on a free port, over a folder of its own.</summary>
internal sealed class ServedPage : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly WebServer _server;

    private ServedPage(WebOptions options, TimeProvider time)
        => _server = new WebServer(options, _folder.Path, time, NullLoggerFactory.Instance);

    public Uri Address => _server.Address!;

    public string Password => _server.NewPassword!;

    public static async Task<ServedPage> StartAsync(WebOptions? options = null, TimeProvider? time = null)
    {
        var page = new ServedPage(options ?? new WebOptions { Listen = "http://localhost:0" }, time ?? TimeProvider.System);
        await page._server.StartAsync(TestContext.Current.CancellationToken);
        return page;
    }

    public async Task<Visitor> LogInAsync()
    {
        var visitor = new Visitor(Address);
        using HttpResponseMessage answer = await visitor.LogInAsync(Password);
        answer.EnsureSuccessStatusCode();
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
