using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace BirbCam.Monitor.Web.OpenApi;

/// <summary>The API as an OpenAPI document, for whoever writes a program that asks. It is made when it is asked for.</summary>
/// <param name="hasGuests">Whether strangers may look.</param>
/// <param name="port">Where we listen: the cookie is called after it.</param>
internal sealed class ApiDocument(bool hasGuests, Func<int> port)
{
    public const string Path = "/api/openapi.json";

    /// <summary>How the document calls the ways to show who one is.</summary>
    private const string Cookie = "cookie", Change = "change", Token = "token";

    public void AddTo(IServiceCollection services)
    {
        // As WebJson writes, but for its two converters: a schema cannot look into those, and they only round.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolver = JsonTypeInfoResolver.Combine(WebJson.Default, new DefaultJsonTypeInfoResolver());
        });
        services.AddOpenApi(document => document.AddDocumentTransformer(DescribeAsync).AddOperationTransformer(DescribeAsync));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOpenApi(Path).Needs(Caller.Reader);

    private Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken stop)
    {
        document.Info = new OpenApiInfo
        {
            Title = "BirbCam",
            Description = "What the page asks of the service. Programs show a token that 'birbcam token create NAME --scope read|review' made.",
            Version = typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        };
        document.Components ??= new OpenApiComponents();
        foreach (OpenApiSchema schema in (document.Components.Schemas ?? new Dictionary<string, IOpenApiSchema>()).Values.OfType<OpenApiSchema>())
            LeaveOutNull(schema.Enum);
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Cookie] = Key(ParameterLocation.Cookie, string.Create(CultureInfo.InvariantCulture, $"birbcam-{port()}"), "Of a person who is logged in."),
            [Change] = Key(ParameterLocation.Header, RequestGuard.TokenHeader, $"The token of the session, from {LoginEndpoints.SessionPath}."),
            [Token] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "Of a program, with a scope: review may do what read may." },
        };
        return Task.CompletedTask;
    }

    /// <summary>A word that is null somewhere has null among its words, which is said again where it may be null: then two of "one of" would fit.</summary>
    private static void LeaveOutNull(IList<JsonNode>? words)
    {
        for (int i = (words?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (words![i] is null || words[i].IsJsonNullSentinel())
                words.RemoveAt(i);
        }
    }

    private static OpenApiSecurityScheme Key(ParameterLocation place, string name, string words) => new() { Type = SecuritySchemeType.ApiKey, In = place, Name = name, Description = words };

    private async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        IList<object> told = context.Description.ActionDescriptor.EndpointMetadata;
        Caller needed = told.OfType<NeededCaller>().LastOrDefault()?.Least ?? Caller.Owner;
        OpenApiDocument document = context.Document!;
        operation.Security = SecurityFor(needed, HttpMethods.IsGet(context.Description.HttpMethod!), document);
        operation.Parameters = [.. RoutePatternFactory.Parse(context.Description.RelativePath!).Parameters.Select(InPath), .. told.OfType<QueryWord>().Select(InQuery)];
        operation.RequestBody = told.OfType<BodyType>().LastOrDefault() is BodyType body ? new OpenApiRequestBody { Required = true, Content = await JsonOfAsync(body.Type) } : null;
        operation.Responses!["default"] = new OpenApiResponse { Description = "Why it was refused, in one line.", Content = await JsonOfAsync(typeof(Refusal)) };

        async Task<Dictionary<string, OpenApiMediaType>> JsonOfAsync(Type type)
        {
            if (document.Components?.Schemas?.ContainsKey(type.Name) != true)
                document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, cancellationToken: stop));
            return new Dictionary<string, OpenApiMediaType> { [EndpointDescriptions.Json] = new() { Schema = new OpenApiSchemaReference(type.Name, document) } };
        }
    }

    /// <summary>Each is one way to be let in.</summary>
    private List<OpenApiSecurityRequirement> SecurityFor(Caller needed, bool isLook, OpenApiDocument document)
    {
        if (needed == Caller.Stranger)
            return [];

        var ways = new List<OpenApiSecurityRequirement> { new() { [new OpenApiSecuritySchemeReference(Cookie, document)] = [] } };
        if (!isLook)
            ways[0][new OpenApiSecuritySchemeReference(Change, document)] = [];
        if (needed <= Caller.Reviewer)
            ways.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, document)] = [ApiToken.Scopes.Where(scope => scope.Value >= needed).MinBy(scope => scope.Value).Key] });
        if (needed == Caller.Guest && hasGuests)
            ways.Add([]);
        return ways;
    }

    private static OpenApiParameter InPath(RoutePatternParameterPart part) => new()
    {
        Name = part.Name,
        In = ParameterLocation.Path,
        Required = true,
        Schema = (part.ParameterPolicies is [{ Content: string policy }, ..] ? policy : null) switch
        {
            "guid" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
            "int" => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        },
    };

    private static OpenApiParameter InQuery(QueryWord word)
        => new() { Name = word.Name, In = ParameterLocation.Query, Description = word.Words, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
