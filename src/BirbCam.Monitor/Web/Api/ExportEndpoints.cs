using System.Globalization;
using BirbCam.Monitor.Exports;
using BirbCam.Monitor.Exports.Science;
using BirbCam.Monitor.Exports.Targets;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>The kept pictures as one file, made while it is sent. One at a time: it reads all that is kept, from a card that the camera writes to.</summary>
/// <param name="setting">As it is now: people write names beside a running service.</param>
internal sealed class ExportEndpoints(Func<ExportSetting> setting)
{
    private const string Busy = "an export is running: wait until it is there, and try again";

    private int _running;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/exports", TellAsync).Needs(Caller.Owner)
            .Answers<ExportsPage>("The formats there are, and what stands in the way of each");
        routes.MapGet("/api/exports/{format}", SendAsync).Needs(Caller.Owner)
            .TakesQuery("verified", "true: only what a person has said of it who is there")
            .AnswersBytes("application/zip", "The kept pictures as one file");
    }

    /// <summary>What there is, and what stands in the way of it.</summary>
    private Task TellAsync(HttpContext context)
    {
        (ExportSetting? known, string? fault) = Read();
        ExportChoiceOnPage[] formats = [.. ExportFormat.All.Select(format => new ExportChoiceOnPage(format.Word, format.Usual == ExportChoice.Verified, known is null ? fault : format.FaultOf(known)))];
        return Answer.WriteAsync(context, new ExportsPage(Volatile.Read(ref _running) > 0 ? Busy : null, formats), WebJson.Records.ExportsPage);
    }

    /// <summary><c>?verified=true</c> for what a person has said of it who is there.</summary>
    private async Task SendAsync(HttpContext context)
    {
        // A download changes nothing, so that the guard lets it through; but another site shall not make somebody's browser begin one either.
        if (context.Request.Headers["Sec-Fetch-Site"].FirstOrDefault() is not (null or "same-origin" or "none"))
            await Answer.RefuseAsync(context, StatusCodes.Status403Forbidden, "this request comes from another site");
        else if (ExportFormat.Find((string?)context.GetRouteValue("format")) is not ExportFormat format)
            await Answer.RefuseAsync(context, StatusCodes.Status404NotFound, "there is no such format");
        else if (Read() is var (known, fault) && (known is null ? fault : format.FaultOf(known)) is string why)
            await Answer.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, why);
        else if (Interlocked.CompareExchange(ref _running, 1, 0) != 0)
            await Answer.RefuseAsync(context, StatusCodes.Status429TooManyRequests, Busy);
        else
            await SendAloneAsync(context, format, known!);
    }

    private async Task SendAloneAsync(HttpContext context, ExportFormat format, ExportSetting known)
    {
        try
        {
            string day = known.Time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture);
            context.Response.ContentType = "application/zip";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"birbcam-{known.Node}-{format.Word}-{day}.zip\"";

            CancellationToken stop = context.RequestAborted;
            ExportChoice choice = context.Request.Query["verified"] == "true" ? ExportChoice.Verified : format.Usual;
            await using ZipTarget target = await ZipTarget.StartAsync(context.Response.Body, stop);
            await PictureExport.RunAsync(known.Directory, choice, format.Create(target, known), target, stop);
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Or in words why it cannot be read.</summary>
    private (ExportSetting? Known, string? Fault) Read()
    {
        try
        {
            return (setting(), null);
        }
        catch (TaxonNamesException fault)
        {
            return (null, fault.Message);
        }
    }
}

/// <param name="Busy">Why none can be had now, in one line; null where one can.</param>
internal sealed record ExportsPage(string? Busy, IReadOnlyList<ExportChoiceOnPage> Formats);

/// <param name="VerifiedOnly">Whether it takes nothing else in any case.</param>
/// <param name="Fault">Why it cannot be had, in one line; null where it can.</param>
internal sealed record ExportChoiceOnPage(string Format, bool VerifiedOnly, string? Fault);
