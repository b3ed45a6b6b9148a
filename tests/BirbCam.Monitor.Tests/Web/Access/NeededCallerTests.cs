using BirbCam.Monitor.Web.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BirbCam.Monitor.Tests.Web.Access;

/// <summary>Every endpoint says who may ask there: one that forgets it is closed to programs, and found here.</summary>
public sealed class NeededCallerTests : IAsyncLifetime
{
    /// <summary>What else a program that has a token may do than look.</summary>
    private static readonly string[] Reviewing = ["/api/review", "/api/review/undo", "/api/review/{id:guid}", "/api/review/{id:guid}/undo"];

    private ServedPage _page = null!;

    public async ValueTask InitializeAsync() => _page = await ServedPage.StartAsync();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public void Every_endpoint_says_who_may_ask_there()
        => Assert.Empty(_page.Endpoints.Where(endpoint => endpoint.Metadata.GetOrderedMetadata<NeededCaller>().Count != 1).Select(endpoint => endpoint.DisplayName));

    [Fact]
    public void Who_only_looks_changes_nothing()
    {
        var changing = from endpoint in _page.Endpoints
                       where endpoint.Metadata.GetMetadata<NeededCaller>()?.Least <= Caller.Reader
                       where !endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.All(method => method is "GET" or "HEAD")
                       select PathOf(endpoint);

        Assert.Equal([LoginEndpoints.LoginPath], changing);
    }

    [Fact]
    public void A_token_of_scope_review_says_who_is_on_a_picture_and_nothing_else()
        => Assert.Equal(Reviewing, _page.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<NeededCaller>()?.Least == Caller.Reviewer).Select(PathOf).Order());

    private static string PathOf(Endpoint endpoint) => ((RouteEndpoint)endpoint).RoutePattern.RawText!;
}
