using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Sightings.Reviews;

/// <summary>What a person has locked stays, and everything around it goes as before: real files, a real store.</summary>
public sealed class PictureLocksTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly TestFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly FakeTimeProvider _time = new(Morning);
    private readonly PictureArchive _archive;
    private SightingStore _store;

    public PictureLocksTests()
    {
        _store = Open();
        _archive = new PictureArchive(_folder["state"], Bounds(), _log);
    }

    private PictureLocks Locks => new(_store, _archive);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Age_takes_the_neighbours_of_a_locked_picture_and_not_it_nor_its_row_nor_its_visit()
    {
        Guid[] saved = [.. Enumerable.Range(0, 3).Select(i => Save(Detections.Accepted("sparrow", Morning.AddMinutes(5 * i))))];
        Assert.Null(Locks.Take(saved[1]));
        _time.SetUtcNow(Morning.AddDays(400));
        _store.EndOverdue();
        RunOut(Retention(Bounds()));

        Assert.Equal([saved[1]], Kept());
        Assert.Equal(4, Files().Count);
        var pages = new SightingPages(_folder["state"], ["sparrow"], TimeZoneInfo.Utc, _time);
        Assert.Equal([null, saved[1], null], saved.Select(id => pages.Find(id)?.Id));
        Assert.Equal([saved[1]], pages.Timeline(new DateOnly(2026, 10, 4), 1).Events.Select(visit => pages.PicturesOf(visit.Id).Single().Id));

        Assert.Null(Locks.Undo(saved[1]));
        RunOut(Retention(Bounds()));
        Assert.Empty(Kept());
        Assert.Null(pages.Find(saved[1]));
    }

    [Fact]
    public void Want_of_room_goes_around_a_locked_picture_though_others_wait_for_a_person()
    {
        Guid[] saved = [.. Enumerable.Range(0, 6).Select(i => Save(Detections.Unsure("sparrow", Morning.AddDays(i / 3).AddSeconds(i)), kilobytes: 400))];
        _store.Review(saved[0], ["sparrow"]);
        Locks.Take(saved[0]);
        RunOut(Retention(Bounds(megabytes: 1)));

        // 2.3 MiB: four have to go; the one that a person has seen is the oldest, would go first, and is locked.
        Assert.Equal([saved[0], saved[5]], Kept());
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public void Want_of_free_space_takes_everything_but_the_locked()
    {
        Guid[] saved = [.. Enumerable.Range(0, 3).Select(i => Save(Detections.Accepted("sparrow", Morning.AddMinutes(i))))];
        Locks.Take(saved[2]);
        RunOut(Retention(Bounds(keepFree: 100_000_000)));

        Assert.Equal([saved[2]], Kept());
    }

    [Fact]
    public void Where_the_locked_alone_are_too_many_one_line_says_it_and_the_new_go()
    {
        Guid[] locked = [.. Enumerable.Range(0, 3).Select(i => Save(Detections.Accepted("sparrow", Morning.AddMinutes(i)), kilobytes: 400))];
        foreach (Guid id in locked)
            Assert.Null(Locks.Take(id));
        Retention retention = Retention(Bounds(megabytes: 1));
        for (int i = 3; i < 6; i++)
        {
            Save(Detections.Accepted("sparrow", Morning.AddMinutes(i)), kilobytes: 1);
            RunOut(retention);
            Assert.Equal(locked, Kept());
        }

        Assert.Contains("Locked pictures alone take 1 MB", Assert.Single(_log.Warnings), StringComparison.Ordinal);

        // When it was over, and comes again, it is said again.
        Locks.Undo(locked[0]);
        RunOut(retention);
        Assert.Equal(locked[1..], Kept());
        Locks.Take(Save(Detections.Accepted("sparrow", Morning.AddHours(1)), kilobytes: 400));
        RunOut(retention);
        Assert.Equal(2, _log.Warnings.Count);
    }

    [Fact]
    public void However_many_locked_are_the_oldest_a_step_finds_what_may_go()
    {
        for (int i = 0; i < 220; i++)
            Locks.Take(Save(Detections.Accepted("sparrow", Morning.AddMinutes(2 * i)), kilobytes: 0));
        StoredDetection young = _store.Add(Detections.Accepted("sparrow", Morning.AddDays(1)));
        _time.SetUtcNow(Morning.AddDays(400));
        _store.EndOverdue();

        // The row and its visit: more than a step's rows before them are locked.
        Assert.Equal(2, _store.TrimRows(Morning.AddDays(300), new NewestVisits([], [])));
        Assert.False(_store.InTransaction(database => RecordRows.IsKnown(database, young.Detection.Id)));
        Assert.Equal(0, _store.TrimRows(Morning.AddDays(300), new NewestVisits([], [])));
    }

    [Fact]
    public void A_lock_outlives_the_program_and_a_set_half_deleted_is_finished()
    {
        Guid[] saved = [.. Enumerable.Range(0, 2).Select(i => Save(Detections.Accepted("sparrow", Morning.AddMinutes(i))))];
        Locks.Take(saved[0]);
        _store.Dispose();
        _store = Open();

        // A kill in the middle of a deletion: the record goes first.
        foreach (string record in Directory.EnumerateFiles(_archive.Root, $"*_{saved[1]:N}.json", SearchOption.AllDirectories).ToArray())
            File.Delete(record);
        _time.SetUtcNow(Morning.AddDays(400));
        RunOut(Retention(Bounds()));

        Assert.Equal([saved[0]], Kept());
        Assert.Equal(4, Files().Count);
    }

    [Fact]
    public void The_picture_after_the_last_lock_is_refused_until_one_is_given_back()
    {
        Guid[] saved = [.. Enumerable.Range(0, PictureLocks.MostLocks + 1).Select(i => Add(Detections.Accepted("sparrow", Morning.AddSeconds(i))))];
        _store.InTransaction(database =>
        {
            foreach (Guid id in saved[..^1])
                LockRows.Add(database, id);
            return true;
        });
        Save(saved[^1]);

        Assert.Equal("1000 pictures are locked already: unlock one first", Locks.Take(saved[^1]));
        Assert.Null(Locks.Undo(saved[0]));
        Assert.Null(Locks.Take(saved[^1]));
        Assert.Null(Locks.Take(saved[^1]));
        Assert.Equal(PictureLocks.MostLocks, _store.InTransaction(LockRows.Count));
    }

    [Fact]
    public void What_is_not_kept_cannot_be_locked_nor_unlocked_what_is_not_locked()
    {
        Guid bare = Add(Detections.Accepted("sparrow", Morning));

        Assert.Contains("not kept", Locks.Take(bare), StringComparison.Ordinal);
        Assert.Contains("not kept", Locks.Take(Guid.CreateVersion7()), StringComparison.Ordinal);
        Assert.Contains("not locked", Locks.Undo(bare), StringComparison.Ordinal);
        Assert.Equal(0, _store.InTransaction(LockRows.Count));
    }

    [Fact]
    public async Task Nobody_is_told_that_a_picture_is_locked_while_it_is_being_deleted()
    {
        PictureLocks locks = Locks;
        Guid saved = Save(Detections.Accepted("sparrow", Morning));
        using var asked = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<bool> deleting = Task.Run(
            () => locks.Hold(locked =>
            {
                asked.Set();
                mayEnd.Wait(stop);
                foreach (string file in Directory.GetFiles(_archive.Root, "*", SearchOption.AllDirectories))
                    File.Delete(file);
                return locked.Contains(saved);
            }),
            stop);
        asked.Wait(stop);
        Task<string?> locking = Task.Run(() => locks.Take(saved), stop);
        mayEnd.Set();

        Assert.False(await deleting);
        Assert.Contains("not kept", await locking, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_of_before_the_locks_is_taken_up_with_all_that_is_in_it()
    {
        Guid old = Save(Detections.Accepted("sparrow", Morning));
        _store.InTransaction(database => database.Execute("DROP TABLE locks; PRAGMA user_version = 6"));
        _store.Dispose();
        _store = Open();

        Assert.Null(Locks.Take(old));
        Assert.Equal([old], _store.InTransaction(LockRows.All));
    }

    private static StoreOptions Bounds(int megabytes = 4096, int keepFree = 0) => new() { MaxMegabytes = megabytes, KeepFreeMegabytes = keepFree };

    private static void RunOut(Retention retention)
    {
        while (retention.Step() > 0)
        {
        }
    }

    private Guid Add(Detection detection) => _store.Add(detection with { Image = new ImageEvidence(new string('9', 64), 32, 24) }).Detection.Id;

    private Guid Save(Detection detection, int kilobytes = 1)
    {
        Guid id = Add(detection);
        Save(id, kilobytes);
        return id;
    }

    private void Save(Guid id, int kilobytes = 1)
    {
        Detection detection = _store.InTransaction(database => RecordRows.Find(database, id))!;
        var pictures = new KeptPictures(new byte[kilobytes * 512], new byte[kilobytes * 256], new byte[kilobytes * 256]);
        Assert.Equal(PictureOutcome.Saved, _archive.Save(new StoredDetection(detection, RecordJson.Write(detection), []), pictures).Outcome);
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(_archive.Root, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!)];

    private Guid[] Kept() => [.. Files().Select(name => PictureName.IdOf(PictureName.TryStem(name)!)).Distinct().OrderBy(id => id.ToString(), StringComparer.Ordinal)];

    private Retention Retention(StoreOptions options) => new(_archive, _store, Locks, options, new OutboxBounds(TimeSpan.FromDays(30), 1000), _time, _log);

    private SightingStore Open() => SightingStore.Open(new StoreSetup(_folder["state"], TimeSpan.FromSeconds(60), TimeZoneInfo.Utc, "boot", _time, _log));
}
