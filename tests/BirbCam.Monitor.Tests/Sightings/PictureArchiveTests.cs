using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Tests.Sightings;

public sealed class PictureArchiveTests : IDisposable
{
    private static readonly byte[] Clean = [1, 2, 3];
    private static readonly byte[] Panels = [4, 5];

    private static readonly byte[] Map = [6];
    private static readonly KeptPictures Pictures = new(Clean, Panels, Map);

    private readonly TestFolder _folder = new();
    private readonly LogLines _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_explained_detection_is_kept_as_four_files_that_belong_together()
    {
        StoredDetection stored = Stored("sparrow");
        PictureResult result = Archive().Save(stored, Pictures);

        string stem = Path.Combine(_folder["pictures"], "2026-10-04", $"20261004T131203412Z_sparrow_{stored.Detection.Id:N}");
        Assert.Equal((PictureOutcome.Saved, stem + ".jpg"), (result.Outcome, result.Path));
        Assert.Equal(Clean, File.ReadAllBytes(stem + ".jpg"));
        Assert.Equal(Panels, File.ReadAllBytes(stem + ".cam.jpg"));
        Assert.Equal(Map, File.ReadAllBytes(stem + ".npy"));
        Assert.Equal(stored.Payload, File.ReadAllText(stem + ".json"));
        Assert.Equal(4, Files().Length);
    }

    /// <summary>Pages are told of a visit before its pictures are there.</summary>
    [Fact]
    public void Who_waits_for_a_picture_is_told_when_all_of_it_is_there()
    {
        PictureArchive archive = Archive();
        var seen = new List<int>();
        archive.Added += () => seen.Add(Files().Length);
        archive.Save(Stored("sparrow"), Pictures);
        archive.Save(Stored("magpie"), Pictures);

        Assert.Equal([4, 8], seen);
    }

    [Theory]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("/", "label")]
    [InlineData("", "label")]
    [InlineData("..", "label")]
    [InlineData("a\0b\nc", "a-b-c")]
    [InlineData("Blue Jay (juvenile)", "blue-jay-juvenile")]
    [InlineData("Grünspecht", "gr-nspecht")]
    [InlineData("-rf", "rf")]
    public void A_hostile_label_is_only_a_name(string label, string name)
    {
        PictureResult result = Archive().Save(Stored(label), Pictures);

        Assert.Equal($"20261004T131203412Z_{name}", Path.GetFileName(result.Path)![..^37]);
        Assert.Equal(Path.Combine(_folder["pictures"], "2026-10-04"), Path.GetDirectoryName(result.Path));
    }

    [Fact]
    public void A_label_as_long_as_a_book_fits_into_a_file_name()
    {
        PictureResult result = Archive().Save(Stored(new string('x', 100_000)), Pictures);

        Assert.NotNull(PictureName.TryStem(Path.GetFileName(result.Path)!));
    }

    [Fact]
    public void Below_the_free_space_to_keep_nothing_is_written_and_it_is_counted_and_said_once()
    {
        PictureArchive archive = Archive(new StoreOptions { KeepFreeMegabytes = 100_000_000 });

        archive.Added += () => Assert.Fail("there is none");
        Assert.Equal(PictureOutcome.NoSpace, archive.Save(Stored("sparrow"), Pictures).Outcome);
        Assert.Equal(PictureOutcome.NoSpace, archive.Save(Stored("sparrow"), Pictures).Outcome);
        Assert.Equal((0, 2), (archive.Saved, archive.Refused));
        Assert.Empty(Files());
        Assert.Contains("KeepFreeMegabytes", Assert.Single(_log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_fills_up_in_the_middle_leaves_no_half_set()
    {
        using var disk = SmallDisk.Mount(_folder["disk"], megabytes: 2);
        PictureArchive archive = new(_folder["disk"], new StoreOptions { KeepFreeMegabytes = 0 }, _log);

        Assert.Equal(PictureOutcome.Refused, archive.Save(Stored("sparrow"), new KeptPictures(new byte[1_000_000], new byte[500_000], new byte[1_500_000])).Outcome);
        Assert.Empty(Directory.EnumerateFiles(_folder["disk"], "*", SearchOption.AllDirectories));
        Assert.Equal(PictureOutcome.Saved, archive.Save(Stored("sparrow"), Pictures).Outcome);
        Assert.Equal((1, 1), (archive.Saved, archive.Refused));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused_not_thrown()
    {
        File.WriteAllText(_folder["pictures"], "in the way");

        Assert.Equal(PictureOutcome.Refused, Archive().Save(Stored("sparrow"), Pictures).Outcome);
    }

    [Fact]
    public void What_a_killed_run_left_half_written_is_removed_at_the_start()
    {
        string left = Path.Combine(Path.GetDirectoryName(Archive().Save(Stored("sparrow"), Pictures).Path)!, ".writing-x.jpg");
        File.WriteAllBytes(left, Clean);
        Archive();

        Assert.False(File.Exists(left));
        Assert.Equal(4, Files().Length);
    }

    private static StoredDetection Stored(string label)
    {
        Detection detection = Detections.Accepted(label, Detections.Morning);
        return new StoredDetection(detection, RecordJson.Write(detection), []);
    }

    private string[] Files() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);

    private PictureArchive Archive(StoreOptions? options = null)
        => new(_folder.Path, options ?? new StoreOptions { KeepFreeMegabytes = 0 }, _log);
}
