using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Sightings;

public sealed class RetentionTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly TestFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly FakeTimeProvider _time = new(Morning);
    private readonly SightingStore _store;
    private readonly PictureArchive _archive;

    public RetentionTests()
    {
        _store = SightingStore.Open(new StoreSetup(_folder["state"], TimeSpan.FromSeconds(60), TimeZoneInfo.Utc, "boot", _time, _log));
        _archive = new PictureArchive(_folder["state"], Bounds(), _log);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void While_every_bound_holds_nothing_goes()
    {
        Save(Morning, kilobytes: 1);

        Assert.Equal(0, Retention(Bounds()).Step());
        Assert.Equal(4, Files().Count);
    }

    [Fact]
    public void Beyond_the_megabytes_the_oldest_sets_go_first_and_whole()
    {
        for (int day = 0; day < 3; day++)
        {
            for (int i = 0; i < 4; i++)
                Save(Morning.AddDays(day).AddSeconds(i), kilobytes: 400);
        }

        Retention retention = Retention(Bounds(megabytes: 2));
        while (retention.Step() > 0)
        {
        }

        // Twelve sets of 400 kB: five stay below 2 MiB, those of the last day and the last of the day before.
        Assert.Equal(7, retention.Removed);
        Assert.Equal(20, Files().Count);
        Assert.DoesNotContain(Directory.GetDirectories(_archive.Root), folder => folder.EndsWith("2026-10-04", StringComparison.Ordinal));
        Assert.All(Files().GroupBy(PictureName.TryStem), set => Assert.Equal(4, set.Count()));
    }

    [Fact]
    public void For_want_of_room_what_waits_for_a_person_goes_last()
    {
        Guid[] saved = [.. Enumerable.Range(0, 8).Select(i => SaveUnsure(Morning.AddDays(i / 3).AddSeconds(i), kilobytes: 400))];
        _store.Review(saved[1], ["sparrow"]);
        _store.Review(saved[6], []);
        Retention retention = Retention(Bounds(megabytes: 2));
        while (retention.Step() > 0)
        {
        }

        // 3.1 MiB: three sets have to go, and of the two that a person has seen both go first.
        Assert.Equal([saved[2], saved[3], saved[4], saved[5], saved[7]], Files().Select(PictureName.TryStem).Distinct().Select(stem => PictureName.IdOf(stem!)).Order());
    }

    [Fact]
    public void What_is_too_old_goes_by_the_hour_not_by_the_day()
    {
        Save(Morning, kilobytes: 1);
        Save(Morning.AddHours(2), kilobytes: 1);
        _time.SetUtcNow(Morning.AddHours(3));

        Retention retention = Retention(Bounds(age: TimeSpan.FromHours(2)));
        Assert.Equal(1, retention.Step());
        Assert.Equal(0, retention.Step());
        Assert.Equal(4, Files().Count);
    }

    [Fact]
    public void Too_little_free_space_takes_pictures_away()
    {
        Save(Morning, kilobytes: 1);

        Assert.Equal(1, Retention(Bounds(keepFree: 100_000_000)).Step());
        Assert.Empty(Files());
    }

    [Fact]
    public void A_step_is_small()
    {
        for (int i = 0; i < SetsPerStep + 5; i++)
            Save(Morning.AddSeconds(i), kilobytes: 1);
        _time.SetUtcNow(Morning.AddDays(400));

        Retention retention = Retention(Bounds());
        Assert.Equal(SetsPerStep, retention.Step());
        Assert.Equal(5, retention.Step());
        Assert.Equal(0, retention.Step());
    }

    [Fact]
    public void Links_are_not_followed_and_the_work_of_others_is_left_alone()
    {
        string outside = Directory.CreateDirectory(_folder["outside"]).FullName;
        string name = $"{PictureName.StemOf(Detections.Accepted("sparrow", Morning))}.jpg";
        File.WriteAllText(Path.Combine(outside, name), "not ours");
        Save(Morning, kilobytes: 1);
        string day = Path.Combine(_archive.Root, "2026-10-04");
        Directory.CreateSymbolicLink(Path.Combine(_archive.Root, "2026-10-03"), outside);
        File.CreateSymbolicLink(Path.Combine(day, name), Path.Combine(outside, name));
        File.WriteAllText(Path.Combine(day, "notes.json"), "{}");
        File.WriteAllText(Path.Combine(_archive.Root, "README.jpg"), "");
        _time.SetUtcNow(Morning.AddDays(400));

        Assert.Equal(1, Retention(Bounds()).Step());
        Assert.Equal("not ours", File.ReadAllText(Path.Combine(outside, name)));
        Assert.True(File.Exists(Path.Combine(day, "notes.json")));
        Assert.True(File.Exists(Path.Combine(_archive.Root, "README.jpg")));
    }

    [Fact]
    public void Pictures_that_came_after_the_first_look_are_counted_too()
    {
        Retention retention = Retention(Bounds(megabytes: 1));
        Save(Morning, kilobytes: 700);
        Assert.Equal(0, retention.Step());
        Save(Morning.AddSeconds(1), kilobytes: 700);

        Assert.Equal(1, retention.Step());
    }

    [Fact]
    public void A_set_of_an_older_version_without_a_map_goes_as_well()
    {
        Save(Morning, kilobytes: 1);
        File.Delete(Directory.EnumerateFiles(_archive.Root, "*.npy", SearchOption.AllDirectories).Single());
        _time.SetUtcNow(Morning.AddDays(400));

        Assert.Equal(1, Retention(Bounds()).Step());
        Assert.Empty(Files());
    }

    [Fact]
    public void Old_rows_go_with_old_pictures()
    {
        _store.Add(Detections.Accepted("sparrow", Morning));
        _time.SetUtcNow(Morning.AddDays(400));
        _store.EndOverdue();

        Retention retention = Retention(Bounds());
        while (retention.Step() > 0)
        {
        }

        Assert.Equal(0, _store.CountUnpublished());
        Assert.Null(_store.LastAccepted());

        // They went without having been sent, which is not passed over.
        Assert.Equal(2, retention.GivenUp);
    }

    [Fact]
    public async Task What_waited_too_long_for_a_broker_is_counted_told_once_and_kept()
    {
        for (int day = 0; day < 4; day++)
            _store.Add(Detections.Unsure("sparrow", Morning.AddDays(day)));
        _time.SetUtcNow(Morning.AddDays(4));
        Retention retention = Retention(Bounds(), new OutboxBounds(TimeSpan.FromDays(2.5), 100));

        await TellsAsync(retention, "2 records will not be sent any more");
        Assert.Equal((2, 2), (retention.GivenUp, _store.CountUnpublished()));
        Assert.Equal(4, _store.Tally(["sparrow"]).Review.Pending);
    }

    [Fact]
    public async Task Of_too_many_that_wait_for_a_broker_the_oldest_are_given_up()
    {
        StoredDetection[] made = [.. Enumerable.Range(0, 450).Select(i => _store.Add(Detections.Of(Decision.None, Morning.AddSeconds(i), 0.9)))];
        Retention retention = Retention(Bounds(), new OutboxBounds(TimeSpan.FromDays(30), 100));

        await TellsAsync(retention, "350 records will not be sent any more");
        Assert.Equal(made[^100..].Select(stored => stored.Payload), _store.TakeUnpublished(1000).Select(item => item.Payload));
    }

    /// <summary>Lets it run until it has done what there was to do, and rests.</summary>
    private async Task TellsAsync(Retention retention, string words)
    {
        using var stop = new CancellationTokenSource();
        Task running = Task.Run(() => retention.RunAsync(stop.Token), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(200));
                return _log.Warnings.Count > 0;
            },
            "a line is written");
        _time.Advance(TimeSpan.FromMinutes(2));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.Contains(words, Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    private const int SetsPerStep = BirbCam.Monitor.Sightings.Retention.SetsPerStep;

    private static StoreOptions Bounds(int megabytes = 4096, TimeSpan? age = null, int keepFree = 0)
        => new() { MaxMegabytes = megabytes, MaxAge = age ?? TimeSpan.FromDays(90), KeepFreeMegabytes = keepFree };

    private List<string> Files()
        => [.. Directory.EnumerateFiles(_archive.Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(path)!).Where(name => PictureName.TryStem(name) is not null)];

    private Guid SaveUnsure(DateTimeOffset at, int kilobytes)
    {
        Detection detection = _store.Add(Detections.Unsure("sparrow", at)).Detection;
        Save(detection, kilobytes);
        return detection.Id;
    }

    private void Save(DateTimeOffset at, int kilobytes) => Save(Detections.Accepted("sparrow", at), kilobytes);

    private void Save(Detection detection, int kilobytes)
    {
        PictureResult result = _archive.Save(new StoredDetection(detection, RecordJson.Write(detection), []), new KeptPictures(new byte[kilobytes * 512], new byte[kilobytes * 256], new byte[kilobytes * 256]));
        Assert.Equal(PictureOutcome.Saved, result.Outcome);
    }

    private Retention Retention(StoreOptions options) => Retention(options, new OutboxBounds(TimeSpan.FromDays(30), 1000));

    private Retention Retention(StoreOptions options, OutboxBounds outbox) => new(_archive, _store, new PictureLocks(_store, _archive), options, outbox, _time, _log);
}
