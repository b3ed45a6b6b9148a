using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Web.Access;

/// <summary>What <c>Web.Guests</c> lets strangers see, at the real server.</summary>
public sealed class GuestTests
{
    private readonly FakeTimeProvider _time = new(Detections.Morning);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/today", HttpStatusCode.OK)]
    [InlineData("GET", "/api/timeline/2026-10-04", HttpStatusCode.OK)]
    [InlineData("GET", "/api/species", HttpStatusCode.OK)]
    [InlineData("GET", "/api/pictures/{id}/clean", HttpStatusCode.OK)]
    [InlineData("GET", "/api/pictures/{id}/panels", HttpStatusCode.OK)]
    [InlineData("GET", "/api/pictures/{id}/why/sparrow", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/live", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/events", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/review", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/model", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/system", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/export", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/api/nothing", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/api/review/{id}", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "/api/today", HttpStatusCode.Unauthorized)]
    [InlineData("DELETE", "/api/pictures/{id}/clean", HttpStatusCode.Unauthorized)]
    public async Task A_guest_looks_at_who_came_and_at_nothing_else(string method, string path, HttpStatusCode status)
    {
        await using ServedPage page = await ServedPage.StartAsync(new WebOptions { Listen = "http://localhost:0", Guests = true }, _time);
        Detection unsure = page.Keep(Detections.Unsure("sparrow", Detections.Morning));
        using var guest = new HttpClient { BaseAddress = page.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", $"{unsure.Id}", StringComparison.Ordinal));
        using HttpResponseMessage answer = await guest.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(status, answer.StatusCode);

        // A wrong token is refused where none would do, and who logs in is no guest.
        using HttpResponseMessage stranger = await ShowAsync(page, ApiToken.Make("guess", "read", _time.GetUtcNow()).Shown);
        using Visitor person = await page.LogInAsync();
        using HttpResponseMessage loggedIn = await person.GetAsync("/api/system");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK, 1), (stranger.StatusCode, loggedIn.StatusCode, page.Pages.Find(unsure.Id)!.Revision));
    }

    /// <summary>The signed links are good for a month, whatever becomes of guests; what belongs to no visit waits for a person.</summary>
    [Fact]
    public async Task A_guest_is_handed_no_links_and_no_picture_that_belongs_to_no_visit()
    {
        await using ServedPage page = await ServedPage.StartAsync(new WebOptions { Listen = "http://localhost:0", Guests = true }, _time);
        Detection linked = page.Keep(Detections.Accepted("sparrow", Detections.Morning)), nobodys = page.Keep(Detections.Of(Decision.Unknown, Detections.Morning.AddHours(-1), 0.1));
        page.Store.InTransaction(database => RecordRows.Put(database, linked with { Image = linked.Image! with { Url = "https://birds.example/a", OverlayUrl = "https://birds.example/b" } }, RecordRows.NextChange(database)));
        using var guest = new Visitor(page.Address);
        using Visitor person = await page.LogInAsync();

        JsonElement told = (await guest.ReadAsync($"/api/sightings/{linked.SightingId}"))[0].GetProperty("image");
        Assert.Equal(["sha256", "width", "height"], told.EnumerateObject().Select(part => part.Name));
        Assert.Equal("https://birds.example/a", (await person.ReadAsync($"/api/sightings/{linked.SightingId}"))[0].GetProperty("image").GetProperty("url").GetString());
        page.Keep(Detections.Unsure("sparrow", Detections.Morning.AddHours(1)));
        Assert.Null(nobodys.SightingId);
        using HttpResponseMessage refused = await guest.GetAsync($"/api/pictures/{nobodys.Id}/clean"), shown = await person.GetAsync($"/api/pictures/{nobodys.Id}/clean");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (refused.StatusCode, shown.StatusCode));
        Assert.Equal((0, 1), ((await guest.ReadAsync("/api/today")).GetProperty("to_review").GetInt32(), (await person.ReadAsync("/api/today")).GetProperty("to_review").GetInt32()));
    }

    private static async Task<HttpResponseMessage> ShowAsync(ServedPage page, string token)
    {
        using var client = new HttpClient { BaseAddress = page.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/today");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await client.SendAsync(request, Stop);
    }
}
