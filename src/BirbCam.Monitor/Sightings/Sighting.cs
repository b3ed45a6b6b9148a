using BirbCam.Monitor.Sightings.Votes;

namespace BirbCam.Monitor.Sightings;

/// <summary>A visit: the detections of one label joined in time. The order of the properties is the order of the payload.</summary>
internal sealed record Sighting
{
    /// <summary>Version 7 with the time of the first detection.</summary>
    public required Guid Id { get; init; }

    /// <summary>1, and one more with each change, the end included.</summary>
    public required int Revision { get; init; }

    /// <summary>The node's name.</summary>
    public required string Camera { get; init; }

    public required string Label { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    public required bool Ended { get; init; }

    /// <summary>How many detections were joined.</summary>
    public required int Detections { get; init; }

    /// <summary>
    /// How many of them were accepted. A sighting of which none was is kept and counts its explanations, but it is not published: nobody came for certain.
    /// </summary>
    public required int Accepted { get; init; }

    /// <summary>How many confident looks were taken at who was there: accepted detections, of this label or of another at the same place.</summary>
    public int Moments { get; init; }

    /// <summary>
    /// Whether <see cref="Ballot.Share"/> of the confident looks named this label; else they disagree, nobody is known to have come, and the sighting does not
    /// count. The last word is spoken with the last revision.
    /// </summary>
    public Verdict Verdict => Accepted == 0 ? Verdict.Unsure : Accepted >= Ballot.Share * Moments ? Verdict.Accepted : Verdict.Abstained;

    /// <summary>How many of them were kept with their picture: explained, or bare where the model cannot be explained.</summary>
    public required int Explained { get; init; }

    public required BestDetection Best { get; init; }
}

/// <summary>The detection of a sighting with the highest score for its label; of equals the first.</summary>
/// <param name="Id">Of the detection.</param>
/// <param name="Confidence">Its score for the sighting's label, 0–1.</param>
/// <param name="CapturedAt">UTC.</param>
internal sealed record BestDetection(Guid Id, double Confidence, DateTimeOffset CapturedAt);

/// <summary>The payload of <c>sightings</c>.</summary>
/// <param name="Schema">birbcam.sighting/1.</param>
/// <param name="Seq">Counts the published changes of one run of the program from 1. A gap may be a revision that a later one replaced before it was sent.</param>
/// <param name="BootId">Names the run of the program.</param>
/// <param name="Type">
/// <c>new</c> until a revision has reached the broker, then <c>update</c>; <c>end</c> is the last word, also where it is the first one to get through.
/// </param>
internal sealed record SightingChange(string Schema, long Seq, string BootId, string Type, Sighting Sighting);
