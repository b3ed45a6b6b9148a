using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Web.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>Pictures: the kept ones by their detection, whose record knows how the files are called, or by a signed link; and the live one.</summary>
/// <param name="root">The folder of pictures.</param>
internal sealed class PictureEndpoints(SightingPages pages, string root, PictureLinks links, LivePicture live, TimeProvider time)
{
    /// <summary>A camera that sends nothing for so long is away, asleep or paused.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/pictures/{id:guid}/clean", context => SendAsync(context, Route.IdOf(context), PictureName.Clean));
        routes.MapGet("/api/pictures/{id:guid}/panels", context => SendAsync(context, Route.IdOf(context), PictureName.Panels));
        routes.MapGet("/api/live", SendLiveAsync);
        routes.MapGet(PictureLinks.Prefix + "{name}", SendLinkedAsync);
    }

    private Task SendLinkedAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        if (links.Read((string)context.GetRouteValue("name")!, $"{query["expires"]}", $"{query["signature"]}") is not (Guid id, string ending, DateTimeOffset until))
            return Answer.RefuseAsync(context, StatusCodes.Status403Forbidden, "this link was not made here, or was changed");
        if (time.GetUtcNow() > until)
            return Answer.RefuseAsync(context, StatusCodes.Status410Gone, "this link has expired: look at the picture on the page");

        // Dashboards elsewhere show it in pages of their own.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return SendAsync(context, id, ending);
    }

    private async Task SendAsync(HttpContext context, Guid id, string ending)
    {
        if (pages.Find(id) is not Detection detection || Open(detection, ending) is not FileStream file)
        {
            await Answer.RefuseAsync(context, StatusCodes.Status404NotFound, "this picture is not kept");
            return;
        }

        await using (file)
        {
            // A kept picture never changes.
            context.Response.Headers.CacheControl = "private, max-age=86400, immutable";
            context.Response.ContentType = "image/jpeg";
            context.Response.ContentLength = file.Length;
            await file.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    /// <summary>Null where retention took it, or where none was kept.</summary>
    private FileStream? Open(Detection detection, string ending)
    {
        try
        {
            return File.OpenRead(Path.Combine(root, PictureName.FolderOf(detection), PictureName.StemOf(detection) + ending));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task SendLiveAsync(HttpContext context)
    {
        using var patience = new CancellationTokenSource(LongestWait, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        byte[] picture;
        try
        {
            picture = await live.NextAsync(stop.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            await Answer.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "no picture is coming: the camera is away, asleep or paused");
            return;
        }

        context.Response.ContentType = "image/jpeg";
        context.Response.ContentLength = picture.Length;
        await context.Response.Body.WriteAsync(picture, context.RequestAborted);
    }
}
