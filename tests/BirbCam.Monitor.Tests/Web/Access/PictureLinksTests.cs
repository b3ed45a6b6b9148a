using System.Net;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Web.Access;

/// <summary>Links to pictures, as somebody without a login follows them at the real server.</summary>
public sealed class PictureLinksTests : IAsyncLifetime
{
    private const string PublicUrl = "https://birbs.example/balcony/";

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Detections.Morning);
    private ServedPage _page = null!;
    private Visitor _stranger = null!;

    public async ValueTask InitializeAsync()
    {
        _page = await ServedPage.StartAsync(new WebOptions { Listen = "http://localhost:0", PublicUrl = PublicUrl }, _time);
        _stranger = new Visitor(_page.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _stranger.Dispose();
        await _page.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Who_has_the_link_has_the_picture_and_its_explanation()
    {
        PictureUrls urls = LinksTo(_page.Keep(Detections.Unsure("sparrow", Detections.Morning)));
        using Visitor owner = await _page.LogInAsync();

        foreach ((string link, string kept) in new[] { (urls.Clean, "clean"), (urls.Panels, "panels") })
        {
            using HttpResponseMessage answer = await FollowAsync(link);
            Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Guid id = Guid.ParseExact(link[(PublicUrl.Length + "pictures/".Length)..].Split('.')[0], "N");
            using HttpResponseMessage same = await owner.GetAsync($"/api/pictures/{id}/{kept}");
            Assert.Equal(await same.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("signature=", "signature=A")]
    [InlineData("expires=1", "expires=2")]
    [InlineData("expires=", "expires=-")]
    [InlineData("expires=", "expires=99999999999999999999")]
    [InlineData(".jpg", ".cam.jpg")]
    [InlineData(".jpg", ".npy")]
    [InlineData("pictures/", "pictures/..%2f")]
    [InlineData("?", "?signature=x&")]
    public async Task A_link_that_was_changed_is_refused(string part, string changed)
    {
        string link = LinksTo(_page.Keep(Detections.Unsure("sparrow", Detections.Morning))).Clean;
        using HttpResponseMessage answer = await FollowAsync(link.Replace(part, changed, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_link_opens_its_picture_and_nothing_else()
    {
        Uri link = new(LinksTo(_page.Keep(Detections.Unsure("sparrow", Detections.Morning))).Clean);

        using HttpResponseMessage other = await _stranger.GetAsync($"/api/pictures/{Guid.CreateVersion7()}/clean{link.Query}");
        using HttpResponseMessage written = await _stranger.PostAsync("/pictures/" + link.Segments[^1] + link.Query);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (other.StatusCode, written.StatusCode));
    }

    [Fact]
    public async Task A_link_is_good_for_a_month()
    {
        string link = LinksTo(_page.Keep(Detections.Unsure("sparrow", Detections.Morning))).Clean;
        _time.Advance(PictureLinks.Lifetime - TimeSpan.FromSeconds(1));
        using HttpResponseMessage before = await FollowAsync(link);
        _time.Advance(TimeSpan.FromSeconds(2));
        using HttpResponseMessage after = await FollowAsync(link);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Gone), (before.StatusCode, after.StatusCode));
    }

    [Fact]
    public async Task A_picture_that_is_not_kept_any_more_is_not_found()
    {
        string link = LinksTo(_page.Keep(Detections.Unsure("sparrow", Detections.Morning))).Clean;
        _page.LosePictures();
        using HttpResponseMessage answer = await FollowAsync(link);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void The_key_is_for_the_service_alone_and_outlives_it()
    {
        PictureUrls first = PictureLinks.Open(_folder.Path, PublicUrl).For(Guid.Empty, Detections.Morning)!.Value, again = PictureLinks.Open(_folder.Path, PublicUrl).For(Guid.Empty, Detections.Morning)!.Value;

        Assert.Equal(first, again);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder[PictureLinks.FileName]));
    }

    [Fact]
    public void Without_an_address_for_others_there_are_no_links()
        => Assert.Null(PictureLinks.Open(_folder.Path, publicUrl: null).For(Guid.Empty, Detections.Morning));

    [Fact]
    public void A_damaged_key_is_a_line()
    {
        File.WriteAllText(_folder[PictureLinks.FileName], "short");

        Assert.Contains("delete it", Assert.Throws<WebListenException>(() => PictureLinks.Open(_folder.Path, PublicUrl)).Message, StringComparison.Ordinal);
    }

    private PictureUrls LinksTo(Detection detection) => _page.Links.For(detection.Id, detection.CapturedAt)!.Value;

    /// <summary>As the proxy does that is at the public address.</summary>
    private Task<HttpResponseMessage> FollowAsync(string link)
    {
        Assert.StartsWith(PublicUrl + "pictures/", link, StringComparison.Ordinal);
        return _stranger.GetAsync(link[(PublicUrl.Length - 1)..]);
    }
}
