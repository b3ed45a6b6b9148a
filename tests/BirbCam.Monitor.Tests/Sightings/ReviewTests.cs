using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Sightings.Votes;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Sightings;

public sealed class ReviewTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;
    private static readonly string[] Labels = ["chickadee", "sparrow"];

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Morning);
    private readonly LogLines _log = new();
    private readonly PictureArchive _archive;
    private SightingStore _store;

    public ReviewTests()
    {
        _store = Open();
        _archive = new PictureArchive(_folder["state"], new StoreOptions { KeepFreeMegabytes = 0 }, _log);
    }

    private ReviewDesk Desk => new(_store, _archive, Labels);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("accepted", "sparrow", ReviewVerdict.Confirmed)]
    [InlineData("accepted", "sparrow,magpie", ReviewVerdict.Relabelled)]
    [InlineData("accepted", "raccoon", ReviewVerdict.Relabelled)]
    [InlineData("accepted", "", ReviewVerdict.Rejected)]
    [InlineData("low_confidence", "sparrow", ReviewVerdict.Confirmed)]
    [InlineData("none", "", ReviewVerdict.Confirmed)]
    [InlineData("none", "sparrow", ReviewVerdict.Relabelled)]
    [InlineData("unknown", "", ReviewVerdict.Rejected)]
    [InlineData("rejected_background", "", ReviewVerdict.Confirmed)]
    [InlineData("rejected_background", "sparrow", ReviewVerdict.Relabelled)]
    internal void A_word_confirms_corrects_or_rejects(string decision, string said, ReviewVerdict expected)
    {
        Detection detection = Detections.Of(Enum.GetValues<Decision>().Single(one => Decisions.WordOf(one) == decision), Morning, 0.8, "sparrow");

        Assert.Equal(expected, Review.Of(detection, said.Split(',', StringSplitOptions.RemoveEmptyEntries), Morning).Verdict);
    }

    [Fact]
    public void A_review_is_a_new_revision_of_the_record_and_is_owed_to_the_broker()
    {
        StoredDetection unsure = _store.Add(Detections.Unsure("sparrow", Morning));
        _store.MarkPublished(_store.TakeUnpublished(10));
        (Detection? reviewed, string? fault) = Desk.Take(unsure.Detection.Id, ["sparrow", "sparrow"]);

        Assert.Null(fault);
        Assert.Equal((2, false, ReviewVerdict.Confirmed, Morning), (reviewed!.Revision, reviewed.NeedsReview, reviewed.Review!.Verdict, reviewed.Review.At));
        Assert.Equal(["sparrow"], reviewed.Review.Labels);
        Assert.Equal(Decision.LowConfidence, reviewed.Decision);
        Assert.Equal(2, reviewed.Seq);
        Assert.Equal(RecordJson.Write(reviewed), Assert.Single(_store.TakeUnpublished(10), item => item.Kind == OutboxKinds.Detection).Payload);
        Assert.Equal(0, _store.Tally(Labels).Review.Pending);
    }

    [Fact]
    public void A_visit_that_a_person_confirms_counts_and_is_published()
    {
        StoredDetection unsure = _store.Add(Detections.Unsure("sparrow", Morning));
        Assert.Equal(0, Today("sparrow"));
        Desk.Take(unsure.Detection.Id, ["sparrow"]);

        Assert.Equal(1, Today("sparrow"));
        Assert.Equal((ReviewVerdict.Confirmed, Verdict.Accepted, false), (Owed().Review, Owed().Verdict, Owed().Ended));
        _store.Add(Detections.Accepted("sparrow", Morning.AddSeconds(5)));
        Assert.Equal((1, 2), (Today("sparrow"), Owed().Detections));
    }

    [Fact]
    public void A_visit_of_somebody_else_moves_to_that_label_and_is_over()
    {
        StoredDetection wrong = _store.Add(Detections.Accepted("chickadee", Morning));
        Desk.Take(wrong.Detection.Id, ["sparrow"]);

        Assert.Equal((0, 1), (Today("chickadee"), Today("sparrow")));
        Assert.Equal(("sparrow", ReviewVerdict.Relabelled, true), (Owed().Label, Owed().Review, Owed().Ended));
        Assert.Null(_store.FindOpen("chickadee", Morning));
        Assert.False(_store.Tally(Labels).Labels[0].Present);
    }

    [Fact]
    public void A_visit_of_nobody_no_longer_counts_and_is_not_the_last_one()
    {
        string real = _store.Add(Detections.Accepted("sparrow", Morning)).Payload;
        StoredDetection soil = _store.Add(Detections.Accepted("chickadee", Morning.AddSeconds(30)));
        Assert.Equal(soil.Payload, _store.LastAccepted());
        Desk.Take(soil.Detection.Id, []);

        Assert.Equal((0, 1), (Today("chickadee"), Today("sparrow")));
        Assert.Equal(real, _store.LastAccepted());
        Assert.Equal((Verdict.Rejected, true), (Owed().Verdict, Owed().Ended));
    }

    [Fact]
    public void A_correction_of_an_old_detection_does_not_make_it_the_last_one()
    {
        StoredDetection old = _store.Add(Detections.Accepted("sparrow", Morning));
        string newest = _store.Add(Detections.Accepted("sparrow", Morning.AddMinutes(5))).Payload;
        Desk.Take(old.Detection.Id, ["sparrow"]);

        Assert.Equal(newest, _store.LastAccepted());
    }

    [Fact]
    public void What_was_undone_asks_for_a_person_again_and_counts_as_before()
    {
        StoredDetection unsure = _store.Add(Detections.Unsure("sparrow", Morning));
        Desk.Take(unsure.Detection.Id, ["sparrow"]);
        _store.MarkPublished(_store.TakeUnpublished(10));
        Detection again = Desk.Undo(unsure.Detection.Id).Reviewed!;

        Assert.Equal((3, true, null), (again.Revision, again.NeedsReview, again.Review));
        Assert.Equal((0, 1), (Today("sparrow"), _store.Tally(Labels).Review.Pending));

        // Who was told that somebody came is told that it is not known any more.
        Assert.Equal((Verdict.Unsure, null), (Owed().Verdict, Owed().Review));
    }

    [Fact]
    public void The_last_word_holds()
    {
        StoredDetection wrong = _store.Add(Detections.Accepted("chickadee", Morning));
        Desk.Take(wrong.Detection.Id, []);
        Desk.Take(wrong.Detection.Id, ["chickadee"]);

        Assert.Equal(1, Today("chickadee"));
        Assert.Equal((ReviewVerdict.Confirmed, "chickadee"), (Owed().Review, Owed().Label));
    }

    [Fact]
    public void A_review_outlives_the_program()
    {
        StoredDetection wrong = _store.Add(Detections.Accepted("chickadee", Morning));
        Desk.Take(wrong.Detection.Id, ["sparrow"]);
        _store.Dispose();
        _store = Open();

        Assert.Equal((0, 1), (Today("chickadee"), Today("sparrow")));
        Assert.Equal("chickadee", Desk.Undo(wrong.Detection.Id).Reviewed!.Labels[0]);
        Assert.Equal((1, 0), (Today("chickadee"), Today("sparrow")));
    }

    [Fact]
    public void The_record_beside_the_picture_says_it_too_and_one_that_is_gone_does_not_come_back()
    {
        StoredDetection kept = _store.Add(Detections.Unsure("sparrow", Morning));
        string path = Path.ChangeExtension(_archive.Save(kept, new KeptPictures([0xFF, 0xD8], null, null)).Path!, ".json");
        Detection reviewed = Desk.Take(kept.Detection.Id, []).Reviewed!;
        Assert.Equal(RecordJson.Write(reviewed), File.ReadAllText(path));

        File.Delete(path);
        Desk.Undo(kept.Detection.Id);
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("", "1 to 40")]
    [InlineData("spar/row", "1 to 40")]
    [InlineData("label/+/#", "1 to 40")]
    [InlineData("spar\u0000row", "1 to 40")]
    [InlineData("'sparrow", "1 to 40")]
    [InlineData("\u0301sparrow", "1 to 40")]
    [InlineData("\ud800sparrow", "1 to 40")]
    [InlineData("nobody", "'nobody' is no visitor's name: where nobody is there say so by no label at all")]
    [InlineData(" NONE ", "'none' is no visitor's name")]
    [InlineData("unknown", "for somebody whom you do not know say what you see, as bird")]
    [InlineData("<b>", "1 to 40")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmno", "1 to 40")]
    [InlineData("a,b,c,d,e,f,g,h,i", "at most 8")]
    public void What_is_no_label_is_not_taken(string labels, string fault)
    {
        StoredDetection stored = _store.Add(Detections.Unsure("sparrow", Morning));

        Assert.Contains(fault, Desk.Take(stored.Detection.Id, labels.Split(',')).Fault, StringComparison.Ordinal);
        Assert.Equal(1, _store.Tally(Labels).Review.Pending);
    }

    [Theory]
    [InlineData("cooper's hawk", "cooper's hawk")]
    [InlineData("Cooper’s  Hawk ", "cooper’s hawk")]
    [InlineData("गौरैया", "गौरैया")]
    [InlineData("สวัสดี", "สวัสดี")]
    [InlineData("කුරුල්\u200dලා", "කුරුල්\u200dලා")]
    [InlineData("𞤷𞤮𞤤𞥆𞤭", "𞤷𞤮𞤤𞥆𞤭")]
    [InlineData("MÉSANGE bleue", "mésange bleue")]
    [InlineData("Blue Jay (Adult)", "Blue Jay (Adult)")]
    public void A_visitor_is_called_as_people_call_it_in_any_language(string said, string name)
    {
        StoredDetection stored = _store.Add(Detections.Unsure("sparrow", Morning));

        Assert.Equal([name], new ReviewDesk(_store, _archive, ["Blue Jay (Adult)"]).Take(stored.Detection.Id, [said, said]).Reviewed!.Review!.Labels);
        Assert.Equal(name, Owed().Label);
    }

    [Fact]
    public void Where_nobody_has_said_anything_there_is_nothing_to_take_back_and_nothing_changes()
    {
        Guid[] ids = [.. Enumerable.Range(0, 2).Select(i => _store.Add(Detections.Unsure("sparrow", Morning.AddMinutes(5 * i))).Detection.Id)];
        Desk.Take(ids[0], []);
        _store.WaiveOutbox();

        Assert.Contains("there is nothing to take back", Desk.Undo(ids[1]).Fault, StringComparison.Ordinal);
        Assert.Contains("nothing was taken back", Desk.Undo(ids, []).Fault, StringComparison.Ordinal);
        Assert.Equal(0, _store.CountUnpublished());
    }

    [Fact]
    public void A_newer_word_is_not_taken_back_with_the_one_that_was_meant()
    {
        Guid id = _store.Add(Detections.Unsure("sparrow", Morning)).Detection.Id;
        int mine = Desk.Take(id, []).Reviewed!.Revision;
        int newer = Desk.Take(id, ["sparrow"]).Reviewed!.Revision;

        Assert.Contains("somebody has said more of it since", Desk.Undo(id, mine).Fault, StringComparison.Ordinal);
        Assert.Contains("somebody has said more of it since", Desk.Undo([id], [mine]).Fault, StringComparison.Ordinal);
        Assert.Null(Desk.Undo(id, newer).Reviewed!.Review);
    }

    [Fact]
    public void Of_a_detection_that_is_not_there_nothing_is_taken()
        => Assert.Contains("no such detection", Desk.Take(Guid.CreateVersion7(), ["sparrow"]).Fault, StringComparison.Ordinal);

    private int Today(string label) => _store.Tally(Labels).Labels[Array.IndexOf(Labels, label)].Today;

    /// <summary>The newest sighting that waits for the broker.</summary>
    private Sighting Owed() => RecordJson.ReadSightingChange(_store.TakeUnpublished(10, OutboxKinds.Sighting)[^1].Payload).Sighting;

    private SightingStore Open() => SightingStore.Open(new StoreSetup(_folder["state"], TimeSpan.FromSeconds(60), Detections.Denver, "boot-1", _time, _log));
}
