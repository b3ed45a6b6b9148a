using System.Text.Json;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Shown;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web.Api;

/// <summary>The camera's picture now, what the gate says of it, and what it has learned to put up with.</summary>
internal sealed class LiveEndpoints(LivePicture live, TimeProvider time)
{
    /// <summary>The gate's word on the very picture that it comes with: a <see cref="LiveMotion"/>.</summary>
    public const string MotionHeader = "X-Birbcam-Motion";

    /// <summary>A camera that sends nothing for so long is away, asleep or paused.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/live", SendPictureAsync).Needs(Caller.Reader)
            .AnswersPicture($"The next picture of the camera; the header {MotionHeader} tells what the gate says of it");
        routes.MapGet("/api/tolerance", SendToleranceAsync).Needs(Caller.Reader)
            .AnswersBytes("image/png", "How much change the gate puts up with, and where");
    }

    private async Task SendPictureAsync(HttpContext context)
    {
        if (await NextAsync(context, live.NextAsync) is not LiveLook look)
            return;

        context.Response.Headers[MotionHeader] = JsonSerializer.Serialize(LiveMotion.Of(look), WebJson.Records.LiveMotion);
        await Answer.SendAsync(context, "image/jpeg", look.Jpeg.Value);
    }

    private async Task SendToleranceAsync(HttpContext context)
    {
        if (await NextAsync(context, live.NextToleranceAsync) is ToleranceMap map)
            await Answer.SendAsync(context, "image/png", map.ToPng());
    }

    /// <summary>Null where none comes, and then the request is refused.</summary>
    private async Task<T?> NextAsync<T>(HttpContext context, Func<CancellationToken, Task<T>> next)
        where T : class
    {
        using var patience = new CancellationTokenSource(LongestWait, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            return await next(stop.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            await Answer.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "no picture is coming: the camera is away, asleep or paused");
            return null;
        }
    }
}

/// <summary>What the gate says of a frame.</summary>
/// <param name="Verdict">As in every payload.</param>
/// <param name="Changed">Share of the picture, 0–1.</param>
/// <param name="Plume">Share of the picture that is explained as vapour, 0–1.</param>
/// <param name="Regions">x, y, width, height of what moved or may trigger soon, as shares of the frame, 0–1.</param>
internal sealed record LiveMotion(string Verdict, double Changed, double Plume, IReadOnlyList<double[]> Regions)
{
    public static LiveMotion Of(LiveLook look)
    {
        MotionResult motion = look.Motion;
        return new LiveMotion(
            motion.Verdict.ToSnakeCase(), motion.Changed, motion.Plume,
            [.. (motion.IsTriggered ? motion.Regions : motion.Pending).Select(box => box.ToShares(look.Width, look.Height))]);
    }
}
