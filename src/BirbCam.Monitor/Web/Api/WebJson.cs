using System.Text.Json.Serialization;
using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;

namespace BirbCam.Monitor.Web.Api;

/// <summary>Why a request was refused, in one line.</summary>
internal sealed record Refusal(string Error);

internal sealed record LoginQuestion(string? Password);

/// <param name="Token">For <see cref="Access.RequestGuard.TokenHeader"/>; null for strangers.</param>
/// <param name="Guests">Whether strangers may look.</param>
internal sealed record SessionAnswer(bool LoggedIn, string? Token, bool Guests);

/// <param name="Labels">Who is on the picture; empty for nobody.</param>
internal sealed record ReviewQuestion(IReadOnlyList<string>? Labels);

/// <param name="Revision">Of the record as it was seen: where somebody has said more since, nothing is taken back. Null for whatever it is now.</param>
internal sealed record UndoQuestion(int? Revision);

/// <param name="Limit">Null for the model card's: it must be written out, since nothing changes by mistake.</param>
internal sealed record LimitQuestion([property: JsonRequired] double? Limit);

/// <param name="Ids">Of the detections.</param>
/// <param name="Labels">Who is on each of the pictures; empty for nobody. Not asked for where a word is taken back.</param>
/// <param name="Revisions">Of the records whose words are taken back, in the order of their ids, as in <see cref="UndoQuestion"/>.</param>
internal sealed record ManyQuestion(IReadOnlyList<Guid>? Ids, IReadOnlyList<string>? Labels, IReadOnlyList<int>? Revisions);

internal sealed record LockAnswer(bool Locked);

/// <summary>What the page and the server say to each other.</summary>
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(LoginQuestion))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(ReviewQuestion))]
[JsonSerializable(typeof(UndoQuestion))]
[JsonSerializable(typeof(LimitQuestion))]
[JsonSerializable(typeof(ManyQuestion))]
[JsonSerializable(typeof(TodayPage))]
[JsonSerializable(typeof(TimelinePage))]
[JsonSerializable(typeof(ReviewPage))]
[JsonSerializable(typeof(LocksPage))]
[JsonSerializable(typeof(LockAnswer))]
[JsonSerializable(typeof(SpeciesPage))]
[JsonSerializable(typeof(ModelPage))]
[JsonSerializable(typeof(IReadOnlyList<Detection>))]
[JsonSerializable(typeof(SystemState))]
[JsonSerializable(typeof(LiveMotion))]
[JsonSerializable(typeof(IReadOnlyList<KeptReject>))]
[JsonSerializable(typeof(RejectQuestion))]
[JsonSerializable(typeof(RejectAnswer))]
[JsonSerializable(typeof(ZonesPage))]
[JsonSerializable(typeof(ZonesQuestion))]
[JsonSerializable(typeof(ExportsPage))]
internal sealed partial class WebJson : JsonSerializerContext
{
    /// <summary>Numbers and times as in every other payload.</summary>
    public static WebJson Records { get; } = new(RecordJson.Options());
}
