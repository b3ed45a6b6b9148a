using System.Globalization;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Tests.Capture;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Rejects;

public sealed class RejectFolderTests : IDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 1, 10, 8, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();
    private readonly RejectFolder _rejects;

    public RejectFolderTests() => _rejects = new RejectFolder(_folder.Path, Detections.Denver);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_the_reason_that_has_most_the_oldest_goes_first()
    {
        for (int i = 0; i < 3; i++)
            Save("plume", minute: i, kilobytes: 300);
        Save("too_small", minute: 3, kilobytes: 300);

        // 1.2 MB of the one that are allowed.
        Assert.Equal(["too_small", "plume", "plume"], _rejects.List().Select(kept => kept.Reject.Verdict));
        Assert.Equal(Morning.AddMinutes(1), _rejects.List()[^1].Reject.At);
        Assert.Equal("2026-01-10T01:01:00-07:00", _rejects.List()[^1].LocalTime.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Where_somebody_was_there_it_becomes_a_clip_that_the_bench_judges_a_gate_by()
    {
        string name = Save("plume", minute: 0);

        (string? clip, string? fault) = _rejects.Promote(name);

        Assert.Null(fault);
        Assert.Empty(_rejects.List());
        var notes = new List<string>();
        RecordedClip found = Assert.Single(ClipFolder.Find(Path.GetDirectoryName(clip!)!, fps: 5, notes));
        Assert.Empty(notes);
        Assert.Equal(ExpectedOf.Visits, found.Expectation.Expected);
        ExpectedVisit visit = Assert.Single(found.Expectation.Visits);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3.8)), (visit.From, visit.To));
        Assert.Equal("it is not kept any more", _rejects.Promote(name).Fault);
    }

    [Theory]
    [InlineData("../birbcam.db")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("20260110T080000000Z_plume/../20260110T080000000Z_plume")]
    [InlineData("20260110T080000000Z_plume\n")]
    public void No_other_name_meets_the_disk(string name)
    {
        Save("plume", minute: 0);

        Assert.Null(_rejects.Read(name, 0));
        Assert.False(_rejects.Forget(name));
        Assert.NotNull(_rejects.Promote(name).Fault);
        Assert.Single(_rejects.List());
    }

    [Fact]
    public void What_a_killed_run_left_is_removed_and_what_was_changed_by_hand_is_not_shown()
    {
        string spoilt = Save("plume", minute: 0);
        File.WriteAllText(Path.Combine(_folder.Path, RejectFolder.Name, spoilt, "reject.json"), "{");
        string half = Path.Combine(_folder.Path, RejectFolder.Name, ".writing");
        Directory.CreateDirectory(half);

        Assert.Empty(new RejectFolder(_folder.Path, Detections.Denver).List());
        Assert.False(Directory.Exists(half));
    }

    [Fact]
    public void Where_the_volume_is_nearly_full_nothing_is_written()
    {
        IOException full = Assert.Throws<IOException>(() => _rejects.Save(new Reject("plume", Morning, 0, 1, 5, 0, 0), [TestPictures.Jpeg(32, 24, seed: 1)], 1, keepFreeMegabytes: int.MaxValue));

        Assert.Contains("Store.KeepFreeMegabytes", full.Message, StringComparison.Ordinal);
        Assert.Empty(_rejects.List());
    }

    private string Save(string verdict, int minute, int kilobytes = 1)
    {
        ReadOnlyMemory<byte>[] pictures = [.. Enumerable.Range(0, 20).Select(i => (ReadOnlyMemory<byte>)TestPictures.Jpeg(32, 24, seed: i))];
        pictures[0] = new byte[kilobytes << 10];
        _rejects.Save(new Reject(verdict, Morning.AddMinutes(minute), 10, pictures.Length, 5, 0.01, 0.02), pictures, maxMegabytes: 1, keepFreeMegabytes: 0);
        return _rejects.List()[0].Name;
    }
}
