using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Web.Api;
using Microsoft.AspNetCore.Http;

namespace BirbCam.Monitor.Web.Access;

/// <summary>
/// Stands before every request: only the page's own files and the login are for strangers, and nothing is changed but by the page itself.
/// </summary>
/// <param name="isPublic">Paths that anybody may ask for, exactly as they are written.</param>
/// <param name="publicOrigin">Of <c>Web.PublicUrl</c>; null for none.</param>
internal sealed class RequestGuard(Sessions sessions, Func<string, bool> isPublic, string? publicOrigin)
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
        AddHeaders(context.Response.Headers);
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
            await Answer.RefuseAsync(context, unfit.StatusCode, unfit.Message);
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

    private (int Status, string Reason)? FaultOf(HttpContext context)
    {
        HttpRequest request = context.Request;
        bool isChange = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (isChange && !IsOurOwn(context))
            return (StatusCodes.Status403Forbidden, "this request comes from another site");
        if (isPublic(request.Path.Value ?? ""))
            return null;

        // Whatever is not listed as public takes a login, also what does not exist: strangers learn nothing by asking.
        string? token = sessions.TokenOf(request.Cookies[CookieOf(context)]);
        if (token is null)
            return (StatusCodes.Status401Unauthorized, "log in first");
        return isChange && !string.Equals(request.Headers[TokenHeader], token, StringComparison.Ordinal)
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

    private static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers.CacheControl = "no-store";
    }
}
