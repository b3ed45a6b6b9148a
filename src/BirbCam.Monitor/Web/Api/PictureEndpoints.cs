using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>Pictures: the kept ones by their detection, whose record knows how the files are called, or by a signed link.</summary>
internal sealed class PictureEndpoints(WebSources sources, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/pictures/{id:guid}/clean", context => SendAsync(context, Route.IdOf(context), PictureName.Clean)).Needs(Caller.Guest)
            .AnswersPicture("A kept picture");
        routes.MapGet("/api/pictures/{id:guid}/panels", context => SendAsync(context, Route.IdOf(context), PictureName.Panels)).Needs(Caller.Guest)
            .AnswersPicture("A kept picture beside its heat map");
        routes.MapGet("/api/pictures/{id:guid}/moved", context => SendAsync(context, Route.IdOf(context), PictureName.Moved)).Needs(Caller.Guest)
            .AnswersBytes("image/png", "What moved in a kept picture");
        routes.MapGet("/api/pictures/{id:guid}/why/{label}", SendWhyAsync).Needs(Caller.Reader)
            .AnswersPicture("A kept picture under the heat map of another label");

        // The link itself says that it may.
        routes.MapGet(PictureLinks.Prefix + "{name}", SendLinkedAsync).Needs(Caller.Stranger);
    }

    private Task SendLinkedAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        if (sources.Links.Read((string)context.GetRouteValue("name")!, $"{query["expires"]}", $"{query["signature"]}") is not (Guid id, string ending, DateTimeOffset until))
            return Answer.RefuseAsync(context, StatusCodes.Status403Forbidden, "this link was not made here, or was changed");
        if (time.GetUtcNow() > until)
            return Answer.RefuseAsync(context, StatusCodes.Status410Gone, "this link has expired: look at the picture on the page");

        // Dashboards elsewhere show it in pages of their own.
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return SendAsync(context, id, ending);
    }

    private async Task SendAsync(HttpContext context, Guid id, string ending)
    {
        // What belongs to no visit waits for a person, or was nobody: not for guests.
        if (sources.Pages.Find(id) is not Detection detection || (detection.SightingId is null && context.IsGuest()) || Open(detection, ending) is not FileStream file)
        {
            await Answer.RefuseAsync(context, StatusCodes.Status404NotFound, "this picture is not kept");
            return;
        }

        await using (file)
        {
            // A kept picture never changes.
            Answer.KeepForADay(context);
            context.Response.ContentType = ending == PictureName.Moved ? "image/png" : "image/jpeg";
            context.Response.ContentLength = file.Length;
            await file.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private async Task SendWhyAsync(HttpContext context)
    {
        (byte[]? drawn, bool isBusy) = await DrawWhyAsync(context);
        if (isBusy)
        {
            await Answer.RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too many ask the model at once: try again");
        }
        else if (drawn is not null)
        {
            // Neither does the model while it runs.
            Answer.KeepForADay(context);
            await Answer.SendAsync(context, "image/jpeg", drawn);
        }
        else
        {
            await Answer.RefuseAsync(context, StatusCodes.Status404NotFound, "the model knows no such label, or this picture is not kept");
        }
    }

    /// <summary>Only a label of the model's is asked about: whoever asks cannot make it work in vain.</summary>
    private async Task<(byte[]? Drawn, bool IsBusy)> DrawWhyAsync(HttpContext context)
    {
        string label = (string)context.GetRouteValue("label")!;
        if (sources.Hindsight is null || !sources.Pages.Labels.Contains(label) || sources.Pages.Find(Route.IdOf(context)) is not Detection detection)
            return default;

        await using FileStream? file = Open(detection, PictureName.Clean);
        if (file is null)
            return default;

        byte[] clean = new byte[file.Length];
        await file.ReadExactlyAsync(clean, context.RequestAborted);
        try
        {
            bool isDrawn = sources.Hindsight.TryDraw(detection, clean, label, out byte[]? drawn);
            return (drawn, !isDrawn);
        }
        catch (Exception unfit) when (unfit is ImageFormatException or ModelException)
        {
            return default;
        }
    }

    /// <summary>Null where retention took it, or where none was kept.</summary>
    private FileStream? Open(Detection detection, string ending)
    {
        try
        {
            return File.OpenRead(PictureName.PathOf(sources.Pictures, detection, ending));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
