using System.Globalization;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Sightings.Reviews;

/// <summary>
/// Takes a person's word on a detection, wherever it was said: checks it, stores it with everything that follows from it, and writes it into the record
/// beside the picture. One for all who say something; any thread may call, and calls wait for each other, so that the last word is also the one in the file.
/// </summary>
/// <param name="known">Labels of the model, which are taken as they are.</param>
internal sealed class ReviewDesk(SightingStore store, PictureArchive archive, IReadOnlyList<string> known)
{
    private readonly Lock _gate = new();

    /// <summary>More animals than this are on no picture of a balcony.</summary>
    public const int MostLabels = 8;

    /// <summary>What a page shows at once, and one transaction of some 20 ms.</summary>
    public const int MostAtOnce = 24;

    /// <summary>Stores who a person says is on the picture: labels of the model or others, each once; none for nobody.</summary>
    /// <returns>The record as it is now; or in words why it was not taken.</returns>
    /// <exception cref="StoreException">Nothing was stored.</exception>
    public (Detection? Reviewed, string? Fault) Take(Guid id, IReadOnlyList<string> labels)
        => OnlyOne(Take([id], labels));

    /// <summary>The same of several pictures: of all of them, or of none.</summary>
    /// <returns>The records as they are now; or in words why nothing was taken.</returns>
    /// <exception cref="StoreException">Nothing was stored.</exception>
    public (IReadOnlyList<Detection> Reviewed, string? Fault) Take(IReadOnlyList<Guid> ids, IReadOnlyList<string> labels)
    {
        string[] said = [.. labels.Select(label => known.Contains(label) ? label : VisitorName.Normalise(label ?? "")).Distinct(StringComparer.Ordinal)];
        return FaultOf(said, known) is string fault ? ([], fault) : Say(ids, _ => null, all => store.Review(all, said));
    }

    /// <summary>Takes it back: the record asks for a person's word as it did before.</summary>
    /// <param name="revision">Of the record that is meant: one of which somebody has said more since is left as it is. Null for whatever it is now.</param>
    /// <inheritdoc cref="Take(Guid, IReadOnlyList{string})"/>
    public (Detection? Reviewed, string? Fault) Undo(Guid id, int? revision = null) => OnlyOne(Undo([id], revision is int one ? [one] : []));

    /// <param name="revisions">As of one, in the order of <paramref name="ids"/>; fewer where it is no matter.</param>
    /// <inheritdoc cref="Take(IReadOnlyList{Guid}, IReadOnlyList{string})"/>
    public (IReadOnlyList<Detection> Reviewed, string? Fault) Undo(IReadOnlyList<Guid> ids, IReadOnlyList<int> revisions)
        => Say(ids, all => FaultOfUndo(all, [.. ids.Zip(revisions)]), store.UndoReview);

    /// <summary>Why these are no labels, in one line; null where they are.</summary>
    /// <param name="known">Those that are labels in any case.</param>
    public static string? FaultOf(IReadOnlyList<string> labels, IReadOnlyList<string> known)
        => labels.Count > MostLabels
            ? string.Create(CultureInfo.InvariantCulture, $"at most {MostLabels} labels are taken")
            : labels.Except(known, StringComparer.Ordinal).Select(VisitorName.FaultOf).FirstOrDefault(fault => fault is not null);

    /// <summary>Of what is not there, whoever changes it tells.</summary>
    private string? FaultOfUndo(IReadOnlyList<Guid> ids, (Guid Id, int Revision)[] meant) => store.InTransaction(database =>
    {
        Detection[] now = [.. ids.Select(id => RecordRows.Find(database, id)).OfType<Detection>()];
        if (now.Any(one => meant.Any(word => word.Id == one.Id && word.Revision != one.Revision)))
            return "somebody has said more of it since: look at it again before you take that back";

        return now.Length < ids.Count || now.All(one => one.Review is not null) ? null
            : ids.Count == 1 ? "nobody has said who is on this picture: there is nothing to take back"
            : "of one of these pictures nobody has said who is on it: nothing was taken back";
    });

    private (IReadOnlyList<Detection> Reviewed, string? Fault) Say(
        IReadOnlyList<Guid> ids, Func<IReadOnlyList<Guid>, string?> faultOf, Func<IReadOnlyList<Guid>, IReadOnlyList<StoredDetection>> word)
    {
        Guid[] all = [.. ids.Distinct()];
        if (all.Length is 0 or > MostAtOnce)
            return ([], string.Create(CultureInfo.InvariantCulture, $"1 to {MostAtOnce} pictures are taken at once"));

        lock (_gate)
        {
            if (faultOf(all) is string fault)
                return ([], fault);

            IReadOnlyList<StoredDetection> stored = word(all);
            foreach (StoredDetection one in stored)
                archive.Amend(one);

            return stored is []
                ? ([], all.Length == 1 ? "there is no such detection; it may have been too old to be kept" : "one of these detections is not there; it may have been too old to be kept")
                : ([.. stored.Select(one => one.Detection)], null);
        }
    }

    private static (Detection? Reviewed, string? Fault) OnlyOne((IReadOnlyList<Detection> Reviewed, string? Fault) done) => (done.Reviewed.SingleOrDefault(), done.Fault);
}
