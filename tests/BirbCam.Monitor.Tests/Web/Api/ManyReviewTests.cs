using System.Net;
using System.Text;
using System.Text.Json;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Tests.Sightings;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Web.Api;

/// <summary>One word for many pictures: all of them or none, at the real server and store.</summary>
public sealed class ManyReviewTests : VisitedPageTests
{
    private readonly FakeTimeProvider _time = new(Detections.Morning.AddHours(3));

    private protected override TimeProvider Clock => _time;

    [Fact]
    public async Task One_word_is_stored_for_all_of_them_and_taken_back_from_all_of_them()
    {
        // Two are of one visit, which must follow both.
        Guid[] ids = [.. ((int[])[0, 5, 3600]).Select(second => Page.Keep(Detections.Unsure("sparrow", Detections.Morning.AddSeconds(second))).Id)];
        Guid other = Page.Keep(Detections.Unsure("sparrow", Detections.Morning.AddHours(2))).Id;
        Page.Store.WaiveOutbox();

        using (HttpResponseMessage saved = await Visitor.PostAsync("/api/review", Question([.. ids, ids[0]], ["magpie"])))
        {
            using var answer = JsonDocument.Parse(await saved.Content.ReadAsStringAsync(Stop));
            Assert.Equal(ids.Select(id => id.ToString()), answer.RootElement.EnumerateArray().Select(record => record.GetProperty("id").GetString()));
        }

        Assert.All(ids, id => Assert.Equal(["magpie"], Page.Pages.Find(id)!.Review!.Labels));
        Assert.Equal(3, ids.Select(id => Page.Pages.Find(id)!.Seq).Distinct().Count());
        Assert.Null(Page.Pages.Find(other)!.Review);
        Assert.Equal((1, 2), ((await Visitor.ReadAsync("/api/review")).GetProperty("pending").GetInt32(), Page.Pages.Today().Labels[1].Today));
        Assert.Equal(5, Page.Store.CountUnpublished());

        using (HttpResponseMessage undone = await Visitor.PostAsync("/api/review/undo", Question(ids)))
            Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.All(ids, id => Assert.Null(Page.Pages.Find(id)!.Review));
        Assert.Equal(4, (await Visitor.ReadAsync("/api/review")).GetProperty("pending").GetInt32());
    }

    [Fact]
    public async Task Where_one_of_them_is_not_there_nothing_is_stored()
    {
        Guid kept = Page.Keep(Detections.Unsure("sparrow", Detections.Morning)).Id;
        foreach (string path in (string[])["/api/review", "/api/review/undo"])
        {
            using HttpResponseMessage refused = await Visitor.PostAsync(path, Question([kept, Guid.CreateVersion7()], []));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("one of these detections is not there", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }

        Assert.Equal(1, Page.Pages.Find(kept)!.Revision);
    }

    [Fact]
    public async Task Undo_takes_back_only_a_word_that_was_said_and_only_the_one_that_is_meant()
    {
        Guid kept = Page.Keep(Detections.Unsure("sparrow", Detections.Morning)).Id;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await UndoAsync($"/api/review/{kept}/undo", "{}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await UndoAsync("/api/review/undo", Question([kept])));
        Assert.Equal(1, Page.Pages.Find(kept)!.Revision);

        using (HttpResponseMessage saved = await Visitor.PostAsync("/api/review", Question([kept], [])))
            saved.EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await UndoAsync($"/api/review/{kept}/undo", """{"revision":1}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await UndoAsync("/api/review/undo", $$"""{"ids":["{{kept}}"],"revisions":[1]}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await UndoAsync("/api/review/undo", $$"""{"ids":["{{kept}}"],"revisions":[2,2]}"""));
        Assert.Equal(2, Page.Pages.Find(kept)!.Revision);
        Assert.Equal(HttpStatusCode.OK, await UndoAsync($"/api/review/{kept}/undo", """{"revision":2}"""));

        async Task<HttpStatusCode> UndoAsync(string path, string body)
        {
            using HttpResponseMessage answer = await Visitor.PostAsync(path, body);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("""{"ids":[ID],"labels":["<script>"]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"ids":[ID],"labels":[null]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"ids":[ID],"labels":["a","b","c","d","e","f","g","h","i"]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"ids":[ID]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"ids":[],"labels":[]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"ids":null,"labels":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"labels":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"ids":[ID,null],"labels":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"ids":[ID,"' OR 1=1"],"labels":[]}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"ids":ID,"labels":[]}""", HttpStatusCode.BadRequest)]
    public async Task What_is_not_understood_is_refused_and_nothing_is_stored(string body, HttpStatusCode status)
    {
        Guid kept = Page.Keep(Detections.Unsure("sparrow", Detections.Morning)).Id;
        using HttpResponseMessage answer = await Visitor.PostAsync("/api/review", body.Replace("ID", $"\"{kept}\"", StringComparison.Ordinal));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(1, Page.Pages.Find(kept)!.Revision);
    }

    [Fact]
    public async Task More_than_a_page_of_them_is_refused_and_a_page_is_taken()
    {
        Guid[] ids = [.. Enumerable.Range(0, ReviewDesk.MostAtOnce + 1).Select(i => Page.Keep(Detections.Unsure("sparrow", Detections.Morning.AddMinutes(2 * i))).Id)];
        using (HttpResponseMessage refused = await Visitor.PostAsync("/api/review", Question(ids, [])))
            Assert.Contains("1 to 24 pictures are taken at once", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.All(ids, id => Assert.Equal(1, Page.Pages.Find(id)!.Revision));

        using HttpResponseMessage taken = await Visitor.PostAsync("/api/review", Question(ids[1..], []));
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(1, (await Visitor.ReadAsync("/api/review")).GetProperty("pending").GetInt32());
    }

    [Fact]
    public async Task Without_the_sessions_token_nothing_is_stored()
    {
        Guid kept = Page.Keep(Detections.Unsure("sparrow", Detections.Morning)).Id;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/review") { Content = new StringContent(Question([kept], []), Encoding.UTF8, "application/json") };
        using HttpResponseMessage refused = await Visitor.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(1, Page.Pages.Find(kept)!.Revision);
    }

    private static string Question(Guid[] ids, string[]? labels = null) => JsonSerializer.Serialize(new { ids, labels });
}
