using System.Text.Json.Serialization;
using BirbCam.Monitor.Sightings.Reviews;
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

    /// <summary>Of the model, until a person says who it was.</summary>
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

    /// <summary>What a person said of one of its detections, the last word; null until somebody has.</summary>
    public ReviewVerdict? Review { get; init; }

    /// <summary>
    /// A person's word, or else whether <see cref="Ballot.Share"/> of the confident looks named this label; where they disagree nobody is known to have come, and the
    /// sighting does not count. The last word is spoken with the last revision.
    /// </summary>
    public Verdict Verdict => Review switch
    {
        ReviewVerdict.Rejected => Verdict.Rejected,
        not null => Verdict.Accepted,
        _ => Accepted == 0 ? Verdict.Unsure : Accepted >= Ballot.Share * Moments ? Verdict.Accepted : Verdict.Abstained,
    };

    /// <summary>Whether anything was ever certain about it: else nobody came, and it is not published.</summary>
    [JsonIgnore]
    public bool IsClaimed => Accepted > 0 || Review is ReviewVerdict.Confirmed or ReviewVerdict.Relabelled;

    /// <summary>How many of them were kept with their picture: explained, or bare where the model cannot be explained.</summary>
    public required int Explained { get; init; }

    public required BestDetection Best { get; init; }

    /// <summary>
    /// What a person's word on one of its detections makes of it. Whoever is somebody else, or nobody, is no longer there: what is seen next is a new sighting.
    /// </summary>
    /// <param name="detection">Whose <see cref="Detection.SightingId"/> this is, with its review or without the one it had.</param>
    public Sighting Reviewed(Detection detection)
    {
        string named = detection.Labels[0];
        IReadOnlyList<string> said = detection.Review?.Labels ?? [named];
        ReviewVerdict? verdict = detection.Review is null ? null
            : said is [] ? ReviewVerdict.Rejected
            : said.Contains(named) ? ReviewVerdict.Confirmed
            : ReviewVerdict.Relabelled;
        return this with
        {
            Revision = Revision + 1,
            Label = said is [] || said.Contains(named) ? named : said[0],
            Review = verdict,
            Ended = Ended || verdict is ReviewVerdict.Rejected or ReviewVerdict.Relabelled,
        };
    }
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
