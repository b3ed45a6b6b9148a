using System.Text.Json.Serialization;

namespace BirbCam.Monitor.Sightings.Reviews;

/// <summary>A person's word on a detection. The last one holds; the model's own answer stays in the record beside it.</summary>
/// <param name="Labels">Who is on the picture; empty for nobody.</param>
/// <param name="At">UTC.</param>
internal sealed record Review(ReviewVerdict Verdict, IReadOnlyList<string> Labels, DateTimeOffset At)
{
    public static Review Of(Detection detection, IReadOnlyList<string> labels, DateTimeOffset at)
    {
        IReadOnlyList<string> claimed = detection.Decision is Decision.Accepted or Decision.LowConfidence ? detection.Labels : [];
        bool isAsClaimed = detection.Decision != Decision.Unknown && claimed.ToHashSet().SetEquals(labels);
        return new Review(isAsClaimed ? ReviewVerdict.Confirmed : labels is [] ? ReviewVerdict.Rejected : ReviewVerdict.Relabelled, labels, at);
    }
}

/// <summary>What a person's word makes of the model's; in snake case outside.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReviewVerdict>))]
internal enum ReviewVerdict
{
    /// <summary>It is as the record says.</summary>
    [JsonStringEnumMemberName("confirmed")]
    Confirmed,

    /// <summary>Somebody else is there.</summary>
    [JsonStringEnumMemberName("relabelled")]
    Relabelled,

    /// <summary>Nobody is there.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}
