using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BirbCam.Monitor.Web.OpenApi;

/// <summary>Says of an endpoint, where it is mapped, what the document of the API tells of it.</summary>
internal static class EndpointDescriptions
{
    public const string Json = "application/json";

    /// <param name="words">What one learns or does there, in one line.</param>
    /// <typeparam name="T">Written as JSON.</typeparam>
    public static IEndpointConventionBuilder Answers<T>(this IEndpointConventionBuilder endpoint, string words) => endpoint.Answers(typeof(T), Json, words);

    public static IEndpointConventionBuilder AnswersPicture(this IEndpointConventionBuilder endpoint, string words) => endpoint.AnswersBytes("image/jpeg", words);

    /// <param name="type">The media type of what is no JSON.</param>
    public static IEndpointConventionBuilder AnswersBytes(this IEndpointConventionBuilder endpoint, string type, string words) => endpoint.Answers(typeof(Stream), type, words);

    /// <typeparam name="T">What the body holds, as JSON.</typeparam>
    public static IEndpointConventionBuilder Takes<T>(this IEndpointConventionBuilder endpoint) => endpoint.WithMetadata(new BodyType(typeof(T)));

    /// <summary>What may stand in the query of its address.</summary>
    public static IEndpointConventionBuilder TakesQuery(this IEndpointConventionBuilder endpoint, string name, string words) => endpoint.WithMetadata(new QueryWord(name, words));

    private static IEndpointConventionBuilder Answers(this IEndpointConventionBuilder endpoint, Type answer, string type, string words)
    {
        // What describes endpoints leaves out those that name no method of ours.
        endpoint.Add(builder => builder.Metadata.Add(builder.RequestDelegate!.Method));
        return endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, answer, [type])).WithSummary(words);
    }
}

/// <summary>Not the framework's own AcceptsMetadata: routing would then refuse other bodies itself, before it is known who asks.</summary>
internal sealed record BodyType(Type Type);

/// <summary>One that may be left out.</summary>
internal sealed record QueryWord(string Name, string Words);
