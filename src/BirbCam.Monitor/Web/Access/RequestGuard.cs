using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Web.Access;

/// <summary>
/// Stands before every request, once it is known what is asked for: who asks must be who the endpoint needs, and nothing is changed but by the page itself
/// or by a program with a token.
/// </summary>
/// <param name="limit">Of wrong tokens only: a program with an old one keeps nobody from logging in.</param>
/// <param name="stranger">What who is not logged in counts as: <see cref="Caller.Stranger"/>, or <see cref="Caller.Guest"/> where guests are wanted.</param>
/// <param name="publicOrigin">Of <c>Web.PublicUrl</c>; null for none.</param>
internal sealed partial class RequestGuard(Sessions sessions, ApiTokens tokens, LoginLimit limit, Caller stranger, string? publicOrigin, ILogger logger)
{
    /// <summary>What the page shows with each change: a form of another site cannot send it.</summary>
    public const string TokenHeader = "X-Birbcam-Token";

    /// <summary>Scripts, styles, pictures and requests of our own only; nothing may put the page into a frame.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>One for each port: cookies do not know ports, and a demo may run beside the service.</summary>
    public static string CookieOf(HttpContext context) => $"birbcam-{context.Connection.LocalPort}";

    /// <summary>For the cookie: whether the browser came by https, to us or to the proxy.</summary>
    public bool IsSecure(HttpContext context) => context.Request.IsHttps || (publicOrigin?.StartsWith("https:", StringComparison.Ordinal) == true && Origin(context) == publicOrigin);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        AddHeaders(context);
        if (IsMistyped(context))
        {
            context.Response.Redirect("/");
            return;
        }

        if (FaultOf(context) is (int status, string reason))
        {
            await Answer.RefuseAsync(context, status, reason);
            return;
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException unfit) when (!context.Response.HasStarted)
        {
            // Too large, too slow, or cut off.
            await Answer.RefuseAsync(context, unfit.StatusCode, unfit.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => "the body is too large",
                StatusCodes.Status408RequestTimeout => "the body came too slowly",
                _ => "the request was cut off or is damaged",
            });
        }
        catch (StoreException refused) when (!context.Response.HasStarted)
        {
            await Answer.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, refused.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
    }

    /// <summary>Whether a request that goes on for long would still be let through.</summary>
    public bool Allows(HttpContext context) => FaultOf(context) is null;

    private (int Status, string Reason)? FaultOf(HttpContext context)
    {
        HttpRequest request = context.Request;
        bool isChange = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (isChange && !IsOurOwn(context))
            return (StatusCodes.Status403Forbidden, "this request comes from another site");

        Caller needed = NeededFor(context.GetEndpoint());
        if (needed == Caller.Stranger)
            return null;

        // Whoever shows a token is judged by it alone: a cookie beside it adds nothing, so the token makes nothing weaker either.
        return ApiTokens.ShownBy(request) is string shown ? FaultOfToken(context, shown, needed) : FaultOfSession(context, needed, isChange);
    }

    /// <summary>What is not marked is closed. What does not exist, or not with this method, takes a login or a token too: strangers learn nothing by asking.</summary>
    private static Caller NeededFor(Endpoint? asked) => asked is not RouteEndpoint ? Caller.Reader : asked.Metadata.GetMetadata<NeededCaller>()?.Least ?? Caller.Owner;

    /// <summary>A good token is never kept waiting, as nobody guesses one: what has a limit is the wrong ones, and the lines about them.</summary>
    private (int Status, string Reason)? FaultOfToken(HttpContext context, string shown, Caller needed)
    {
        if (tokens.CallerOf(shown) is Caller caller)
        {
            return caller >= needed ? null
                : (StatusCodes.Status403Forbidden, needed == Caller.Reviewer ? "this takes a token of scope review" : "no token may do this: log in on the page");
        }

        if (!limit.TryCount(context.Connection.RemoteIpAddress))
            return (StatusCodes.Status429TooManyRequests, "too many wrong tokens: wait a minute");

        LogRefused(context.Connection.RemoteIpAddress);
        return (StatusCodes.Status401Unauthorized, "this token is not known, or was revoked");
    }

    private (int Status, string Reason)? FaultOfSession(HttpContext context, Caller needed, bool isChange)
    {
        string? token = sessions.TokenOf(context.Request.Cookies[CookieOf(context)]);
        if (token is null)
        {
            context.Features.Set(GuestRequest.Mark);
            return stranger >= needed ? null : (StatusCodes.Status401Unauthorized, "log in first");
        }

        return isChange && !string.Equals(context.Request.Headers[TokenHeader], token, StringComparison.Ordinal)
            ? (StatusCodes.Status403Forbidden, $"the header {TokenHeader} is missing or not this session's")
            : null;
    }

    /// <summary>Browsers say where a request comes from and no script can forge it; a program that says nothing has no cookie to misuse.</summary>
    private bool IsOurOwn(HttpContext context)
    {
        string? site = context.Request.Headers["Sec-Fetch-Site"];
        string? origin = Origin(context);
        return (site is null or "same-origin" or "none")
            && (origin is null || origin == $"{context.Request.Scheme}://{context.Request.Host}" || origin == publicOrigin);
    }

    private static string? Origin(HttpContext context) => context.Request.Headers.Origin;

    /// <summary>A person's browser that looks for a page where there is nothing at all.</summary>
    private static bool IsMistyped(HttpContext context)
        => context.GetEndpoint() is null && HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);

    private static void AddHeaders(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";

        // Browsers complain of it where the page came in the clear.
        if (context.Request.IsHttps)
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.CacheControl = "no-store";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A token that is not known, from {Address}")]
    private partial void LogRefused(System.Net.IPAddress? address);
}
