using System.Text.Json.Nodes;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Tests.Cli;

/// <summary>The command as a person runs it beside the service.</summary>
public sealed class TokenCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _config;

    public TokenCommandTests()
    {
        _config = _folder["birbcam.json"];
        File.WriteAllText(_config, $$"""{ "Store": { "Directory": "{{_folder.Path}}" } }""");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_is_shown_once_listed_by_name_and_revoked()
    {
        (int made, IReadOnlyList<string> shown, _) = await RunAsync("create", "dashboard", "--scope", "read");
        (_, IReadOnlyList<string> json, _) = await RunAsync("create", "helper-1", "--scope", "review", "--json");
        (_, IReadOnlyList<string> listed, _) = await RunAsync("list");
        (int again, _, IReadOnlyList<string> refused) = await RunAsync("create", "dashboard", "--scope", "review");

        Assert.Equal(0, made);
        Assert.Equal(ApiToken.HashOf(shown[0]), TokenFile.Read(_folder[TokenFile.FileName])[0].Sha256);
        Assert.Equal("review", (string?)JsonNode.Parse(json.Single())!["scope"]);
        Assert.Equal(2, listed.Count);
        Assert.Matches("^dashboard +read +since 20", listed[0]);
        Assert.Equal((2, "birbcam: there is a token 'dashboard' already: choose another name, or first 'birbcam token revoke dashboard'"), (again, refused.Single()));

        Assert.Equal(0, (await RunAsync("revoke", "dashboard")).Code);
        Assert.Equal("helper-1", (string?)JsonNode.Parse((await RunAsync("list", "--json")).Output.Single())!["name"]);
        Assert.Equal(1, (await RunAsync("revoke", "dashboard")).Code);
    }

    [Theory]
    [InlineData("create", "Dashboard", "--scope", "read")]
    [InlineData("create", "../x", "--scope", "read")]
    [InlineData("create", "dashboard", "--scope", "owner")]
    [InlineData("create", "dashboard")]
    public async Task What_is_no_name_or_scope_makes_none(params string[] arguments)
    {
        (int code, _, IReadOnlyList<string> errors) = await RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Single(errors);
        Assert.False(File.Exists(_folder[TokenFile.FileName]));
    }

    [Fact]
    public async Task A_damaged_file_is_one_line_and_stays_as_it_is()
    {
        await File.WriteAllTextAsync(_folder[TokenFile.FileName], "{", TestContext.Current.CancellationToken);
        (int code, _, IReadOnlyList<string> errors) = await RunAsync("create", "dashboard", "--scope", "read");

        Assert.Equal((78, "{"), (code, await File.ReadAllTextAsync(_folder[TokenFile.FileName], TestContext.Current.CancellationToken)));
        Assert.Contains("is damaged", Assert.Single(errors), StringComparison.Ordinal);
    }

    private Task<(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> RunAsync(params string[] arguments)
        => BirbcamProcess.RunAsync(["token", .. arguments, "--config", _config]);
}
