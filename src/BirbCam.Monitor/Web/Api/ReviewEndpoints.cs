using System.Globalization;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>What waits for a person, and what a person says of it.</summary>
internal sealed class ReviewEndpoints(SightingPages pages, ReviewDesk desk)
{
    /// <summary>The page asks for more before it has shown the last; what it is still saving may be among them.</summary>
    private const int Cards = ReviewDesk.MostAtOnce;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/review", TellAsync).Needs(Caller.Reader)
            .TakesQuery("label", "only what looks most like this")
            .TakesQuery("most", "only what scores no more than this, from 0 to 1")
            .Answers<ReviewPage>("What waits for a person");
        routes.MapPost("/api/review", TakeManyAsync).Needs(Caller.Reviewer)
            .Takes<ManyQuestion>().Answers<IReadOnlyList<Detection>>("Says one word of many pictures: of all of them or of none");
        routes.MapPost("/api/review/undo", UndoManyAsync).Needs(Caller.Reviewer)
            .Takes<ManyQuestion>().Answers<IReadOnlyList<Detection>>("Takes back what was said of many pictures");
        routes.MapPost("/api/review/{id:guid}", TakeAsync).Needs(Caller.Reviewer)
            .Takes<ReviewQuestion>().Answers<Detection>("Says who is on a picture");
        routes.MapPost("/api/review/{id:guid}/undo", UndoAsync).Needs(Caller.Reviewer)
            .Takes<UndoQuestion>().Answers<Detection>("Takes back what was said of a picture");
    }

    /// <summary><c>?label=squirrel&amp;most=0.5</c>, both for who wants only some.</summary>
    private Task TellAsync(HttpContext context)
    {
        string? label = context.Request.Query["label"], most = context.Request.Query["most"];
        double limit = 1;
        return most is not null && !(double.TryParse(most, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out limit) && limit is >= 0 and <= 1)
            ? Answer.RefuseAsync(context, StatusCodes.Status400BadRequest, "most is a score from 0 to 1")
            : Answer.WriteAsync(context, pages.Review(Cards, new ReviewFilter(label, limit)), WebJson.Records.ReviewPage);
    }

    private async Task TakeAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context, WebJson.Records.ReviewQuestion) is not ReviewQuestion question)
            return;

        if (question.Labels is null)
            await RefuseMissingLabelsAsync(context);
        else
            await TellAsync(context, desk.Take(Route.IdOf(context), question.Labels));
    }

    private async Task TakeManyAsync(HttpContext context)
    {
        if (await AskManyAsync(context) is not ManyQuestion question)
            return;

        if (question.Labels is null)
            await RefuseMissingLabelsAsync(context);
        else
            await TellManyAsync(context, desk.Take(question.Ids!, question.Labels));
    }

    /// <summary>Whoever does not care which word it was need send nothing.</summary>
    private async Task UndoAsync(HttpContext context)
    {
        UndoQuestion? question = context.Request.ContentType is null ? new UndoQuestion(null) : await Answer.ReadAsync(context, WebJson.Records.UndoQuestion);
        if (question is not null)
            await TellAsync(context, desk.Undo(Route.IdOf(context), question.Revision));
    }

    private async Task UndoManyAsync(HttpContext context)
    {
        if (await AskManyAsync(context) is not ManyQuestion question)
            return;

        if (question.Revisions is IReadOnlyList<int> revisions && revisions.Count != question.Ids!.Count)
            await Answer.RefuseAsync(context, StatusCodes.Status400BadRequest, "revisions are one for each of the ids, or left out");
        else
            await TellManyAsync(context, desk.Undo(question.Ids!, question.Revisions ?? []));
    }

    /// <returns>With ids; null where the request was refused.</returns>
    private static async Task<ManyQuestion?> AskManyAsync(HttpContext context)
    {
        ManyQuestion? question = await Answer.ReadAsync(context, WebJson.Records.ManyQuestion);
        if (question is not { Ids: null })
            return question;

        await Answer.RefuseAsync(context, StatusCodes.Status400BadRequest, "ids are missing: those of the detections");
        return null;
    }

    private static Task RefuseMissingLabelsAsync(HttpContext context)
        => Answer.RefuseAsync(context, StatusCodes.Status400BadRequest, "labels are missing: [] for nobody");

    private static Task TellAsync(HttpContext context, (Detection? Reviewed, string? Fault) done)
        => done.Reviewed is Detection reviewed
            ? Answer.WriteAsync(context, reviewed, WebJson.Records.Detection)
            : Answer.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, done.Fault!);

    private static Task TellManyAsync(HttpContext context, (IReadOnlyList<Detection> Reviewed, string? Fault) done)
        => done.Fault is null
            ? Answer.WriteAsync(context, done.Reviewed, WebJson.Records.IReadOnlyListDetection)
            : Answer.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, done.Fault);
}
