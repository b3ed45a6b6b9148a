using System.Reflection;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Sightings.Votes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Sightings.Reading;

public sealed class SightingPagesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Detections.Morning.AddHours(2));
    private readonly SightingStore _store;
    private readonly SightingPages _pages;

    public SightingPagesTests()
    {
        _store = SightingStore.Open(new StoreSetup(_folder.Path, TimeSpan.FromSeconds(60), Detections.Denver, "boot-1", _time, NullLogger.Instance));
        _pages = new SightingPages(_folder.Path, ["chickadee", "sparrow"], Detections.Denver, _time);
    }

    public static TheoryData<string> Queries => [.. typeof(PageQueries).GetFields(BindingFlags.Public | BindingFlags.Static).Select(query => (string)query.GetRawConstantValue()!)];

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_the_model_does_not_know_comes_first_then_what_it_saw_beside_the_motion_then_what_was_nearest_to_its_limit()
    {
        Detection far = Pictured(Detections.Unsure("sparrow", At(1), score: 0.3));
        Detection near = Pictured(Detections.Unsure("sparrow", At(2), score: 0.59));
        Detection aside = Pictured(Detections.Unsure("sparrow", At(3), score: 0.2) with { Reasons = ["low_confidence", "attention_off_motion"] });
        Detection unknown = Pictured(Unknown(At(4)));
        Detection earlier = Pictured(Unknown(At(0)));
        _store.Add(Detections.Unsure("sparrow", At(5), score: 0.6));

        ReviewPage page = _pages.Review(24, ReviewFilter.Everything);

        Assert.Equal([unknown.Id, earlier.Id, aside.Id, near.Id, far.Id], page.Cards.Select(card => card.Id));
        Assert.Equal(5, page.Pending);
        Assert.Equal([unknown.Id, earlier.Id], _pages.Review(2, ReviewFilter.Everything).Cards.Select(card => card.Id));
    }

    [Fact]
    public void A_days_visits_are_those_that_began_on_it_where_the_camera_stands()
    {
        // 23:30 of the day before, half past midnight, and seven in the morning in Denver.
        _store.Add(Detections.Accepted("sparrow", new DateTimeOffset(2026, 10, 4, 5, 30, 0, TimeSpan.Zero)));
        _store.Add(Detections.Accepted("sparrow", new DateTimeOffset(2026, 10, 4, 6, 30, 0, TimeSpan.Zero)));
        _store.Add(Detections.Accepted("chickadee", Detections.Morning));

        TimelinePage page = _pages.Timeline(new DateOnly(2026, 10, 4), days: 2);

        Assert.Equal([(new DateOnly(2026, 10, 3), 1), (new DateOnly(2026, 10, 4), 2)], page.Days.Select(day => (day.Day, day.Visits)));
        Assert.Equal(["chickadee", "sparrow"], page.Events.Select(visit => visit.Label));
        Assert.Equal([7, 0, 23], page.Hours.SelectMany(label => Enumerable.Range(0, 24).Where(hour => label.Hours[hour] > 0)));
        Assert.Equal((page.Day, 2), (_pages.Today().Day, _pages.Today().Visits.Count));
    }

    [Fact]
    public void A_doubtful_visit_is_shown_and_not_counted()
    {
        _store.Add(Detections.Unsure("sparrow", Detections.Morning));

        TimelinePage page = _pages.Timeline(new DateOnly(2026, 10, 4), days: 1);

        Assert.Single(page.Events);
        Assert.Equal(0, Assert.Single(page.Days).Visits);
        Assert.Empty(_pages.Today().Visits);
    }

    [Fact]
    public void Of_what_waits_only_some_can_be_asked_for()
    {
        Detection sparrow = Pictured(Detections.Unsure("sparrow", Detections.Morning, 0.4)), surer = Pictured(Detections.Unsure("sparrow", At(8), 0.55)), magpie = Pictured(Detections.Unsure("magpie", At(9), 0.3));
        Detection unknown = Pictured(Detections.Of(Decision.Unknown, At(10), 0.2, []) with { Scores = new Dictionary<string, double> { ["magpie"] = 0.1, ["sparrow"] = 0.02 }, NeedsReview = true, Reasons = ["unknown"] });

        Assert.Equal([unknown.Id, magpie.Id], Wanted("magpie", 1));
        Assert.Equal([sparrow.Id], Wanted("sparrow", 0.5));
        Assert.Equal([unknown.Id, magpie.Id, sparrow.Id], Wanted(null, 0.5).Order().OrderBy(id => id != unknown.Id).ThenBy(id => id != magpie.Id));
        Assert.Equal(4, _pages.Review(10, ReviewFilter.Everything).Pending);
        Assert.Equal((1, 1), (_pages.Review(10, new ReviewFilter("sparrow", 0.5)).Pending, _pages.Review(10, new ReviewFilter("sparrow", 0.5)).Cards.Count));
        Assert.DoesNotContain(surer.Id, Wanted("sparrow", 0.5));

        IEnumerable<Guid> Wanted(string? label, double most) => _pages.Review(10, new ReviewFilter(label, most)).Cards.Select(card => card.Id);
    }

    [Fact]
    public void Everybody_who_ever_came_is_listed_the_last_one_first_and_whom_the_model_would_know_too()
    {
        Detection early = Pictured(Detections.Accepted("sparrow", Detections.Morning));
        _store.Add(Detections.Accepted("sparrow", At(10)));
        _store.Add(Detections.Accepted("heron", At(20)));

        SpeciesPage page = _pages.Species();
        SpeciesCard sparrow = page.Species[1];

        Assert.Equal(["heron", "sparrow", "chickadee"], page.Species.Select(card => card.Label));
        Assert.Equal((Detections.Morning, At(10)), (sparrow.FirstSeen, sparrow.LastSeen));
        Assert.Equal([(new DateOnly(2026, 10, 4), 2)], sparrow.Days.Where(day => day.Visits > 0).Select(day => (day.Day, day.Visits)));
        Assert.Equal([early.Id], sparrow.Visits.Select(visit => visit.Picture));
        Assert.Equal((null, null, 0), (page.Species[2].FirstSeen, page.Species[2].LastSeen, page.Species[2].Visits.Count));
    }

    [Fact]
    public void Whom_only_a_person_can_name_is_among_those_of_today_and_among_those_who_ever_came_until_it_is_taken_back()
    {
        Detection wrong = Pictured(Detections.Accepted("sparrow", Detections.Morning));
        _store.Review(wrong.Id, ["raccoon"]);

        LabelToday raccoon = _pages.Today().Labels[2];
        Assert.Equal(("raccoon", false, 1, 7), (raccoon.Label, raccoon.Present, raccoon.Today, Array.IndexOf([.. raccoon.Hours], 1)));
        Assert.Equal([("raccoon", Detections.Morning, Detections.Morning, 1), ("chickadee", null, null, 0), ("sparrow", null, null, 0)], EverybodyWhoCame());

        _store.UndoReview([wrong.Id]);
        Assert.Equal(["chickadee", "sparrow"], _pages.Today().Labels.Select(label => label.Label));
        Assert.Equal([("sparrow", Detections.Morning, Detections.Morning, 1), ("chickadee", null, null, 0)], EverybodyWhoCame());
    }

    [Fact]
    public void A_wrong_look_is_not_when_somebody_was_first_seen()
    {
        Detection wrong = _store.Add(Detections.Accepted("sparrow", At(0))).Detection;
        _store.Add(Detections.Accepted("sparrow", At(10)));
        Detection lonely = _store.Add(Detections.Accepted("chickadee", At(20))).Detection;
        _store.Review([wrong.Id, lonely.Id], []);

        Assert.Equal([("sparrow", At(10), At(10), 0), ("chickadee", null, null, 0)], EverybodyWhoCame());
        Assert.True(_store.Add(Detections.Accepted("chickadee", At(30))).Detection.FirstEver);
    }

    [Fact]
    public void Where_the_looks_disagree_nobody_is_there_came_or_was_ever_seen_and_the_visits_say_so()
    {
        _store.Add(Detections.Accepted("sparrow", Detections.Morning));
        Assert.True(_pages.Today().Labels[1].Present);
        _store.Add(Detections.Accepted("chickadee", Detections.Morning.AddSeconds(2)));

        TodayPage page = _pages.Today();
        Assert.All(page.Labels, label => Assert.Equal((false, 0, null, 0), (label.Present, label.Today, label.LastSeen, label.Hours.Sum())));
        Assert.Equal([Verdict.Abstained, Verdict.Abstained], page.Visits.Select(visit => visit.Verdict));
        Assert.Equal([("chickadee", null, null, 0), ("sparrow", null, null, 0)], EverybodyWhoCame());
    }

    [Fact]
    public void Who_came_so_long_ago_that_no_visit_is_kept_is_still_known()
    {
        _store.Add(Detections.Accepted("heron", At(0)));
        _store.EndOverdue();
        Assert.NotEqual(0, _store.TrimRows(At(60), new NewestVisits([], [])));
        _store.Add(Detections.Accepted("sparrow", At(70)));

        Assert.Equal([("sparrow", At(70), At(70), 0), ("chickadee", null, null, 0), ("heron", At(0), null, 0)], EverybodyWhoCame());
    }

    [Fact]
    public void Whom_a_person_had_named_before_that_was_remembered_is_found_when_the_store_is_opened()
    {
        _store.Review(_store.Add(Detections.Accepted("sparrow", At(5))).Detection.Id, ["raccoon"]);
        _store.InTransaction(database => database.Execute("DELETE FROM labels; PRAGMA user_version = 7"));
        _store.Dispose();
        using SightingStore again = SightingStore.Open(new StoreSetup(_folder.Path, TimeSpan.FromSeconds(60), Detections.Denver, "boot-2", _time, NullLogger.Instance));

        Assert.Contains(("raccoon", At(5), At(5), 0), EverybodyWhoCame());
    }

    [Fact]
    public void A_suggested_limit_says_what_it_would_have_changed_in_the_last_seven_days_of_this_model()
    {
        _store.Add(Detections.Unsure("sparrow", At(-7 * 24 * 60), score: 0.55));
        for (int i = 0; i < 25; i++)
        {
            _store.Review(_store.Add(Detections.Unsure("sparrow", At(i), score: 0.5)).Detection.Id, ["sparrow"]);
            _store.Review(_store.Add(Detections.Unsure("sparrow", At(i), score: 0.2)).Detection.Id, []);
        }

        _store.Add(Detections.Unsure("sparrow", At(25), score: 0.55));
        _store.Add(Detections.Unsure("sparrow", At(26), score: 0.55) with { Model = new ModelIdentity("older", "0", new string('3', 64)) });
        ModelPage page = _pages.Model(Detections.Accepted("sparrow", At(0)).Model, [new LabelLimit("sparrow", 0.6, 0.6, IsAsked: false), new LabelLimit("heron", 0.6, 0.6, IsAsked: false)]);

        Assert.Equal(new LimitSuggestion(0.5, 50, 25, 50) { LastWeek = new LimitEffect(51, true, 26, 0) }, Assert.Single(page.Labels).Suggestion);
    }

    [Fact]
    public void A_day_without_a_midnight_begins_with_its_first_minute()
    {
        var pages = new SightingPages(_folder.Path, [], TimeZoneInfo.FindSystemTimeZoneById("America/Asuncion"), _time);

        Assert.Equal(2, pages.Timeline(new DateOnly(2023, 10, 1), days: 2).Days.Count);
    }

    [Fact]
    public void A_page_neither_waits_for_who_writes_nor_holds_it_up()
    {
        _store.Add(Detections.Accepted("sparrow", Detections.Morning));
        using StoreDatabase reader = StoreDatabase.OpenToRead(Path.Combine(_folder.Path, SightingStore.FileName));
        int seen = reader.InTransaction(() =>
        {
            int before = Count(reader);
            _store.Add(Detections.Accepted("chickadee", Detections.Morning.AddMinutes(5)));
            Assert.Equal(before, Count(reader));
            return before;
        });

        using var writer = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, SightingStore.FileName)};Pooling=false");
        writer.Open();
        using SqliteTransaction half = writer.BeginTransaction();
        using SqliteCommand delete = writer.CreateCommand();
        delete.CommandText = "DELETE FROM sightings";
        delete.ExecuteNonQuery();

        Assert.Equal((1, 2), (seen, _pages.Today().Visits.Count));
    }

    [Fact]
    public void A_page_cannot_write()
    {
        using StoreDatabase reader = StoreDatabase.OpenToRead(Path.Combine(_folder.Path, SightingStore.FileName));

        Assert.Throws<StoreException>(() => reader.InTransaction(() => reader.Execute("DELETE FROM sightings")));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void Every_query_goes_along_an_index_and_sorts_nothing(string query)
    {
        using var database = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, SightingStore.FileName)};Pooling=false;Mode=ReadOnly");
        database.Open();
        using SqliteCommand explain = database.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + query;
        foreach (string name in (string[])["$from", "$to", "$limit", "$id", "$reason", "$sighting", "$label"])
            explain.Parameters.AddWithValue(name, "0");

        var plan = new List<string>();
        using SqliteDataReader rows = explain.ExecuteReader();
        while (rows.Read())
            plan.Add(rows.GetString(3));

        Assert.All(plan, step => Assert.Contains("INDEX", step, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private IEnumerable<(string Label, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, int Visits)> EverybodyWhoCame()
        => _pages.Species().Species.Select(card => (card.Label, card.FirstSeen, card.LastSeen, card.Visits.Count));

    private static DateTimeOffset At(int minutes) => Detections.Morning.AddMinutes(minutes);

    private static int Count(StoreDatabase database) => database.Query("SELECT count(*) FROM sightings", row => row.GetInt32(0))[0];

    private static Detection Unknown(DateTimeOffset at) => Detections.Of(Decision.Unknown, at, 0.9) with { NeedsReview = true, Reasons = ["unknown"] };

    private Detection Pictured(Detection detection) => _store.Add(detection with { Image = new ImageEvidence(new string('9', 64), 32, 24) }).Detection;
}
