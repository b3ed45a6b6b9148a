using System.Net;
using System.Text.Json;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using SkiaSharp;

namespace BirbCam.Monitor.Tests.Web.Api;

/// <summary>The live picture with the gate's word on it, and the zones that a person draws over it, at the real server and store.</summary>
public sealed class LiveEndpointTests : VisitedPageTests
{
    private const string Street = """{"name":"street","kind":"ignore","factor":1,"polygon":[[0,0],[1,0],[1,0.2],[0,0.2]]}""";


    [Fact]
    public async Task A_live_picture_comes_with_what_the_gate_says_of_this_very_frame()
    {
        using var camera = new OnePicture();
        Task<HttpResponseMessage> looking = Visitor.GetAsync("/api/live");
        await Eventually.HoldsAsync(() => Page.Live.Waiting == 1, "somebody waits");
        using (Frame frame = camera.Next())
            Page.Live.Offer(frame, new MotionResult(MotionVerdict.Triggered, 0.05, 0.25, [new PixelRect(8, 6, 16, 12)], TimeSpan.FromSeconds(1)));

        using HttpResponseMessage answer = await looking;
        JsonElement motion = JsonSerializer.Deserialize<JsonElement>(Assert.Single(answer.Headers.GetValues("X-Birbcam-Motion")));

        Assert.Equal("triggered", motion.GetProperty("verdict").GetString());
        Assert.Equal((0.05, 0.25), (motion.GetProperty("changed").GetDouble(), motion.GetProperty("plume").GetDouble()));
        Assert.Equal([0.25, 0.25, 0.5, 0.5], Assert.Single(motion.GetProperty("regions").EnumerateArray()).EnumerateArray().Select(share => share.GetDouble()));
    }

    [Fact]
    public async Task What_the_gate_puts_up_with_is_warm_where_much_must_change_and_clear_elsewhere()
    {
        using var camera = new OnePicture();
        Task<HttpResponseMessage> looking = Visitor.GetAsync("/api/tolerance");
        await Eventually.HoldsAsync(() => Page.Live.Waiting == 1, "somebody waits");
        using (Frame frame = camera.Next())
            Page.Live.Offer(frame, new MotionResult(MotionVerdict.Still, 0, 0, [], TimeSpan.Zero));
        using HttpResponseMessage answer = await looking;
        using SKBitmap map = SKBitmap.Decode(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal((2, 1), (map.Width, map.Height));
        Assert.Equal((0, 150), (map.GetPixel(0, 0).Alpha, map.GetPixel(1, 0).Alpha));
        Assert.Equal(0, Page.Live.Encoded);
    }

    [Fact]
    public async Task Drawn_zones_are_heeded_remembered_and_forgotten()
    {
        using HttpResponseMessage drawn = await Visitor.PostAsync("/api/zones", $$"""{"zones":[{{Street}}]}""");
        drawn.EnsureSuccessStatusCode();
        MotionZone street = Assert.Single(Page.Heeded);
        Assert.Equal(("street", MotionZoneKind.Ignore, 4), (street.Name, street.Kind, street.Polygon.Count));
        JsonElement told = await Visitor.ReadAsync("/api/zones");
        Assert.True(told.GetProperty("drawn").GetBoolean());
        Assert.Equal("ignore", told.GetProperty("zones")[0].GetProperty("kind").GetString());

        using HttpResponseMessage forgotten = await Visitor.PostAsync("/api/zones/forget");
        forgotten.EnsureSuccessStatusCode();
        Assert.Empty(Page.Heeded);
        Assert.False((await Visitor.ReadAsync("/api/zones")).GetProperty("drawn").GetBoolean());
    }

    [Theory]
    [InlineData("""{}""", "zones are missing: [] for none")]
    [InlineData("""{"zones":[null]}""", "a zone is missing its name, kind and polygon")]
    [InlineData("""{"zones":[{"name":"a","kind":"hide","polygon":[[0,0],[1,0],[1,1]]}]}""", "the zone 'a': kind is ignore, preclusive or sensitivity")]
    [InlineData("""{"zones":[{"name":"a","kind":"1","polygon":[[0,0],[1,0],[1,1]]}]}""", "the zone 'a': kind is ignore, preclusive or sensitivity")]
    [InlineData("""{"zones":[{"name":"a","kind":"ignore"}]}""", "the zone 'a': polygon is missing: [[x, y], …], shares of the picture from 0 to 1")]
    [InlineData("""{"zones":[{"name":"a","kind":"ignore","polygon":[[0,0],null,[1,1]]}]}""", "the zone 'a': polygon is missing: [[x, y], …], shares of the picture from 0 to 1")]
    [InlineData("""{"zones":[{"name":"a","kind":"ignore","polygon":[[0,0],[1,0],[1,1.5]]}]}""", "the zone 'a': every corner of Polygon is [x, y], shares of the picture from 0 to 1")]
    [InlineData("""{"zones":[{"name":"a","kind":"ignore","polygon":[[0,0],[1,0],[1]]}]}""", "the zone 'a': every corner of Polygon is [x, y], shares of the picture from 0 to 1")]
    public async Task What_is_no_zone_changes_nothing_and_is_told_in_one_line(string body, string reason)
    {
        using HttpResponseMessage first = await Visitor.PostAsync("/api/zones", $$"""{"zones":[{{Street}}]}""");
        using HttpResponseMessage answer = await Visitor.PostAsync("/api/zones", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        JsonElement refusal = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(reason, refusal.GetProperty("error").GetString());
        Assert.Equal("street", Assert.Single(Page.Heeded).Name);
    }

    [Fact]
    public async Task Too_few_corners_no_name_and_too_many_zones_are_refused()
    {
        foreach (string zones in new[]
        {
            """{"name":"a","kind":"ignore","polygon":[[0,0],[1,0]]}""", """{"name":"","kind":"ignore","polygon":[[0,0],[1,0],[1,1]]}""",
            """{"name":"a","kind":"sensitivity","factor":99,"polygon":[[0,0],[1,0],[1,1]]}""", string.Join(',', Enumerable.Repeat(Street, 17)),
        })
        {
            using HttpResponseMessage answer = await Visitor.PostAsync("/api/zones", $$"""{"zones":[{{zones}}]}""");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }

        Assert.Empty(Page.Heeded);
    }
}
