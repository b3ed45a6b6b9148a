using System.Globalization;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>How right the model was, and from which score on its labels are accepted.</summary>
/// <param name="setLimit">For a label of the model; null for the card's.</param>
internal sealed class ModelEndpoints(SightingPages pages, ModelIdentity model, Func<IReadOnlyList<LabelLimit>> limits, Action<string, double?> setLimit)
{
    private static readonly string Fault = string.Create(
        CultureInfo.InvariantCulture, $$"""{"limit":0.61} is wanted, a number from {{LabelLimit.Least}} to {{LabelLimit.Most}}, or null for the model card's""");

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/model", TellAsync).Needs(Caller.Reader)
            .Answers<ModelPage>("How right the model was, by what was reviewed, and from which score on labels are accepted");
        routes.MapPost("/api/thresholds/{label}", SetAsync).Needs(Caller.Owner)
            .Takes<LimitQuestion>().Answers<ModelPage>("Sets from which score on a label is accepted");
    }

    private Task TellAsync(HttpContext context) => Answer.WriteAsync(context, pages.Model(model, limits()), WebJson.Records.ModelPage);

    private async Task SetAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context, WebJson.Records.LimitQuestion, Fault) is not LimitQuestion question)
            return;

        string label = (string)context.GetRouteValue("label")!;
        if (!pages.Labels.Contains(label))
        {
            await Answer.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, "the model has no such label");
        }
        else if (question.Limit is not (null or (>= LabelLimit.Least and <= LabelLimit.Most)))
        {
            await Answer.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, Fault);
        }
        else
        {
            setLimit(label, question.Limit);
            await TellAsync(context);
        }
    }
}
