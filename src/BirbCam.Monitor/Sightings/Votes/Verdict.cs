using System.Text.Json.Serialization;

namespace BirbCam.Monitor.Sightings.Votes;

/// <summary>What the looks at a visit come to; in snake case outside.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>No look was certain.</summary>
    [JsonStringEnumMemberName("unsure")]
    Unsure,

    [JsonStringEnumMemberName("accepted")]
    Accepted,

    /// <summary>Certain looks disagree.</summary>
    [JsonStringEnumMemberName("abstained")]
    Abstained,

    /// <summary>A person says that nobody came.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,
}
