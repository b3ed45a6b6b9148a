using System.Diagnostics;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Sightings;

/// <summary>Kills, damage, full disks: what the store keeps all the same.</summary>
public sealed class StoreDurabilityTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Morning);
    private readonly LogLines _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_added_is_in_the_file_before_the_store_is_closed()
    {
        using SightingStore store = Open();
        StoredDetection stored = store.Add(Detections.Accepted("sparrow", Morning));

        // The state that a kill at this moment would leave: the file and its journal, no clean close.
        using var copy = new TestFolder();
        foreach (string ending in (string[])["", "-wal"])
            File.Copy(_folder["birbcam.db" + ending], copy["birbcam.db" + ending]);

        using SightingStore resumed = Open(directory: copy.Path);
        Assert.Equal([stored.Payload], Owed(resumed, OutboxKinds.Detection));
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public void After_a_kill_damage_is_found_at_the_start_even_where_the_start_does_not_read()
    {
        using (SightingStore store = Open())
        {
            for (int i = 0; i < 300; i++)
                store.Add(Detections.Unsure("sparrow", Morning.AddSeconds(i)));
        }

        // The last pages hold payloads of detections, which nobody reads at the start; the journal tells of the kill.
        using (FileStream file = File.OpenWrite(_folder["birbcam.db"]))
        {
            file.Position = file.Length - 40_000;
            file.Write(new byte[36_000]);
        }

        File.WriteAllBytes(_folder["birbcam.db-wal"], []);
        using SightingStore next = Open();
        Assert.Equal(0, next.CountUnpublished());
        Assert.Contains("damaged", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_database_is_moved_aside_and_a_new_one_begun(bool damagedAtItsHead)
    {
        using (SightingStore store = Open())
            store.Add(Detections.Accepted("sparrow", Morning));

        Damage(_folder["birbcam.db"], damagedAtItsHead);
        byte[] damaged = File.ReadAllBytes(_folder["birbcam.db"]);

        using SightingStore next = Open();
        StoredDetection stored = next.Add(Detections.Accepted("sparrow", Morning.AddHours(1)));
        Assert.Equal([stored.Payload], Owed(next, OutboxKinds.Detection));
        string aside = _folder["birbcam.db.corrupt-20261004T131203Z"];
        Assert.Contains(aside, Assert.Single(_log.Warnings), StringComparison.Ordinal);
        Assert.Equal(damaged.Length, new FileInfo(aside).Length);
    }

    [Fact]
    public void A_database_that_is_damaged_while_it_is_in_use_costs_no_detection_that_comes_after()
    {
        using SightingStore store = Open();
        for (int i = 0; i < 300; i++)
            store.Add(Detections.Accepted("sparrow", Morning.AddSeconds(i)));

        // The journal goes back into the file, then every page but the first is overwritten behind SQLite's back.
        using (var outside = new SqliteConnection($"Data Source={_folder["birbcam.db"]};Pooling=False"))
        {
            outside.Open();
            using SqliteCommand checkpoint = outside.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE); CREATE TABLE makes_others_read_again (x)";
            checkpoint.ExecuteNonQuery();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            checkpoint.ExecuteNonQuery();
            Damage(_folder["birbcam.db"], atItsHead: false);
        }

        StoredDetection stored = store.Add(Detections.Accepted("sparrow", Morning.AddSeconds(301)));
        Assert.Equal([stored.Payload], Owed(store, OutboxKinds.Detection));
        Assert.Equal(301, Assert.Single(stored.Changed).Detections);
        Assert.Single(_log.Warnings);
    }

    [Fact]
    public void A_second_process_is_told_that_the_store_is_in_use()
    {
        using SightingStore store = Open();

        Assert.Contains("another birbcam", Assert.Throws<StoreException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_of_a_newer_version_is_left_alone()
    {
        using (Open())
        {
        }

        using (var outside = new SqliteConnection($"Data Source={_folder["birbcam.db"]};Pooling=False"))
        {
            outside.Open();
            using SqliteCommand command = outside.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Contains("newer birbcam", Assert.Throws<StoreException>(() => Open()).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*corrupt*"));
    }

    [Fact]
    public void A_folder_that_is_a_file_is_one_sentence()
    {
        File.WriteAllText(_folder["taken"], "");

        Assert.Contains("cannot be made", Assert.Throws<StoreException>(() => Open(directory: _folder["taken"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_said_and_the_store_goes_on_when_there_is_room_again()
    {
        using var disk = SmallDisk.Mount(_folder["disk"], megabytes: 2);
        using SightingStore store = Open(directory: _folder["disk"]);
        StoredDetection first = store.Add(Detections.Accepted("sparrow", Morning));
        disk.Fill();

        var failed = Assert.Throws<StoreException>(() =>
        {
            for (int i = 0; i < 3000; i++)
                store.Add(Detections.Unsure("sparrow", Morning.AddSeconds(10 + i)));
        });
        Assert.Contains(_folder["disk"], failed.Message, StringComparison.Ordinal);

        disk.MakeRoom();
        int owed = store.CountUnpublished();
        StoredDetection later = store.Add(Detections.Accepted("magpie", Morning.AddHours(1)));
        Assert.True(store.CountUnpublished() > owed);
        Assert.Equal(later.Payload, store.LastAccepted());
        Assert.NotEqual(first.Payload, later.Payload);
    }

    /// <summary>Run by <see cref="A_kill_takes_back_nothing_that_was_acknowledged"/> in a process of its own, which is killed.</summary>
    [Fact(Explicit = true)]
    public void Writes_until_it_is_killed()
    {
        string directory = Environment.GetEnvironmentVariable("BIRBCAM_TEST_STORE") ?? throw new InvalidOperationException("BIRBCAM_TEST_STORE names no folder");
        using SightingStore store = Open(directory: directory);
        using var acknowledged = new StreamWriter(Path.Combine(directory, "acknowledged"));
        for (int i = 0; ; i++)
        {
            acknowledged.WriteLine(store.Add(Detections.Accepted($"label-{i % 7}", Morning.AddSeconds(i))).Detection.Id);
            acknowledged.Flush();
        }
    }

    [Fact]
    public async Task A_kill_takes_back_nothing_that_was_acknowledged()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using Process writer = OwnProcess.Start(nameof(Writes_until_it_is_killed), ("BIRBCAM_TEST_STORE", _folder.Path), ("TMPDIR", _folder.Path));
        try
        {
            string list = _folder["acknowledged"];
            while (!File.Exists(list) || new FileInfo(list).Length < 100 * 37)
            {
                Assert.False(writer.HasExited, "the writer ended by itself");
                await Task.Delay(20, stop);
            }
        }
        finally
        {
            writer.Kill(entireProcessTree: true);
            await writer.WaitForExitAsync(stop);
        }

        // The last line may have been cut by the kill.
        Guid[] acknowledged = [.. File.ReadAllLines(_folder["acknowledged"]).Where(line => line.Length == 36).Select(Guid.Parse)];
        using SightingStore store = Open();
        HashSet<Guid> kept = [.. store.TakeUnpublished(int.MaxValue).Where(item => item.Kind == OutboxKinds.Detection).Select(item => item.Id)];
        Assert.True(acknowledged.Length >= 99);
        Assert.All(acknowledged, id => Assert.Contains(id, kept));
        Assert.Empty(_log.Warnings);
    }

    private static IEnumerable<string> Owed(SightingStore store, OutboxKinds kind)
        => store.TakeUnpublished(int.MaxValue).Where(item => item.Kind == kind).Select(item => item.Payload);

    private static void Damage(string path, bool atItsHead)
    {
        using FileStream file = File.OpenWrite(path);
        byte[] noise = new byte[atItsHead ? 512 : file.Length - 4096];
        new Random(1).NextBytes(noise);
        file.Position = atItsHead ? 0 : 4096;
        file.Write(noise);
    }

    private SightingStore Open(string bootId = "boot-1", string? directory = null)
        => SightingStore.Open(new StoreSetup(directory ?? _folder.Path, TimeSpan.FromSeconds(60), Detections.Denver, bootId, _time, _log));
}
