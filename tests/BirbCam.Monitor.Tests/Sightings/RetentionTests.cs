using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Tests.Sightings;

public sealed class RetentionTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly PictureStore _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void While_every_bound_holds_nothing_goes()
    {
        Save(Morning, kilobytes: 1);

        Assert.Equal(0, _pictures.Retention(Bounds()).Step());
        Assert.Equal(4, _pictures.Files().Count);
    }

    [Fact]
    public void Beyond_the_megabytes_the_oldest_sets_go_first_and_whole()
    {
        for (int day = 0; day < 3; day++)
        {
            for (int i = 0; i < 4; i++)
                Save(Morning.AddDays(day).AddSeconds(i), kilobytes: 400);
        }

        Retention retention = _pictures.Retention(Bounds(megabytes: 2));
        PictureStore.RunOut(retention);

        // Twelve sets of 400 kB: five stay below 2 MiB, those of the last day and the last of the day before.
        Assert.Equal(7, retention.Removed);
        Assert.Equal(20, _pictures.Files().Count);
        Assert.DoesNotContain(Directory.GetDirectories(_pictures.Archive.Root), folder => folder.EndsWith("2026-10-04", StringComparison.Ordinal));
        Assert.All(_pictures.Files().GroupBy(PictureName.TryStem), set => Assert.Equal(4, set.Count()));
    }

    [Fact]
    public void For_want_of_room_what_waits_for_a_person_goes_last()
    {
        Guid[] saved = [.. Enumerable.Range(0, 8).Select(i => _pictures.Save(Detections.Unsure("sparrow", Morning.AddDays(i / 3).AddSeconds(i)), kilobytes: 400))];
        _pictures.Store.Review(saved[1], ["sparrow"]);
        _pictures.Store.Review(saved[6], []);
        Retention retention = _pictures.Retention(Bounds(megabytes: 2));
        PictureStore.RunOut(retention);

        // 3.1 MiB: three sets have to go, and of the two that a person has seen both go first.
        Assert.Equal([saved[2], saved[3], saved[4], saved[5], saved[7]], _pictures.Kept());
    }

    [Fact]
    public void What_is_too_old_goes_by_the_hour_not_by_the_day()
    {
        Save(Morning, kilobytes: 1);
        Save(Morning.AddHours(2), kilobytes: 1);
        _pictures.Time.SetUtcNow(Morning.AddHours(3));

        Retention retention = _pictures.Retention(Bounds(age: TimeSpan.FromHours(2)));
        Assert.Equal(1, retention.Step());
        Assert.Equal(0, retention.Step());
        Assert.Equal(4, _pictures.Files().Count);
    }

    [Fact]
    public void Too_little_free_space_takes_pictures_away()
    {
        Save(Morning, kilobytes: 1);

        Assert.Equal(1, _pictures.Retention(Bounds(keepFree: 100_000_000)).Step());
        Assert.Empty(_pictures.Files());
    }

    [Fact]
    public void A_step_is_small()
    {
        for (int i = 0; i < Retention.SetsPerStep + 5; i++)
            Save(Morning.AddSeconds(i), kilobytes: 1);
        _pictures.Time.SetUtcNow(Morning.AddDays(400));

        Retention retention = _pictures.Retention(Bounds());
        Assert.Equal(Retention.SetsPerStep, retention.Step());
        Assert.Equal(5, retention.Step());
        Assert.Equal(0, retention.Step());
    }

    [Fact]
    public void Links_are_not_followed_and_the_work_of_others_is_left_alone()
    {
        string outside = Directory.CreateDirectory(_pictures.Folder["outside"]).FullName;
        string name = $"{PictureName.StemOf(Detections.Accepted("sparrow", Morning))}.jpg";
        File.WriteAllText(Path.Combine(outside, name), "not ours");
        Save(Morning, kilobytes: 1);
        string day = Path.Combine(_pictures.Archive.Root, "2026-10-04");
        Directory.CreateSymbolicLink(Path.Combine(_pictures.Archive.Root, "2026-10-03"), outside);
        File.CreateSymbolicLink(Path.Combine(day, name), Path.Combine(outside, name));
        File.WriteAllText(Path.Combine(day, "notes.json"), "{}");
        File.WriteAllText(Path.Combine(_pictures.Archive.Root, "README.jpg"), "");
        _pictures.Time.SetUtcNow(Morning.AddDays(400));

        Assert.Equal(1, _pictures.Retention(Bounds()).Step());
        Assert.Equal("not ours", File.ReadAllText(Path.Combine(outside, name)));
        Assert.True(File.Exists(Path.Combine(day, "notes.json")));
        Assert.True(File.Exists(Path.Combine(_pictures.Archive.Root, "README.jpg")));
    }

    [Fact]
    public void Pictures_that_came_after_the_first_look_are_counted_too()
    {
        Retention retention = _pictures.Retention(Bounds(megabytes: 1));
        Save(Morning, kilobytes: 700);
        Assert.Equal(0, retention.Step());
        Save(Morning.AddSeconds(1), kilobytes: 700);

        Assert.Equal(1, retention.Step());
    }

    [Fact]
    public void A_set_of_an_older_version_without_a_map_goes_as_well()
    {
        Save(Morning, kilobytes: 1);
        File.Delete(Directory.EnumerateFiles(_pictures.Archive.Root, "*.npy", SearchOption.AllDirectories).Single());
        _pictures.Time.SetUtcNow(Morning.AddDays(400));

        Assert.Equal(1, _pictures.Retention(Bounds()).Step());
        Assert.Empty(_pictures.Files());
    }

    [Fact]
    public void Old_rows_go_with_old_pictures()
    {
        _pictures.Store.Add(Detections.Accepted("sparrow", Morning));
        _pictures.Time.SetUtcNow(Morning.AddDays(400));
        _pictures.Store.EndOverdue();

        Retention retention = _pictures.Retention(Bounds());
        PictureStore.RunOut(retention);

        Assert.Equal(0, _pictures.Store.CountUnpublished());
        Assert.Null(_pictures.Store.LastAccepted());

        // They went without having been sent, which is not passed over.
        Assert.Equal(2, retention.GivenUp);
    }

    [Fact]
    public async Task What_waited_too_long_for_a_broker_is_counted_told_once_and_kept()
    {
        for (int day = 0; day < 4; day++)
            _pictures.Store.Add(Detections.Unsure("sparrow", Morning.AddDays(day)));
        _pictures.Time.SetUtcNow(Morning.AddDays(4));
        Retention retention = _pictures.Retention(Bounds(), new OutboxBounds(TimeSpan.FromDays(2.5), 100));

        await TellsAsync(retention, "2 records will not be sent any more");
        Assert.Equal((2, 2), (retention.GivenUp, _pictures.Store.CountUnpublished()));
        Assert.Equal(4, _pictures.Store.Tally(["sparrow"]).Review.Pending);
    }

    [Fact]
    public async Task Of_too_many_that_wait_for_a_broker_the_oldest_are_given_up()
    {
        StoredDetection[] made = [.. Enumerable.Range(0, 450).Select(i => _pictures.Store.Add(Detections.Of(Decision.None, Morning.AddSeconds(i), 0.9)))];
        Retention retention = _pictures.Retention(Bounds(), new OutboxBounds(TimeSpan.FromDays(30), 100));

        await TellsAsync(retention, "350 records will not be sent any more");
        Assert.Equal(made[^100..].Select(stored => stored.Payload), _pictures.Store.TakeUnpublished(1000).Select(item => item.Payload));
    }

    /// <summary>Lets it run until it has done what there was to do, and rests.</summary>
    private async Task TellsAsync(Retention retention, string words)
    {
        using var stop = new CancellationTokenSource();
        Task running = Task.Run(() => retention.RunAsync(stop.Token), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(
            () =>
            {
                _pictures.Time.Advance(TimeSpan.FromMilliseconds(200));
                return _pictures.Log.Warnings.Count > 0;
            },
            "a line is written");
        _pictures.Time.Advance(TimeSpan.FromMinutes(2));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Contains(words, Assert.Single(_pictures.Log.Warnings), StringComparison.Ordinal);
    }

    private static StoreOptions Bounds(int megabytes = 4096, TimeSpan? age = null, int keepFree = 0)
        => new() { MaxMegabytes = megabytes, MaxAge = age ?? TimeSpan.FromDays(90), KeepFreeMegabytes = keepFree };

    private void Save(DateTimeOffset at, int kilobytes) => _pictures.SaveFiles(Detections.Accepted("sparrow", at), kilobytes);
}
