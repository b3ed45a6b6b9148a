using System.Globalization;

namespace BirbCam.Monitor.Sightings.Reviews;

/// <summary>
/// Takes a person's word on a detection, wherever it was said: checks it, stores it with everything that follows from it, and writes it into the record
/// beside the picture. One for all who say something; any thread may call, and calls wait for each other, so that the last word is also the one in the file.
/// </summary>
internal sealed class ReviewDesk(SightingStore store, PictureArchive archive)
{
    private readonly Lock _gate = new();

    /// <summary>More animals than this are on no picture of a balcony.</summary>
    public const int MostLabels = 8;

    /// <summary>No species has a longer name that matters.</summary>
    public const int LongestLabel = 40;

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
        => FaultOf(labels) is string fault ? ([], fault) : Say(ids, all => store.Review(all, [.. labels.Distinct(StringComparer.Ordinal)]));

    /// <summary>Takes it back: the record asks for a person's word as it did before.</summary>
    /// <inheritdoc cref="Take(Guid, IReadOnlyList{string})"/>
    public (Detection? Reviewed, string? Fault) Undo(Guid id) => OnlyOne(Undo([id]));

    /// <inheritdoc cref="Take(IReadOnlyList{Guid}, IReadOnlyList{string})"/>
    public (IReadOnlyList<Detection> Reviewed, string? Fault) Undo(IReadOnlyList<Guid> ids) => Say(ids, store.UndoReview);

    /// <summary>Why these are no labels, in one line; null where they are.</summary>
    public static string? FaultOf(IReadOnlyList<string> labels)
    {
        if (labels.Count > MostLabels)
            return string.Create(CultureInfo.InvariantCulture, $"at most {MostLabels} labels are taken");

        return labels.All(IsLabel)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"a label is 1 to {LongestLabel} letters, digits, spaces, - and _, with a letter or digit at both ends");
    }

    private (IReadOnlyList<Detection> Reviewed, string? Fault) Say(IReadOnlyList<Guid> ids, Func<IReadOnlyList<Guid>, IReadOnlyList<StoredDetection>> word)
    {
        Guid[] all = [.. ids.Distinct()];
        if (all.Length is 0 or > MostAtOnce)
            return ([], string.Create(CultureInfo.InvariantCulture, $"1 to {MostAtOnce} pictures are taken at once"));

        lock (_gate)
        {
            IReadOnlyList<StoredDetection> stored = word(all);
            foreach (StoredDetection one in stored)
                archive.Amend(one);

            return stored is []
                ? ([], all.Length == 1 ? "there is no such detection; it may have been too old to be kept" : "one of these detections is not there; it may have been too old to be kept")
                : ([.. stored.Select(one => one.Detection)], null);
        }
    }

    private static (Detection? Reviewed, string? Fault) OnlyOne((IReadOnlyList<Detection> Reviewed, string? Fault) done) => (done.Reviewed.SingleOrDefault(), done.Fault);

    private static bool IsLabel(string? label)
        => label is { Length: > 0 and <= LongestLabel } && char.IsLetterOrDigit(label[0]) && char.IsLetterOrDigit(label[^1])
            && label.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_');
}
