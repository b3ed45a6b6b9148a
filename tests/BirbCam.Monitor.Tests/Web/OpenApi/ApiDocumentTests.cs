using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.OpenApi;
using Json.Schema;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Time.Testing;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace BirbCam.Monitor.Tests.Web.OpenApi;

/// <summary>The document that the real server tells of itself, as a program with a token reads it.</summary>
public sealed class ApiDocumentTests : IAsyncLifetime
{
    /// <summary>What a change takes; the others take nothing.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["POST /api/login"] = "LoginQuestion",
        ["POST /api/review"] = "ManyQuestion",
        ["POST /api/review/undo"] = "ManyQuestion",
        ["POST /api/review/{id}"] = "ReviewQuestion",
        ["POST /api/review/{id}/undo"] = "UndoQuestion",
        ["POST /api/rejects/{name}"] = "RejectQuestion",
        ["POST /api/thresholds/{label}"] = "LimitQuestion",
        ["POST /api/zones"] = "ZonesQuestion",
    };

    private readonly FakeTimeProvider _time = new(Detections.Morning.AddMinutes(30));
    private ServedPage _page = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _page = await ServedPage.StartAsync(time: _time);

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task It_is_a_valid_document()
    {
        ReadResult read = OpenApiDocument.Parse(await ReadAsync(), OpenApiConstants.Json);

        Assert.Empty(read.Diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Empty(read.Diagnostic.Warnings.Select(warning => warning.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
    }

    /// <summary>Who maps a route says what it answers: Answers, AnswersPicture or AnswersBytes beside Needs.</summary>
    [Fact]
    public async Task It_tells_of_every_route_what_it_answers_and_whom()
    {
        OpenApiDocument document = OpenApiDocument.Parse(await ReadAsync(), OpenApiConstants.Json).Document!;
        (string Path, HttpMethod Method, Caller Needed)[] mapped = [.. Mapped(_page.Endpoints)];

        Assert.Equal(mapped.Select(route => $"{route.Method} {route.Path}").Order(), document.Paths.SelectMany(path => path.Value.Operations!.Keys.Select(method => $"{method} {path.Key}")).Order());
        foreach ((string path, HttpMethod method, Caller needed) in mapped)
        {
            OpenApiOperation operation = document.Paths[path].Operations![method];
            IOpenApiSchema schema = Assert.Single(operation.Responses!["200"].Content!).Value.Schema!;

            Assert.False(string.IsNullOrEmpty(operation.Summary), path);
            Assert.True(schema.Properties?.Count > 0 || schema.Items?.Properties?.Count > 0 || schema.Format == "binary", $"{path} answers nothing that is described");
            Assert.Equal(Regex.Matches(path, "{([^}]*)}").Select(match => match.Groups[1].Value), (operation.Parameters ?? []).Where(part => part.In == ParameterLocation.Path).Select(part => part.Name));
            Assert.Equal(Bodies.GetValueOrDefault($"{method} {path}"), (operation.RequestBody?.Content?["application/json"].Schema as OpenApiSchemaReference)?.Reference.Id);
            Assert.Equal(WaysIn(needed, method), operation.Security!.Select(Words));
        }
    }

    [Theory]
    [InlineData("/api/today")]
    [InlineData("/api/review")]
    [InlineData("/api/species")]
    [InlineData("/api/system")]
    [InlineData("/api/model")]
    [InlineData("/api/timeline/2026-10-04")]
    [InlineData("/api/locks")]
    [InlineData("/api/zones")]
    [InlineData("/api/exports")]
    [InlineData("/api/session")]
    public async Task What_is_answered_is_what_it_tells(string path)
    {
        Detection unsure = _page.Keep(Detections.Unsure("sparrow", Detections.Morning.AddMinutes(5)));
        _page.Keep(Detections.Accepted("sparrow", Detections.Morning));
        _page.Store.Review(unsure.Id, ["magpie"]);
        _page.Keep(Detections.Unsure("magpie", Detections.Morning.AddMinutes(20)));
        JsonNode document = JsonNode.Parse(await ReadAsync())!;
        JsonNode told = document["paths"]![path.Replace("2026-10-04", "{day}", StringComparison.Ordinal)]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
        string schemas = new JsonObject { ["$ref"] = told["$ref"]!.DeepClone(), ["$defs"] = document["components"]!["schemas"]!.DeepClone() }.ToJsonString();
        var schema = JsonSchema.FromText(schemas.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));

        using Visitor visitor = await _page.LogInAsync();
        JsonElement answer = await visitor.ReadAsync(path);
        EvaluationResults held = schema.Evaluate(answer, new EvaluationOptions { OutputFormat = OutputFormat.List });

        Assert.True(held.IsValid, string.Join('\n', (held.Details ?? []).Where(detail => !detail.IsValid).Select(detail => $"{detail.InstanceLocation} at {detail.EvaluationPath}")));
        Assert.Empty(answer.EnumerateObject().Select(part => part.Name).Except(document["components"]!["schemas"]![((string)told["$ref"]!).Split('/')[^1]]!["properties"]!.AsObject().Select(part => part.Key)));
    }

    [Fact]
    public async Task It_is_for_people_who_are_logged_in_and_for_programs_with_a_token()
    {
        await using ServedPage page = await ServedPage.StartAsync(new WebOptions { Listen = "http://localhost:0", Guests = true }, _time);
        using var guest = new Visitor(page.Address);
        using Visitor person = await page.LogInAsync();
        using HttpResponseMessage refused = await guest.GetAsync(ApiDocument.Path), told = await person.GetAsync(ApiDocument.Path);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, told.StatusCode));
        JsonNode document = JsonNode.Parse(await told.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal($"birbcam-{page.Address.Port}", (string?)document["components"]!["securitySchemes"]!["cookie"]!["name"]);
        Assert.Equal("""[{"cookie":[]},{"token":["read"]},{}]""", document["paths"]!["/api/today"]!["get"]!["security"]!.ToJsonString());
    }

    private static IEnumerable<string> WaysIn(Caller needed, HttpMethod method)
    {
        if (needed == Caller.Stranger)
            yield break;
        yield return method == HttpMethod.Get ? "cookie" : "cookie+change";
        if (needed <= Caller.Reviewer)
            yield return needed == Caller.Reviewer ? "token review" : "token read";
    }

    private static string Words(OpenApiSecurityRequirement way)
        => string.Join('+', way.Select(scheme => string.Join(' ', [scheme.Key.Reference.Id!, .. scheme.Value])));

    private static IEnumerable<(string Path, HttpMethod Method, Caller Needed)> Mapped(IEnumerable<Endpoint> endpoints)
        => from endpoint in endpoints.OfType<RouteEndpoint>()
           let path = Regex.Replace(endpoint.RoutePattern.RawText!, ":[^}]*}", "}")
           where path.StartsWith("/api/", StringComparison.Ordinal) && path != ApiDocument.Path
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
           select (path, HttpMethod.Parse(method), endpoint.Metadata.GetMetadata<NeededCaller>()!.Least);

    private async Task<string> ReadAsync()
    {
        using var client = new HttpClient { BaseAddress = _page.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, ApiDocument.Path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _page.MakeToken("reader", "read"));
        using HttpResponseMessage answer = await client.SendAsync(request, Stop);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(Stop);
    }
}
