using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BirbCam.Monitor.Web.Access;

/// <summary>Who asks, from the one who may do least to the one who may do all: each may do what those before it may.</summary>
internal enum Caller
{
    /// <summary>Anybody who reaches the page.</summary>
    Stranger,

    /// <summary>A stranger, where <see cref="WebOptions.Guests"/> lets strangers look: at who came, never at what the camera sees now.</summary>
    Guest,

    /// <summary>A program with a token of scope <c>read</c>: looks at everything and changes nothing.</summary>
    Reader,

    /// <summary>A program with a token of scope <c>review</c>: also says who is on a picture.</summary>
    Reviewer,

    /// <summary>A person who is logged in.</summary>
    Owner,
}

/// <summary>On an endpoint: who may ask there. One without it is for <see cref="Caller.Owner"/> only.</summary>
internal sealed record NeededCaller(Caller Least);

/// <summary>Who asks now: set by the guard where it is a guest.</summary>
internal sealed record GuestRequest
{
    public static GuestRequest Mark { get; } = new();
}

/// <summary>Says of an endpoint, where it is mapped, who may ask there.</summary>
internal static class NeededCallers
{
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Caller least)
        where TBuilder : IEndpointConventionBuilder
        => endpoint.WithMetadata(new NeededCaller(least));

    /// <summary>Whether whoever asks is neither logged in nor shows a token.</summary>
    public static bool IsGuest(this HttpContext context) => context.Features.Get<GuestRequest>() is not null;
}
