using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Tests.Sightings;

/// <summary>Store.KeepPerLabel and Store.MaxAgePerLabel: the newest visits of each label outlast the others, and a label may have an age of its own. Real files, a real store.</summary>
public sealed class NewestKeptTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly PictureStore _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Of_each_label_the_newest_visits_outlast_the_age_with_all_their_pictures_rows_and_visits()
    {
        Guid[] sparrows = [.. Enumerable.Range(0, 4).Select(i => _pictures.Save(Detections.Accepted("sparrow", Morning.AddDays(i))))];
        Guid again = _pictures.Save(Detections.Accepted("sparrow", Morning.AddDays(3).AddSeconds(20)));
        Guid magpie = _pictures.Save(Detections.Accepted("magpie", Morning.AddHours(1)));
        _pictures.Save(Detections.Of(Decision.None, Morning.AddHours(2), 0.9));
        _pictures.Store.Add(Detections.Accepted("sparrow", Morning.AddDays(5)));
        _pictures.Time.SetUtcNow(Morning.AddDays(400));
        _pictures.Store.EndOverdue();
        RunOut(new StoreOptions { KeepFreeMegabytes = 0, KeepPerLabel = 2 });

        // The visit without a picture is none of the two.
        Assert.Equal(Sorted(magpie, sparrows[2], sparrows[3], again), _pictures.Kept());
        var pages = new SightingPages(_pictures.State, ["magpie", "sparrow"], TimeZoneInfo.Utc, _pictures.Time);
        Assert.Null(pages.Find(sparrows[1]));
        Assert.All(_pictures.Kept(), id => Assert.NotNull(pages.Find(id)));
        Assert.Single(pages.Timeline(new DateOnly(2026, 10, 6), 1).Events);
        Assert.Empty(pages.Timeline(new DateOnly(2026, 10, 5), 1).Events);

        RunOut(new StoreOptions { KeepFreeMegabytes = 0 });
        Assert.Empty(_pictures.Kept());
        Assert.Null(pages.Find(again));
    }

    [Fact]
    public void Where_a_person_says_who_it_was_the_visit_is_one_of_that_label_and_nobodys_is_none()
    {
        Guid[] saved = [.. Enumerable.Range(0, 3).Select(i => _pictures.Save(Detections.Accepted("sparrow", Morning.AddDays(i))))];
        _pictures.Store.Review(saved[0], ["raccoon"]);
        _pictures.Store.Review(saved[2], []);
        _pictures.Time.SetUtcNow(Morning.AddDays(400));
        RunOut(new StoreOptions { KeepFreeMegabytes = 0, KeepPerLabel = 1 });

        Assert.Equal(Sorted(saved[0], saved[1]), _pictures.Kept());
    }

    [Fact]
    public void A_label_may_have_an_age_of_its_own_which_takes_what_nobody_need_look_at()
    {
        Guid sparrow = _pictures.Save(Detections.Accepted("sparrow", Morning)), waiting = _pictures.Save(Doubted("squirrel", Morning.AddMinutes(5)));
        Guid[] squirrels = [.. Enumerable.Range(0, 5).Select(i => _pictures.Save(Detections.Accepted("squirrel", Morning.AddHours(1 + (24 * i)))))];
        Guid taken = _pictures.Save(Detections.Accepted("sparrow", Morning.AddHours(2)));
        _pictures.Locks.Take(squirrels[0]);
        _pictures.Store.Review(taken, ["squirrel"]);
        _pictures.Store.Review(squirrels[1], ["raccoon"]);
        var options = new StoreOptions { KeepFreeMegabytes = 0, MaxAgePerLabel = [new LabelAge { Label = "squirrel", MaxAge = TimeSpan.FromDays(2) }] };

        _pictures.Time.SetUtcNow(Morning.AddDays(5));
        RunOut(options);
        Assert.Equal(Sorted(sparrow, waiting, squirrels[0], squirrels[1], squirrels[3], squirrels[4]), _pictures.Kept());

        // Its rows stay for the counts, until all age.
        Assert.NotNull(new SightingPages(_pictures.State, ["squirrel"], TimeZoneInfo.Utc, _pictures.Time).Find(squirrels[2]));
    }

    [Fact]
    public void The_newest_of_a_label_outlast_its_own_age_too()
    {
        Guid[] squirrels = [.. Enumerable.Range(0, 3).Select(i => _pictures.Save(Detections.Accepted("squirrel", Morning.AddDays(i))))];
        _pictures.Time.SetUtcNow(Morning.AddDays(40));
        RunOut(new StoreOptions { KeepFreeMegabytes = 0, KeepPerLabel = 1, MaxAgePerLabel = [new LabelAge { Label = "squirrel", MaxAge = TimeSpan.FromDays(2) }] });

        Assert.Equal([squirrels[2]], _pictures.Kept());
    }

    [Fact]
    public void A_label_is_meant_as_people_write_it()
    {
        Guid hawk = _pictures.Save(Detections.Accepted("squirrel", Morning));
        _pictures.Store.Review(hawk, ["cooper's hawk"]);
        _pictures.Time.SetUtcNow(Morning.AddDays(5));
        RunOut(new StoreOptions { KeepFreeMegabytes = 0, MaxAgePerLabel = [new LabelAge { Label = " Cooper's  Hawk", MaxAge = TimeSpan.FromDays(2) }] });

        Assert.Empty(_pictures.Kept());
    }

    [Fact]
    public void What_has_outlived_its_label_is_looked_for_once_a_day()
    {
        var options = new StoreOptions { KeepFreeMegabytes = 0, MaxAgePerLabel = [new LabelAge { Label = "squirrel", MaxAge = TimeSpan.FromHours(1) }] };
        Retention retention = _pictures.Retention(options);
        Guid squirrel = _pictures.Save(Detections.Accepted("squirrel", Morning));
        Assert.Equal(0, retention.Step());

        _pictures.Time.SetUtcNow(Morning.AddHours(2));
        Assert.Equal(0, retention.Step());
        Assert.Equal([squirrel], _pictures.Kept());
        _pictures.Time.SetUtcNow(Morning.AddDays(1));
        Assert.Equal(1, retention.Step());
        Assert.Empty(_pictures.Kept());
    }

    [Theory]
    [InlineData(4, "013")]
    [InlineData(3, "01")]
    [InlineData(2, "1")]
    [InlineData(1, "")]
    public void For_want_of_room_the_seen_goes_before_what_waits_and_of_each_the_newest_visit_last(int megabytes, string kept)
    {
        Guid[] saved =
        [
            _pictures.Save(Doubted("chickadee", Morning), kilobytes: 1024),
            _pictures.Save(Doubted("chickadee", Morning.AddMinutes(5)), kilobytes: 1024),
            _pictures.Save(Detections.Accepted("sparrow", Morning.AddMinutes(10)), kilobytes: 1024),
            _pictures.Save(Detections.Accepted("sparrow", Morning.AddMinutes(15)), kilobytes: 1024),
        ];
        RunOut(new StoreOptions { MaxMegabytes = megabytes, KeepFreeMegabytes = 0, KeepPerLabel = 1 });

        Assert.Equal(kept.Select(digit => saved[digit - '0']), _pictures.Kept());
    }

    [Fact]
    public void Free_space_is_worth_more_than_the_newest_and_less_than_a_lock()
    {
        Guid[] saved = [.. Enumerable.Range(0, 3).Select(i => _pictures.Save(Detections.Accepted("sparrow", Morning.AddDays(i))))];
        _pictures.Locks.Take(saved[1]);
        RunOut(new StoreOptions { KeepFreeMegabytes = 100_000_000, KeepPerLabel = 100_000 });

        Assert.Equal([saved[1]], _pictures.Kept());
    }

    [Fact]
    public void Rows_beyond_the_number_go_though_they_are_the_newest_of_their_label()
    {
        Guid old = _pictures.Save(Detections.Accepted("sparrow", Morning));
        for (int i = 1; i < 5; i++)
            _pictures.Save(Detections.Accepted("magpie", Morning.AddDays(i)));

        Assert.True(_pictures.Store.InTransaction(database => RecordRows.Trim(database, limit: 0, keep: 3, step: 10, NewestRows.Of(database, 5))) > 0);
        Assert.False(_pictures.Store.InTransaction(database => RecordRows.IsKnown(database, old)));
    }

    private static Detection Doubted(string label, DateTimeOffset at) => Detections.Accepted(label, at) with { NeedsReview = true, Reasons = ["attention_off_motion"] };

    private static Guid[] Sorted(params Guid[] ids) => [.. ids.OrderBy(id => id.ToString(), StringComparer.Ordinal)];

    private void RunOut(StoreOptions options) => PictureStore.RunOut(_pictures.Retention(options));
}
