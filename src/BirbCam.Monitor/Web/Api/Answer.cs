using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BirbCam.Monitor.Web.Access;
using Microsoft.AspNetCore.Http;

namespace BirbCam.Monitor.Web.Api;

/// <summary>Questions and answers as JSON.</summary>
internal static class Answer
{
    private const string Json = "application/json";

    public static async Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = Json;
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, type), context.RequestAborted);
    }

    /// <summary>Of what never changes: the browser keeps it for a day, and nobody between.</summary>
    public static void KeepForADay(HttpContext context) => context.Response.Headers.CacheControl = "private, max-age=86400, immutable";

    public static async Task SendAsync(HttpContext context, string type, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    /// <param name="reason">One line for a person.</param>
    public static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status429TooManyRequests)
            context.Response.Headers.RetryAfter = ((int)LoginLimit.Window.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, new Refusal(reason), WebJson.Records.Refusal);
    }

    /// <summary>The question in the body; where it is none, the request is refused and null comes back.</summary>
    /// <param name="fault">What is said where the body is something else.</param>
    /// <exception cref="BadHttpRequestException">The body is too large or too slow.</exception>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, string fault = "the body is not what is asked for here")
        where T : class
    {
        if (!string.Equals(context.Request.ContentType?.Split(';')[0].Trim(), Json, StringComparison.OrdinalIgnoreCase))
        {
            await RefuseAsync(context, StatusCodes.Status415UnsupportedMediaType, $"the body must be {Json}");
            return null;
        }

        try
        {
            if (await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) is T question)
                return question;
        }
        catch (JsonException)
        {
            // Said below, as for the word null.
        }

        await RefuseAsync(context, StatusCodes.Status400BadRequest, fault);
        return null;
    }
}
