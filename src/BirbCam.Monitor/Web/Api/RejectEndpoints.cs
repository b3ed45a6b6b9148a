using System.Globalization;
using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>What the gate held back, and what a person says of it.</summary>
internal sealed class RejectEndpoints(RejectFolder rejects)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/rejects", context => Answer.WriteAsync(context, rejects.List(), WebJson.Records.IReadOnlyListKeptReject)).Needs(Caller.Reader)
            .Answers<IReadOnlyList<KeptReject>>("What the gate held back, as far as it is kept");
        routes.MapGet("/api/rejects/{name}/{picture:int}", SendAsync).Needs(Caller.Reader)
            .AnswersPicture("A picture of what was held back, counted from 0");
        routes.MapPost("/api/rejects/{name}", TakeAsync).Needs(Caller.Owner)
            .Takes<RejectQuestion>().Answers<RejectAnswer>("Says whether somebody was there after all");
    }

    private async Task SendAsync(HttpContext context)
    {
        int picture = int.Parse((string)context.GetRouteValue("picture")!, CultureInfo.InvariantCulture);
        if (rejects.Read((string)context.GetRouteValue("name")!, picture) is not byte[] jpeg)
        {
            await Answer.RefuseAsync(context, StatusCodes.Status404NotFound, "this picture is not kept");
            return;
        }

        Answer.KeepForADay(context);
        await Answer.SendAsync(context, "image/jpeg", jpeg);
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context, WebJson.Records.RejectQuestion) is not RejectQuestion question)
            return;

        string name = (string)context.GetRouteValue("name")!;
        (string? clip, string? fault) = question.Visitor switch
        {
            null => (null, "visitor is missing: true or false"),
            true => rejects.Promote(name),
            false => (null, rejects.Forget(name) ? null : "it is not kept any more"),
        };
        if (fault is null)
            await Answer.WriteAsync(context, new RejectAnswer(clip), WebJson.Records.RejectAnswer);
        else
            await Answer.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, fault);
    }
}

/// <param name="Visitor">Whether somebody was there after all.</param>
internal sealed record RejectQuestion(bool? Visitor);

/// <param name="Clip">Where the clip lies that it was made into; null where nobody was there.</param>
internal sealed record RejectAnswer(string? Clip);
