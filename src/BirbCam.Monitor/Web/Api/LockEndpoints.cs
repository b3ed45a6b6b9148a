using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>Which pictures a person has locked, and what a person locks and unlocks.</summary>
internal sealed class LockEndpoints(SightingPages pages, PictureLocks locks)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/locks", context => Answer.WriteAsync(context, pages.Locks(), WebJson.Records.LocksPage)).Needs(Caller.Reader)
            .Answers<LocksPage>("Which pictures are locked");
        routes.MapPost("/api/locks/{id:guid}", context => TellAsync(context, locks.Take(Route.IdOf(context)), new LockAnswer(Locked: true))).Needs(Caller.Owner)
            .Answers<LockAnswer>("Keeps a picture, whatever its age");
        routes.MapPost("/api/locks/{id:guid}/undo", context => TellAsync(context, locks.Undo(Route.IdOf(context)), new LockAnswer(Locked: false))).Needs(Caller.Owner)
            .Answers<LockAnswer>("Unlocks a picture");
    }

    private static Task TellAsync(HttpContext context, string? fault, LockAnswer answer)
        => fault is null
            ? Answer.WriteAsync(context, answer, WebJson.Records.LockAnswer)
            : Answer.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, fault);
}
