using System.Net;
using System.Text;
using System.Text.Json;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Capture;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Web.Api;

/// <summary>What the page asks and changes, at the real server and store.</summary>
public sealed class EndpointTests : VisitedPageTests
{
    private readonly FakeTimeProvider _time = new(Detections.Morning.AddMinutes(30));

    private static MotionResult Still => new(MotionVerdict.Still, 0, 0, [], TimeSpan.Zero);

    private protected override TimeProvider Clock => _time;

    [Fact]
    public async Task Today_tells_who_came_with_a_picture_of_each_visit()
    {
        Detection first = Page.Keep(Detections.Accepted("sparrow", Detections.Morning));
        Page.Store.Add(Detections.Accepted("sparrow", Detections.Morning.AddMinutes(10)));
        Page.Keep(Detections.Unsure("magpie", Detections.Morning.AddMinutes(20)));

        JsonElement today = await Visitor.ReadAsync("/api/today");
        JsonElement[] visits = [.. today.GetProperty("visits").EnumerateArray()];
        JsonElement sparrow = today.GetProperty("labels")[2];

        Assert.Equal("2026-10-04", today.GetProperty("day").GetString());
        Assert.Equal(["sparrow", "sparrow"], visits.Select(visit => visit.GetProperty("label").GetString()));
        Assert.Equal([null, first.Id.ToString()], visits.Select(visit => visit.GetProperty("picture").GetString()));
        Assert.Equal("2026-10-04T07:12:03.412-06:00", visits[1].GetProperty("first_seen").GetString());
        Assert.Equal((2, 2), (sparrow.GetProperty("today").GetInt32(), sparrow.GetProperty("hours")[7].GetInt32()));
        Assert.Equal(1, today.GetProperty("to_review").GetInt32());
    }

