using System.Globalization;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>What the views show: Today, Timeline, Species and System.</summary>
internal sealed class ViewEndpoints(SightingPages pages, Func<SystemState> system)
{
    /// <summary>A week, so that one sees its habits.</summary>
    private const int TimelineDays = 7;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/today", TellTodayAsync).Needs(Caller.Guest)
            .Answers<TodayPage>("Who came today");
        routes.MapGet("/api/species", context => Answer.WriteAsync(context, pages.Species(), WebJson.Records.SpeciesPage)).Needs(Caller.Guest)
            .Answers<SpeciesPage>("Everybody who ever came");
        routes.MapGet("/api/system", context => Answer.WriteAsync(context, system(), WebJson.Records.SystemState)).Needs(Caller.Reader)
            .Answers<SystemState>("How the service and the machine are");
        routes.MapGet("/api/timeline/{day}", TellTimelineAsync).Needs(Caller.Guest)
            .Answers<TimelinePage>("Who came on a day, as 2026-10-04, and in the week that ends with it");
        routes.MapGet("/api/sightings/{id:guid}", TellSightingAsync).Needs(Caller.Guest)
            .Answers<IReadOnlyList<Detection>>("The detections of a visit whose pictures are kept");
    }

    private Task TellTodayAsync(HttpContext context)
    {
        TodayPage today = pages.Today();
        return Answer.WriteAsync(context, context.IsGuest() ? today with { ToReview = 0 } : today, WebJson.Records.TodayPage);
    }

    private Task TellTimelineAsync(HttpContext context)
        => DateOnly.TryParseExact((string?)context.GetRouteValue("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day.Year is > 1970 and < 9999
            ? Answer.WriteAsync(context, pages.Timeline(day, TimelineDays), WebJson.Records.TimelinePage)
            : Answer.RefuseAsync(context, StatusCodes.Status400BadRequest, "that is no day, as 2026-10-04");

    private Task TellSightingAsync(HttpContext context)
    {
        IReadOnlyList<Detection> detections = pages.PicturesOf(Route.IdOf(context));
        return Answer.WriteAsync(context, context.IsGuest() ? [.. detections.Select(ForGuests)] : detections, WebJson.Records.IReadOnlyListDetection);
    }

    /// <summary>The signed links would outlast the day when guests are wanted no more.</summary>
    private static Detection ForGuests(Detection detection) => detection with { Image = detection.Image is ImageEvidence image ? image with { Url = null, OverlayUrl = null } : null };
}

/// <summary>What a path names.</summary>
internal static class Route
{
    /// <summary>Of a route with <c>{id:guid}</c>.</summary>
    public static Guid IdOf(HttpContext context) => Guid.Parse((string)context.GetRouteValue("id")!);
}
