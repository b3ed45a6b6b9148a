using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>The zones that the gate heeds, and other ones.</summary>
internal sealed class ZoneEndpoints(GateZones zones)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/zones", TellAsync).Needs(Caller.Reader)
            .Answers<ZonesPage>("The zones that the gate heeds");
        routes.MapPost("/api/zones", DrawAsync).Needs(Caller.Owner)
            .Takes<ZonesQuestion>().Answers<ZonesPage>("Draws other zones");
        routes.MapPost("/api/zones/forget", ForgetAsync).Needs(Caller.Owner)
            .Answers<ZonesPage>("Forgets the drawn zones: those of the configuration hold again");
    }

    private Task TellAsync(HttpContext context)
        => Answer.WriteAsync(context, new ZonesPage([.. zones.Current.Select(DrawnZone.Of)], zones.AreDrawn), WebJson.Records.ZonesPage);

    private async Task DrawAsync(HttpContext context)
    {
        if (await Answer.ReadAsync(context, WebJson.Records.ZonesQuestion) is not ZonesQuestion question)
            return;

        string? fault = question.Zones is null ? "zones are missing: [] for none" : zones.Draw(question.Zones);
        if (fault is null)
            await TellAsync(context);
        else
            await Answer.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, fault);
    }

    private Task ForgetAsync(HttpContext context)
    {
        zones.Forget();
        return TellAsync(context);
    }
}

/// <param name="Drawn">Whether a person drew them on the page; they are the configuration's otherwise.</param>
internal sealed record ZonesPage(IReadOnlyList<DrawnZone> Zones, bool Drawn);

internal sealed record ZonesQuestion(IReadOnlyList<DrawnZone?>? Zones);
