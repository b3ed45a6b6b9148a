using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Publishing.Payloads;

/// <summary>The payload of <c>review/set</c>: what a person says of a detection.</summary>
/// <param name="Id">Of the detection.</param>
/// <param name="Labels">Who is there; empty for nobody.</param>
internal sealed record ReviewWish(Guid Id, IReadOnlyList<string> Labels)
{
    /// <summary>Eight labels of forty letters, each of them escaped, and the id.</summary>
    private const int LongestPayload = 4096;

    private static readonly ReviewWishContext Context = new(new JsonSerializerOptions(RecordJson.Options())
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 4,
    });

    /// <returns>Null where it is none.</returns>
    public static ReviewWish? TryRead(ReadOnlySpan<byte> payload)
    {
        try
        {
            return payload.Length <= LongestPayload ? JsonSerializer.Deserialize(payload, Context.ReviewWish) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The payload of <c>review/result</c>.</summary>
/// <param name="Schema">birbcam.review_result/1.</param>
/// <param name="Id">Of the detection.</param>
/// <param name="Ok">Whether it was taken; the corrected record follows on <c>detections</c>.</param>
/// <param name="Error">In words why not; null where it was.</param>
internal sealed record ReviewResult(string Schema, Guid Id, bool Ok, string? Error)
{
    private static readonly ReviewWishContext Context = new(RecordJson.Options());

    public static ReviewResult Of(Guid id, string? error) => new("birbcam.review_result/1", id, error is null, error);

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToPayload() => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Context.ReviewResult));
}

[JsonSerializable(typeof(ReviewWish))]
[JsonSerializable(typeof(ReviewResult))]
internal sealed partial class ReviewWishContext : JsonSerializerContext;
