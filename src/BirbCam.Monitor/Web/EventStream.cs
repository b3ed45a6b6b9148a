using System.Threading.Channels;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.Api;
using BirbCam.Monitor.Web.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Web;

/// <summary>
/// Tells open pages that something changed (server-sent events); what it is they ask for themselves. Any thread may tell.
/// </summary>
internal sealed class EventStream(TimeProvider time)
{
    /// <summary>More pages than a household opens; the next one is told to look again later.</summary>
    public const int MaxListeners = 32;

    /// <summary>So that nothing in between takes the silence for the end.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(25);

    private readonly Lock _gate = new();
    private readonly List<Channel<bool>> _listeners = [];

    public int Listeners
    {
        get
        {
            lock (_gate)
                return _listeners.Count;
        }
    }

    /// <param name="guard">Asked again before anything is told: who has logged out meanwhile hears no more.</param>
    public void Map(IEndpointRouteBuilder routes, RequestGuard guard) => routes.MapGet("/api/events", context => ListenAsync(context, guard)).Needs(Caller.Reader).AnswersBytes("text/event-stream", "Tells that something changed, for as long as one listens");

    /// <summary>Something was added or corrected. What a page has not been told yet is told once.</summary>
    public void Changed()
    {
        lock (_gate)
        {
            foreach (Channel<bool> listener in _listeners)
                listener.Writer.TryWrite(true);
        }
    }

    private async Task ListenAsync(HttpContext context, RequestGuard guard)
    {
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        if (!TryAdd(news))
        {
            await Answer.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "too many pages are open");
            return;
        }

        try
        {
            context.Response.ContentType = "text/event-stream";
            await SayAsync(context, ": here\n\n");
            while (await HasNewsAsync(news.Reader, context.RequestAborted) is bool hasNews && guard.Allows(context))
                await SayAsync(context, hasNews ? "data: changed\n\n" : ": still here\n\n");
        }
        finally
        {
            lock (_gate)
                _listeners.Remove(news);
        }
    }

    private bool TryAdd(Channel<bool> listener)
    {
        lock (_gate)
        {
            if (_listeners.Count >= MaxListeners)
                return false;
            _listeners.Add(listener);
            return true;
        }
    }

    private async Task<bool> HasNewsAsync(ChannelReader<bool> news, CancellationToken stop)
    {
        try
        {
            return await news.ReadAsync(stop).AsTask().WaitAsync(LongestSilence, time, stop);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task SayAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
