using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Sightings;

/// <summary>A real store with real files beside it, and what takes from both, on a clock of the test's own that begins with <see cref="Detections.Morning"/>.</summary>
internal sealed class PictureStore : IDisposable
{
    public PictureStore()
    {
        Store = Open();
        Archive = new PictureArchive(State, new StoreOptions { KeepFreeMegabytes = 0 }, Log);
    }

    public TestFolder Folder { get; } = new();

    public LogLines Log { get; } = new();

    public FakeTimeProvider Time { get; } = new(Detections.Morning);

    public SightingStore Store { get; private set; }

    public PictureArchive Archive { get; }

    public PictureLocks Locks => new(Store, Archive);

    public string State => Folder["state"];

    /// <summary>As a program does that was ended and started again.</summary>
    public void Reopen()
    {
        Store.Dispose();
        Store = Open();
    }

    /// <summary>The row alone, which says that there is a picture.</summary>
    public Guid Add(Detection detection) => AddRow(detection).Id;

    /// <summary>Row and files.</summary>
    public Guid Save(Detection detection, int kilobytes = 1)
    {
        Detection added = AddRow(detection);
        SaveFiles(added, kilobytes);
        return added.Id;
    }

    /// <summary>The files alone: picture, panels, map and the record beside them.</summary>
    /// <param name="kilobytes">Of the first three together.</param>
    public void SaveFiles(Detection detection, int kilobytes = 1)
    {
        var pictures = new KeptPictures(new byte[kilobytes * 512], new byte[kilobytes * 256], new byte[kilobytes * 256]);
        Assert.Equal(PictureOutcome.Saved, Archive.Save(new StoredDetection(detection, RecordJson.Write(detection), []), pictures).Outcome);
    }

    public Retention Retention(StoreOptions options, OutboxBounds? outbox = null)
        => new(Archive, Store, Locks, options, outbox ?? new OutboxBounds(TimeSpan.FromDays(30), 1000), Time, Log);

    public static void RunOut(Retention retention)
    {
        while (retention.Step() > 0)
        {
        }
    }

    /// <summary>Names, without their folders.</summary>
    public List<string> Files() => [.. Directory.EnumerateFiles(Archive.Root, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!)];

    /// <summary>Whose pictures there are, the first that was made first.</summary>
    public Guid[] Kept() => [.. Files().Select(name => PictureName.IdOf(PictureName.TryStem(name)!)).Distinct().Order()];

    public void Dispose()
    {
        Store.Dispose();
        Folder.Dispose();
    }

    private Detection AddRow(Detection detection) => Store.Add(detection with { Image = new ImageEvidence(new string('9', 64), 32, 24) }).Detection;

    private SightingStore Open() => SightingStore.Open(new StoreSetup(State, TimeSpan.FromSeconds(60), TimeZoneInfo.Utc, "boot", Time, Log));
}
