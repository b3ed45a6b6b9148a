using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Exports;

/// <summary>A kept picture of which it is known who is on it.</summary>
/// <param name="Path">Of the clean picture.</param>
/// <param name="Labels">Who is there: in a person's words, or else in those of the model; empty for nobody.</param>
/// <param name="IsVerified">Whether a person said so.</param>
internal sealed record ExportedPicture(Detection Detection, string Path, IReadOnlyList<string> Labels, bool IsVerified)
{
    /// <summary>Null where nobody knows: the model was unsure, and no person has looked.</summary>
    public static IReadOnlyList<string>? LabelsOf(Detection detection) => detection switch
    {
        { Review.Labels: var said } => said,
        { Decision: Decision.Accepted } => detection.Labels,
        { Decision: Decision.None } => [],
        _ => null,
    };
}