    [Fact]
    public async Task A_picture_is_served_by_its_detection_and_not_when_it_is_gone()
    {
        Detection kept = Page.Keep(Detections.Accepted("sparrow", Detections.Morning));

        using HttpResponseMessage clean = await Visitor.GetAsync($"/api/pictures/{kept.Id}/clean");
        using HttpResponseMessage panels = await Visitor.GetAsync($"/api/pictures/{kept.Id}/panels");
        Assert.Equal(TestPictures.Jpeg(32, 24, seed: 1), await clean.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(TestPictures.Jpeg(48, 24, seed: 2), await panels.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal("image/jpeg", clean.Content.Headers.ContentType!.MediaType);

        Page.LosePictures();
        foreach (string path in (string[])[$"/api/pictures/{kept.Id}/clean", $"/api/pictures/{Guid.CreateVersion7()}/clean", $"/api/pictures/{kept.Id}/json", $"/api/pictures/{kept.Id}/why/heron", $"/api/pictures/{kept.Id}/why/..%2fclean", "/api/pictures/x/clean"])
        {
            using HttpResponseMessage gone = await Visitor.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task A_persons_word_is_stored_published_and_taken_back()
    {
        Detection unsure = Page.Keep(Detections.Unsure("sparrow", Detections.Morning));
        Page.Store.WaiveOutbox();

        using (HttpResponseMessage saved = await Visitor.PostAsync($"/api/review/{unsure.Id}", """{"labels":["magpie"]}"""))
            Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Detection reviewed = Page.Pages.Find(unsure.Id)!;
        Assert.Equal((2, false), (reviewed.Revision, reviewed.NeedsReview));
        Assert.Equal(["magpie"], reviewed.Review!.Labels);
        Assert.Equal(2, Page.Store.CountUnpublished());
        Assert.Equal(0, (await Visitor.ReadAsync("/api/review")).GetProperty("pending").GetInt32());
        using (HttpResponseMessage senseless = await Visitor.GetAsync("/api/review?label=sparrow&most=often"))
            Assert.Equal(HttpStatusCode.BadRequest, senseless.StatusCode);

        using (HttpResponseMessage undone = await Visitor.PostAsync($"/api/review/{unsure.Id}/undo"))
            Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.Null(Page.Pages.Find(unsure.Id)!.Review);
        Assert.Equal(1, (await Visitor.ReadAsync("/api/review")).GetProperty("pending").GetInt32());
    }

    [Theory]
    [InlineData("""{"labels":["<script>alert(1)</script>"]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"labels":["'; DROP TABLE detections; --"]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"labels":["a","b","c","d","e","f","g","h","i"]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"labels":[null]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"labels":"sparrow"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"labels":null}""", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    public async Task What_is_no_label_is_refused_and_nothing_changes(string body, HttpStatusCode status)
    {
        Detection unsure = Page.Keep(Detections.Unsure("sparrow", Detections.Morning));
        using HttpResponseMessage answer = await Visitor.PostAsync($"/api/review/{unsure.Id}", body);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(1, Page.Pages.Find(unsure.Id)!.Revision);
    }

    [Fact]
    public async Task A_picture_is_locked_told_of_and_unlocked_and_its_record_stays_as_it_is()
    {
        Detection kept = Page.Keep(Detections.Accepted("sparrow", Detections.Morning));

        using (HttpResponseMessage locked = await Visitor.PostAsync($"/api/locks/{kept.Id}"))
            Assert.Equal("""{"locked":true}""", await locked.Content.ReadAsStringAsync(Stop));
        Assert.Equal($$"""{"locked":[{"id":"{{kept.Id}}","local_time":"2026-10-04T07:12:03.412-06:00","labels":["sparrow"]}]}""", (await Visitor.ReadAsync("/api/locks")).GetRawText());
        Page.Store.Review(kept.Id, ["raccoon", "magpie"]);
        Assert.Equal(["raccoon", "magpie"], Assert.Single(Page.Pages.Locks().Locked).Labels);
        Assert.Equal(2, Page.Pages.Find(kept.Id)!.Revision);

        using (HttpResponseMessage unlocked = await Visitor.PostAsync($"/api/locks/{kept.Id}/undo"))
            Assert.Equal("""{"locked":false}""", await unlocked.Content.ReadAsStringAsync(Stop));
        Assert.Equal(0, (await Visitor.ReadAsync("/api/locks")).GetProperty("locked").GetArrayLength());

        foreach (string path in (string[])[$"/api/locks/{Guid.CreateVersion7()}", $"/api/locks/{kept.Id}/undo"])
        {
            using HttpResponseMessage refused = await Visitor.PostAsync(path);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Without_the_sessions_token_nothing_is_locked()
    {
        Detection kept = Page.Keep(Detections.Accepted("sparrow", Detections.Morning));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/locks/{kept.Id}") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        using HttpResponseMessage refused = await Visitor.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Empty(Page.Pages.Locks().Locked);
    }

    [Theory]
    [InlineData("/api/timeline/2026-10-04'%20OR%201=1", HttpStatusCode.BadRequest)]
    [InlineData("/api/timeline/0001-01-01", HttpStatusCode.BadRequest)]
    [InlineData("/api/timeline/9999-12-31", HttpStatusCode.BadRequest)]
    [InlineData("/api/sightings/%27%20OR%201=1", HttpStatusCode.NotFound)]
    [InlineData("/api/timeline/2026-10-04", HttpStatusCode.OK)]
    public async Task What_is_no_day_or_id_never_reaches_the_store(string path, HttpStatusCode status)
    {
        long before = Page.Pages.Looks;
        using HttpResponseMessage answer = await Visitor.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? 1 : 0, Page.Pages.Looks - before);
    }

    [Fact]
    public async Task While_nobody_looks_nothing_is_encoded_and_nothing_asked_of_the_store()
    {
        using var pool = new OnePicture();
        for (int i = 0; i < 10; i++)
        {
            Page.Keep(Detections.Unsure("sparrow", Detections.Morning.AddMinutes(i)));
            using Frame frame = pool.Next();
            Page.Live.Offer(frame, Still);
        }

        Assert.Equal((0, 0), (Page.Pages.Looks, Page.Live.Encoded));
    }

    [Fact]
    public async Task Ten_who_look_at_the_live_picture_cost_one()
    {
        using var pool = new OnePicture();
        Task<HttpResponseMessage>[] looking = [.. Enumerable.Range(0, 10).Select(_ => Visitor.GetAsync("/api/live"))];
        await Eventually.HoldsAsync(() => Page.Live.Waiting == 10, "all of them wait");
        using (Frame frame = pool.Next())
            Page.Live.Offer(frame, Still);

        foreach (HttpResponseMessage answer in await Task.WhenAll(looking))
        {
            Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            answer.Dispose();
        }

        Assert.Equal(1, Page.Live.Encoded);
    }

    [Fact]
    public async Task Where_no_picture_comes_it_is_said()
    {
        Task<HttpResponseMessage> looking = Visitor.GetAsync("/api/live");
        await Eventually.HoldsAsync(() => Page.Live.Waiting == 1, "somebody waits");
        _time.Advance(TimeSpan.FromSeconds(11));
        using HttpResponseMessage answer = await looking;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(0, Page.Live.Waiting);
    }

    [Fact]
    public async Task An_open_page_is_told_that_somebody_came_and_no_more_pages_than_a_household_has()
    {
        using HttpResponseMessage events = await Visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/events"));
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync(Stop));
        Assert.Equal(": here", await reader.ReadLineAsync(Stop));
        Assert.Equal("", await reader.ReadLineAsync(Stop));

        Page.Store.Add(Detections.Accepted("sparrow", Detections.Morning));
        Assert.Equal("data: changed", await reader.ReadLineAsync(Stop));
        Assert.Equal("", await reader.ReadLineAsync(Stop));

        var more = new List<HttpResponseMessage>();
        for (int i = 1; i < EventStream.MaxListeners; i++)
            more.Add(await Visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/events")));
        using (HttpResponseMessage tooMany = await Visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/events")))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, tooMany.StatusCode);

        more.ForEach(one => one.Dispose());
        await Eventually.HoldsAsync(() => Page.Listeners == 1, "who closes the page is forgotten");

        // Who logs out in another window hears no more.
        using (HttpResponseMessage loggedOut = await Visitor.PostAsync("/api/logout"))
            Assert.Equal(HttpStatusCode.OK, loggedOut.StatusCode);
        Page.Store.Add(Detections.Accepted("sparrow", Detections.Morning.AddHours(1)));
        Assert.Null(await reader.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task The_model_is_judged_by_what_a_person_said_of_its_own_answers()
    {
        Detection ours = Page.Keep(Detections.Unsure("sparrow", Detections.Morning));
        Detection others = Page.Keep(Detections.Unsure("sparrow", Detections.Morning.AddMinutes(5)) with { Model = new ModelIdentity("older", "0", new string('3', 64)) });
        Assert.Equal(0, (await Visitor.ReadAsync("/api/model")).GetProperty("reviews").GetInt32());
        Page.Store.Review(ours.Id, ["sparrow"]);
        Page.Store.Review(others.Id, []);

        JsonElement model = await Visitor.ReadAsync("/api/model");
        JsonElement sparrow = Assert.Single(model.GetProperty("labels").EnumerateArray());

        Assert.Equal(1, model.GetProperty("reviews").GetInt32());
        Assert.Equal((0, 1), (sparrow.GetProperty("claimed").GetInt32(), sparrow.GetProperty("there").GetInt32()));
    }

    [Fact]
    public async Task The_system_is_told_as_it_is()
    {
        JsonElement state = await Visitor.ReadAsync("/api/system");

        Assert.Equal(("running", 99), (state.GetProperty("state").GetString(), state.GetProperty("gate").GetProperty("still").GetInt32()));
    }
}
