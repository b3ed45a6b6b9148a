using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Publishing.Payloads;

/// <summary>The payload of <c>review</c>: what waits for a person.</summary>
/// <param name="Schema">birbcam.review/1.</param>
/// <param name="Oldest">UTC; null where nothing waits.</param>
/// <param name="ByReason">By the first reason of each, in snake case.</param>
internal sealed record ReviewState(string Schema, int Pending, DateTimeOffset? Oldest, IReadOnlyDictionary<string, int> ByReason)
{
    private static readonly ReviewStateContext Context = new(RecordJson.Options());

    public static ReviewState Of(ReviewTally tally) => new("birbcam.review/1", tally.Pending, tally.Oldest, tally.ByReason);

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToPayload() => JsonSerializer.SerializeToUtf8Bytes(this, Context.ReviewState);
}

[JsonSerializable(typeof(ReviewState))]
internal sealed partial class ReviewStateContext : JsonSerializerContext;
