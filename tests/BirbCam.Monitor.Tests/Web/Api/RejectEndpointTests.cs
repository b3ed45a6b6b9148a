using System.Net;
using System.Text.Json;
using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Tests.Capture;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Web.Api;

public sealed class RejectEndpointTests : VisitedPageTests
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        for (int i = 0; i < 2; i++)
            Page.Rejects.Save(new Reject("plume", Detections.Morning.AddMinutes(i), 1, 2, 5, 0.01, 0.2), [TestPictures.Jpeg(32, 24, seed: 1), TestPictures.Jpeg(32, 24, seed: 2)], 10, 0);
    }

    [Fact]
    public async Task What_was_held_back_is_shown_picture_by_picture_and_judged_by_a_person()
    {
        string[] names = await NamesAsync();
        Assert.Equal(2, names.Length);
        Assert.Equal("2026-10-04T07:13:03.412-06:00", (await Visitor.ReadAsync("/api/rejects"))[0].GetProperty("local_time").GetString());
        using HttpResponseMessage picture = await Visitor.GetAsync($"/api/rejects/{names[0]}/1");
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType));

        using HttpResponseMessage visitor = await Visitor.PostAsync($"/api/rejects/{names[0]}", """{"visitor":true}""");
        using HttpResponseMessage nobody = await Visitor.PostAsync($"/api/rejects/{names[1]}", """{"visitor":false}""");

        JsonElement kept = JsonSerializer.Deserialize<JsonElement>(await visitor.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(Directory.Exists(kept.GetProperty("clip").GetString()));
        Assert.Equal(HttpStatusCode.OK, nobody.StatusCode);
        Assert.Empty(await NamesAsync());
    }

    [Theory]
    [InlineData("/api/rejects/..%2F..%2Fetc/0", HttpStatusCode.NotFound)]
    [InlineData("/api/rejects/20000101T000000000Z_plume/0", HttpStatusCode.NotFound)]
    [InlineData("/api/rejects/20000101T000000000Z_plume/99999999999", HttpStatusCode.NotFound)]
    [InlineData("/api/rejects/20000101T000000000Z_plume/-1", HttpStatusCode.NotFound)]
    public async Task What_is_not_kept_is_not_found(string path, HttpStatusCode expected)
    {
        using HttpResponseMessage answer = await Visitor.GetAsync(path);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("{}", "visitor is missing: true or false")]
    [InlineData("""{"visitor":true}""", "it is not kept any more")]
    public async Task What_cannot_be_done_is_told(string body, string reason)
    {
        using HttpResponseMessage answer = await Visitor.PostAsync("/api/rejects/20000101T000000000Z_plume", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        JsonElement refusal = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(reason, refusal.GetProperty("error").GetString());
    }

    private async Task<string[]> NamesAsync()
        => [.. (await Visitor.ReadAsync("/api/rejects")).EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
}
