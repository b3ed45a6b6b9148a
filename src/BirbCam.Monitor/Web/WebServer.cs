using System.Net;
using System.Net.Sockets;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.Api;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Web;

/// <summary>Serves the page. Nothing is asked of the store or the camera while nobody looks.</summary>
/// <param name="directory">The state directory, which holds the password where <see cref="WebOptions.PasswordFile"/> names no other file.</param>
internal sealed partial class WebServer(WebOptions options, string directory, WebSources sources, TimeProvider time, ILoggerFactory logs) : IAsyncDisposable
{
    /// <summary>The largest question is a list of labels.</summary>
    private const int MaxBodyBytes = 16 << 10;

    /// <summary>Whoever listens to the events or waits for a picture is cut off: the service has more to end.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logs.CreateLogger<WebServer>();
    private readonly PageFiles _files = new();
    private WebApplication? _application;
    private LoginEndpoints? _login;

    /// <summary>Where the page is, for somebody on this machine; null before it is served.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Where the first start made a password: it is nowhere else in plain words.</summary>
    public string? NewPassword { get; private set; }

    /// <summary>All that can be asked; empty before it is served.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _application?.Services.GetRequiredService<EndpointDataSource>().Endpoints ?? [];

    /// <summary>Begins to serve, at the first call; nothing where no page is wanted.</summary>
    /// <exception cref="WebListenException">The address is taken or none of this machine's, or the file of the password or the tokens cannot be used.</exception>
    public async Task StartAsync(CancellationToken stop)
    {
        if (_application is not null || options.Listen is null)
            return;

        var listen = ListenAddress.Parse(options.Listen);
        var password = WebPassword.Open(options.PasswordFile ?? Path.Combine(directory, WebPassword.FileName));
        _application = Build(listen, password);
        try
        {
            await _application.StartAsync(stop);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            throw new WebListenException(refused.GetBaseException() is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
                ? $"Web.Listen {listen.Text}: another program has this port; write another one, or end that program"
                : $"Web.Listen {listen.Text}: {refused.GetBaseException().Message}");
        }

        Address = AddressOf(_application);
        NewPassword = password.Generated;
        LogServed(Address);
        if (NewPassword is not null)
            LogPassword(NewPassword);
    }

    /// <summary>Serves until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await StartAsync(stop);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_application is not null)
            await _application.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
        _login?.Dispose();
    }

    private WebApplication Build(ListenAddress listen, WebPassword password)
    {
        // Empty: no environment variable or file of ASP.NET's changes where it listens.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "birbcam" });
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton<IHostLifetime>(new Ours());
        builder.Services.AddRoutingCore();
        new ApiDocument(options.Guests, () => AddressOf(_application!).Port).AddTo(builder.Services);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Farewell);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, listen, new ConnectionLimit([.. options.TrustedProxies.Select(IPAddress.Parse)], time, _logger)));

        WebApplication application = builder.Build();
        var sessions = new Sessions(time, new SessionFile(Path.Combine(directory, SessionFile.FileName), password, _logger));
        string? publicOrigin = options.PublicUrl is string url ? new Uri(url).GetLeftPart(UriPartial.Authority) : null;
        var tokens = ApiTokens.Open(Path.Combine(directory, TokenFile.FileName), _logger);
        var guard = new RequestGuard(sessions, tokens, new LoginLimit(time), options.Guests ? Caller.Guest : Caller.Stranger, publicOrigin, _logger);
        _login = new LoginEndpoints(password, sessions, new LoginLimit(time), guard, options.Guests, _logger);
        if (options.TrustedProxies.Count > 0)
            application.UseForwardedHeaders(Believing(options.TrustedProxies));

        // The guard wants to know what is asked for.
        application.UseRouting();
        application.Use(guard.InvokeAsync);
        Map(application, guard);
        return application;
    }

    /// <summary>Of a chain of proxies only the last one is known, so only what it adds counts.</summary>
    private static ForwardedHeadersOptions Believing(IEnumerable<string> proxies)
    {
        var believing = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
        believing.KnownProxies.Clear();
        believing.KnownIPNetworks.Clear();
        foreach (string proxy in proxies)
            believing.KnownProxies.Add(IPAddress.Parse(proxy));
        return believing;
    }

    private void Map(WebApplication routes, RequestGuard guard)
    {
        _files.Map(routes);
        _login!.Map(routes);
        new ViewEndpoints(sources.Pages, sources.System).Map(routes);
        new ModelEndpoints(sources.Pages, sources.Model, sources.Limits, sources.SetLimit).Map(routes);
        new ReviewEndpoints(sources.Pages, sources.Desk).Map(routes);
        new LockEndpoints(sources.Pages, sources.Locks).Map(routes);
        new PictureEndpoints(sources, time).Map(routes);
        new LiveEndpoints(sources.Live, time).Map(routes);
        new RejectEndpoints(sources.Rejects).Map(routes);
        new ZoneEndpoints(sources.Zones).Map(routes);
        new ExportEndpoints(sources.Exports).Map(routes);
        sources.Events.Map(routes, guard);
        ApiDocument.Map(routes);
    }

    private static void Configure(KestrelServerOptions kestrel, ListenAddress listen, ConnectionLimit limit)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(limit.Before));
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.MaxRequestLineSize = 4 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(90);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(3));
        if (listen.Address is IPAddress address)
            kestrel.Listen(address, listen.Port);
        else
            kestrel.ListenLocalhost(listen.Port);
    }

    private static Uri AddressOf(WebApplication application)
    {
        IServerAddressesFeature addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new Uri(addresses.Addresses.First());
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The page is at {Address}")]
    private partial void LogServed(Uri address);

    [LoggerMessage(Level = LogLevel.Information, Message = "The page's password is {Password}: it is shown this once, and only its hash is kept")]
    private partial void LogPassword(string password);

    /// <summary>Signals are for the service, which stops us.</summary>
    private sealed class Ours : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
