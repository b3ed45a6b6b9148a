using BirbCam.Monitor.Web.Api;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Web.Access;

/// <summary>Logging in and out.</summary>
internal sealed partial class LoginEndpoints(WebPassword password, Sessions sessions, LoginLimit limit, RequestGuard guard, bool hasGuests, ILogger logger) : IDisposable
{
    public const string SessionPath = "/api/session", LoginPath = "/api/login", LogoutPath = "/api/logout";

    /// <summary>No person types more.</summary>
    private const int LongestPassword = 256;

    /// <summary>Hashing is slow on purpose: one at a time leaves the other cores to the birds.</summary>
    private readonly SemaphoreSlim _hashing = new(1);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(SessionPath, TellAsync).Needs(Caller.Stranger).Answers<SessionAnswer>("Whether one is logged in");
        routes.MapPost(LoginPath, LogInAsync).Needs(Caller.Stranger).Takes<LoginQuestion>().Answers<SessionAnswer>("Logs in");
        routes.MapPost(LogoutPath, LogOutAsync).Needs(Caller.Owner).Answers<SessionAnswer>("Logs out");
    }

    public void Dispose() => _hashing.Dispose();

    private Task TellAsync(HttpContext context)
    {
        string? token = sessions.TokenOf(context.Request.Cookies[RequestGuard.CookieOf(context)]);
        return Answer.WriteAsync(context, new SessionAnswer(token is not null, token, hasGuests), WebJson.Records.SessionAnswer);
    }

    private async Task LogInAsync(HttpContext context)
    {
        LoginQuestion? question = await Answer.ReadAsync(context, WebJson.Records.LoginQuestion);
        if (question is null)
            return;

        if (!limit.TryCount(context.Connection.RemoteIpAddress))
        {
            await Answer.RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too many tries: wait a minute");
            return;
        }

        if (!await MatchesAsync(question.Password, context.RequestAborted))
        {
            LogRefused(context.Connection.RemoteIpAddress);
            await Answer.RefuseAsync(context, StatusCodes.Status401Unauthorized, "that is not the password");
            return;
        }

        limit.Forgive(context.Connection.RemoteIpAddress);
        (string cookie, string token) = sessions.Begin();
        context.Response.Cookies.Append(RequestGuard.CookieOf(context), cookie, CookieFor(context));
        await Answer.WriteAsync(context, new SessionAnswer(LoggedIn: true, token, hasGuests), WebJson.Records.SessionAnswer);
    }

    private async Task<bool> MatchesAsync(string? tried, CancellationToken stop)
    {
        if (tried is null or { Length: 0 or > LongestPassword })
            return false;

        await _hashing.WaitAsync(stop);
        try
        {
            return password.Matches(tried);
        }
        finally
        {
            _hashing.Release();
        }
    }

    private async Task LogOutAsync(HttpContext context)
    {
        if (context.Request.Cookies[RequestGuard.CookieOf(context)] is string cookie)
            sessions.End(cookie);
        context.Response.Cookies.Delete(RequestGuard.CookieOf(context), CookieFor(context));
        await Answer.WriteAsync(context, new SessionAnswer(LoggedIn: false, Token: null, hasGuests), WebJson.Records.SessionAnswer);
    }

    private CookieOptions CookieFor(HttpContext context)
        => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = guard.IsSecure(context), Path = "/", MaxAge = Sessions.Idle };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A wrong password for the page, from {Address}")]
    private partial void LogRefused(System.Net.IPAddress? address);
}
