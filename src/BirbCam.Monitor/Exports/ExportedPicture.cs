using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Exports;

/// <summary>A kept picture, and who is on it.</summary>
/// <param name="Path">Of the clean picture.</param>
/// <param name="Content">Its bytes, once; whoever exports closes it.</param>
/// <param name="Labels">Who is there: in a person's words, or else in those of the model; empty for nobody; null where nobody knows, for formats that take such pictures.</param>
internal sealed record ExportedPicture(Detection Detection, string Path, Stream Content, IReadOnlyList<string>? Labels)
{
    /// <summary>Whether a person said so.</summary>
    public bool IsVerified => Detection.Review is not null;

    /// <summary>Null where nobody knows: the model was unsure, and no person has looked.</summary>
    public static IReadOnlyList<string>? LabelsOf(Detection detection) => detection switch
    {
        { Review.Labels: var said } => said,
        { Decision: Decision.Accepted } => detection.Labels,
        { Decision: Decision.None } => [],
        _ => null,
    };
}
