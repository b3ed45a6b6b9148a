using System.Text.Json.Serialization;

namespace BirbCam.Monitor.Web.Api;

/// <summary>Why a request was refused, in one line.</summary>
internal sealed record Refusal(string Error);

internal sealed record LoginQuestion(string? Password);

/// <param name="Token">For <see cref="Access.RequestGuard.TokenHeader"/>; null for strangers.</param>
internal sealed record SessionAnswer(bool LoggedIn, string? Token);

/// <summary>What the page and the server say to each other.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(LoginQuestion))]
[JsonSerializable(typeof(SessionAnswer))]
internal sealed partial class WebJson : JsonSerializerContext;
