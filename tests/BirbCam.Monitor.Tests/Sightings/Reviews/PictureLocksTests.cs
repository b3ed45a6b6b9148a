using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Tests.Sightings.Reviews;

/// <summary>What a person has locked stays, and everything around it goes as before: real files, a real store.</summary>
public sealed class PictureLocksTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly PictureStore _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Age_takes_the_neighbours_of_a_locked_picture_and_not_it_nor_its_row_nor_its_visit()
    {
        Guid[] saved = [.. Enumerable.Range(0, 3).Select(i => _pictures.Save(Detections.Accepted("sparrow", Morning.AddMinutes(5 * i))))];
        Assert.Null(_pictures.Locks.Take(saved[1]));
        _pictures.Time.SetUtcNow(Morning.AddDays(400));
        _pictures.Store.EndOverdue();
        PictureStore.RunOut(_pictures.Retention(Bounds()));

        Assert.Equal([saved[1]], _pictures.Kept());
        Assert.Equal(4, _pictures.Files().Count);
        var pages = new SightingPages(_pictures.State, ["sparrow"], TimeZoneInfo.Utc, _pictures.Time);
        Assert.Equal([null, saved[1], null], saved.Select(id => pages.Find(id)?.Id));
        Assert.Equal([saved[1]], pages.Timeline(new DateOnly(2026, 10, 4), 1).Events.Select(visit => pages.PicturesOf(visit.Id).Single().Id));

        Assert.Null(_pictures.Locks.Undo(saved[1]));
        PictureStore.RunOut(_pictures.Retention(Bounds()));
        Assert.Empty(_pictures.Kept());
        Assert.Null(pages.Find(saved[1]));
    }

    [Fact]
    public void Want_of_room_goes_around_a_locked_picture_though_others_wait_for_a_person()
    {
        Guid[] saved = [.. Enumerable.Range(0, 6).Select(i => _pictures.Save(Detections.Unsure("sparrow", Morning.AddDays(i / 3).AddSeconds(i)), kilobytes: 400))];
        _pictures.Store.Review(saved[0], ["sparrow"]);
        _pictures.Locks.Take(saved[0]);
        PictureStore.RunOut(_pictures.Retention(Bounds(megabytes: 1)));

        // 2.3 MiB: four have to go; the one that a person has seen is the oldest, would go first, and is locked.
        Assert.Equal([saved[0], saved[5]], _pictures.Kept());
        Assert.Empty(_pictures.Log.Warnings);
    }

    [Fact]
    public void Want_of_free_space_takes_everything_but_the_locked()
    {
        Guid[] saved = [.. Enumerable.Range(0, 3).Select(i => _pictures.Save(Detections.Accepted("sparrow", Morning.AddMinutes(i))))];
        _pictures.Locks.Take(saved[2]);
        PictureStore.RunOut(_pictures.Retention(Bounds(keepFree: 100_000_000)));

        Assert.Equal([saved[2]], _pictures.Kept());
    }

    [Fact]
    public void Where_the_locked_alone_are_too_many_one_line_says_it_and_the_new_go()
    {
        Guid[] locked = [.. Enumerable.Range(0, 3).Select(i => _pictures.Save(Detections.Accepted("sparrow", Morning.AddMinutes(i)), kilobytes: 400))];
        foreach (Guid id in locked)
            Assert.Null(_pictures.Locks.Take(id));
        Retention retention = _pictures.Retention(Bounds(megabytes: 1));
        for (int i = 3; i < 6; i++)
        {
            _pictures.Save(Detections.Accepted("sparrow", Morning.AddMinutes(i)), kilobytes: 1);
            PictureStore.RunOut(retention);
            Assert.Equal(locked, _pictures.Kept());
        }

        Assert.Contains("Locked pictures alone take 1 MB", Assert.Single(_pictures.Log.Warnings), StringComparison.Ordinal);

        // When it was over, and comes again, it is said again.
        _pictures.Locks.Undo(locked[0]);
        PictureStore.RunOut(retention);
        Assert.Equal(locked[1..], _pictures.Kept());
        _pictures.Locks.Take(_pictures.Save(Detections.Accepted("sparrow", Morning.AddHours(1)), kilobytes: 400));
        PictureStore.RunOut(retention);
        Assert.Equal(2, _pictures.Log.Warnings.Count);
    }

    [Fact]
    public void However_many_locked_are_the_oldest_a_step_finds_what_may_go()
    {
        for (int i = 0; i < 220; i++)
            _pictures.Locks.Take(_pictures.Save(Detections.Accepted("sparrow", Morning.AddMinutes(2 * i)), kilobytes: 0));
        StoredDetection young = _pictures.Store.Add(Detections.Accepted("sparrow", Morning.AddDays(1)));
        _pictures.Time.SetUtcNow(Morning.AddDays(400));
        _pictures.Store.EndOverdue();

        // The row and its visit: more than a step's rows before them are locked.
        Assert.Equal(2, _pictures.Store.TrimRows(Morning.AddDays(300), new NewestVisits([], [])));
        Assert.False(_pictures.Store.InTransaction(database => RecordRows.IsKnown(database, young.Detection.Id)));
        Assert.Equal(0, _pictures.Store.TrimRows(Morning.AddDays(300), new NewestVisits([], [])));
    }

    [Fact]
    public void A_lock_outlives_the_program_and_a_set_half_deleted_is_finished()
    {
        Guid[] saved = [.. Enumerable.Range(0, 2).Select(i => _pictures.Save(Detections.Accepted("sparrow", Morning.AddMinutes(i))))];
        _pictures.Locks.Take(saved[0]);
        _pictures.Reopen();

        // A kill in the middle of a deletion: the record goes first.
        foreach (string record in Directory.EnumerateFiles(_pictures.Archive.Root, $"*_{saved[1]:N}.json", SearchOption.AllDirectories).ToArray())
            File.Delete(record);
        _pictures.Time.SetUtcNow(Morning.AddDays(400));
        PictureStore.RunOut(_pictures.Retention(Bounds()));

        Assert.Equal([saved[0]], _pictures.Kept());
        Assert.Equal(4, _pictures.Files().Count);
    }

    [Fact]
    public void The_picture_after_the_last_lock_is_refused_until_one_is_given_back()
    {
        Guid[] saved = [.. Enumerable.Range(0, PictureLocks.MostLocks + 1).Select(i => _pictures.Add(Detections.Accepted("sparrow", Morning.AddSeconds(i))))];
        _pictures.Store.InTransaction(database =>
        {
            foreach (Guid id in saved[..^1])
                LockRows.Add(database, id);
            return true;
        });
        _pictures.SaveFiles(_pictures.Store.InTransaction(database => RecordRows.Find(database, saved[^1]))!);

        Assert.Equal("1000 pictures are locked already: unlock one first", _pictures.Locks.Take(saved[^1]));
        Assert.Null(_pictures.Locks.Undo(saved[0]));
        Assert.Null(_pictures.Locks.Take(saved[^1]));
        Assert.Null(_pictures.Locks.Take(saved[^1]));
        Assert.Equal(PictureLocks.MostLocks, _pictures.Store.InTransaction(LockRows.Count));
    }

    [Fact]
    public void What_is_not_kept_cannot_be_locked_nor_unlocked_what_is_not_locked()
    {
        Guid bare = _pictures.Add(Detections.Accepted("sparrow", Morning));

        Assert.Contains("not kept", _pictures.Locks.Take(bare), StringComparison.Ordinal);
        Assert.Contains("not kept", _pictures.Locks.Take(Guid.CreateVersion7()), StringComparison.Ordinal);
        Assert.Contains("not locked", _pictures.Locks.Undo(bare), StringComparison.Ordinal);
        Assert.Equal(0, _pictures.Store.InTransaction(LockRows.Count));
    }

    [Fact]
    public async Task Nobody_is_told_that_a_picture_is_locked_while_it_is_being_deleted()
    {
        PictureLocks locks = _pictures.Locks;
        Guid saved = _pictures.Save(Detections.Accepted("sparrow", Morning));
        using var asked = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<bool> deleting = Task.Run(
            () => locks.Hold(locked =>
            {
                asked.Set();
                mayEnd.Wait(stop);
                foreach (string file in Directory.GetFiles(_pictures.Archive.Root, "*", SearchOption.AllDirectories))
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
        Guid old = _pictures.Save(Detections.Accepted("sparrow", Morning));
        _pictures.Store.InTransaction(database => database.Execute("DROP TABLE locks; PRAGMA user_version = 6"));
        _pictures.Reopen();

        Assert.Null(_pictures.Locks.Take(old));
        Assert.Equal([old], _pictures.Store.InTransaction(LockRows.All));
    }

    private static StoreOptions Bounds(int megabytes = 4096, int keepFree = 0) => new() { MaxMegabytes = megabytes, KeepFreeMegabytes = keepFree };
}
