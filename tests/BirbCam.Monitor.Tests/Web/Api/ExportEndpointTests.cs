using System.IO.Compression;
using System.Net;
using System.Text.Json;
using BirbCam.Monitor.Exports;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Capture;
using BirbCam.Monitor.Tests.Exports.Science;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Web.Api;

/// <summary>The kept pictures as one file, at the real server and store.</summary>
public sealed class ExportEndpointTests : VisitedPageTests
{
    [Fact]
    public async Task Pictures_for_training_come_as_one_file_and_only_the_reviewed_ones_where_that_is_asked()
    {
        Detection seen = Page.Keep(Detections.Accepted("sparrow", Detections.Morning));
        Page.Keep(Detections.Accepted("magpie", Detections.Morning.AddMinutes(1)));
        Page.Keep(Detections.Unsure("magpie", Detections.Morning.AddMinutes(2)));
        Page.Store.Review(seen.Id, ["sparrow"]);

        using ZipArchive all = await LoadAsync("/api/exports/ancestor"), some = await LoadAsync("/api/exports/ancestor?verified=true");
        Assert.Equal(
            ["sparrow_20261004T071203412.jpg", "sparrow_20261004T071203412.json", "magpie_20261004T071303412.jpg", "magpie_20261004T071303412.json"],
            all.Entries.Select(entry => entry.FullName));
        Assert.Equal(["sparrow_20261004T071203412.jpg", "sparrow_20261004T071203412.json"], some.Entries.Select(entry => entry.FullName));

        using var picture = new MemoryStream();
        await using (Stream entry = await all.Entries[0].OpenAsync(Stop))
            await entry.CopyToAsync(picture, Stop);
        Assert.Equal(TestPictures.Jpeg(32, 24, seed: 1), picture.ToArray());
    }

    [Fact]
    public async Task What_grows_while_pictures_are_sent_is_in_the_file_too()
    {
        Page.Place = new GeoPoint(39.74, -104.99);
        for (int i = 0; i < 40; i++)
            Page.Keep(Detections.Accepted("sparrow", Detections.Morning.AddMinutes(i)));

        using var folder = new TestFolder();
        using (ZipArchive package = await LoadAsync("/api/exports/camtrapdp"))
            await package.ExtractToDirectoryAsync(folder.Path, Stop);
        Assert.Empty(CamtrapSchema.FaultsOf(folder.Path));
        Assert.Equal(40, CamtrapSchema.Rows(folder["observations.csv"]).Length);
    }

    [Fact]
    public async Task The_page_is_told_what_stands_in_the_way()
    {
        Assert.Null(await FaultOfAsync("csv"));
        Assert.Contains("set Location.Latitude", await FaultOfAsync("ebird"), StringComparison.Ordinal);
        using (HttpResponseMessage refused = await Visitor.GetAsync("/api/exports/ebird"))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);

        Page.Place = new GeoPoint(39.74, -104.99);
        Assert.Null(await FaultOfAsync("ebird"));

        Page.Store.Review(Page.Keep(Detections.Accepted("magpie", Detections.Morning)).Id, ["magpie"]);
        Assert.Contains("write who they are (magpie) into", await FaultOfAsync("ebird"), StringComparison.Ordinal);
        Assert.Null(await FaultOfAsync("inat"));

        await File.WriteAllTextAsync(Path.Combine(Page.Directory, "names.csv"), "who\n", Stop);
        Assert.Contains("names.csv: the first line must be", await FaultOfAsync("ebird"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/exports/zip", HttpStatusCode.NotFound)]
    [InlineData("/api/exports/..%2f..%2fbirbcam.db", HttpStatusCode.NotFound)]
    public async Task There_are_no_other_formats(string path, HttpStatusCode status)
    {
        using HttpResponseMessage answer = await Visitor.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Neither_a_stranger_nor_another_site_gets_a_picture()
    {
        using var stranger = new Visitor(Page.Address);
        using HttpResponseMessage refused = await stranger.GetAsync("/api/exports/csv");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using var elsewhere = new HttpClient(new HttpClientHandler { CookieContainer = Visitor.Cookies }) { BaseAddress = Page.Address };
        elsewhere.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using HttpResponseMessage forged = await elsewhere.GetAsync(new Uri("/api/exports/csv", UriKind.Relative), Stop);
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
    }

    [Fact]
    public async Task One_at_a_time_and_who_goes_away_makes_room_for_the_next()
    {
        // More than a socket and the server hold together, so that the first export waits for its reader.
        byte[] large = [.. TestPictures.Jpeg(32, 24, seed: 1), .. new byte[4 << 20]];
        for (int i = 0; i < 16; i++)
            Page.Keep((Detections.Accepted("sparrow", Detections.Morning.AddMinutes(i)) with { Image = new ImageEvidence(new string('9', 64), 32, 24) }, new KeptPictures(large, null, null)));

        using (HttpResponseMessage first = await Visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/exports/ancestor")))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal("application/zip", first.Content.Headers.ContentType!.MediaType);
            Assert.Matches(@"^attachment; filename=""?birbcam-balcony-ancestor-\d{8}\.zip""?$", first.Content.Headers.ContentDisposition!.ToString());
            using HttpResponseMessage second = await Visitor.GetAsync("/api/exports/csv");
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.Equal("an export is running: wait until it is there, and try again", JsonDocument.Parse(await second.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("error").GetString());
            Assert.NotNull((await Visitor.ReadAsync("/api/exports")).GetProperty("busy").GetString());
        }

        await Eventually.HoldsAsync(async () => (await Visitor.ReadAsync("/api/exports")).GetProperty("busy").GetString() is null, "the export that nobody waits for ends");
        using ZipArchive next = await LoadAsync("/api/exports/csv");
        Assert.Equal("detections.csv", Assert.Single(next.Entries).FullName);
    }

    [Fact]
    public async Task A_file_that_breaks_off_is_no_archive()
    {
        Page.Keep(Detections.Accepted("sparrow", Detections.Morning));
        Page.Keep(Detections.Accepted("sparrow", Detections.Morning.AddMinutes(1)));
        string last = Directory.GetFiles(Page.Directory, "*.jpg", SearchOption.AllDirectories).Where(path => !path.EndsWith(".cam.jpg", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Last();
        File.Delete(last);
        Directory.CreateDirectory(last);

        await Assert.ThrowsAnyAsync<Exception>(() => LoadAsync("/api/exports/ancestor"));
        Assert.Null((await Visitor.ReadAsync("/api/exports")).GetProperty("busy").GetString());
    }

    private async Task<string?> FaultOfAsync(string format) => (await Visitor.ReadAsync("/api/exports")).GetProperty("formats").EnumerateArray()
        .Single(one => one.GetProperty("format").GetString() == format).GetProperty("fault").GetString();

    private async Task<ZipArchive> LoadAsync(string path)
    {
        using HttpResponseMessage answer = await Visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Stop)));
    }
}
