using System.CommandLine;
using System.Text.Json;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Cli.Tokens;

/// <summary><c>birbcam token create</c>: shows a new token, once.</summary>
internal static class TokenCreateCommand
{
    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        Option<bool> json = SharedOptions.Json();
        Argument<string> name = TokenCommand.Name();
        var scope = new Option<string>("--scope") { Description = "read: look at everything; review: also say who is on a picture", Required = true };
        scope.AcceptOnlyFromAmong([.. ApiToken.Scopes.Keys]);
        var command = new Command("create", "Make a token for a program and show it, this once.") { name, scope, config, json };
        command.SetAction(async (parsed, _) =>
        {
            string path = TokenCommand.FileOf(parsed.GetValue(config)!);
            string shown = Add(path, parsed.GetValue(name)!, parsed.GetValue(scope)!);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { name = parsed.GetValue(name), scope = parsed.GetValue(scope), token = shown })
                : $"{shown}\nIt is shown this once: only its hash is kept, in {path}. Show it to the page as 'Authorization: Bearer …'; it is good at once.");
            return ExitCode.Success;
        });
        return command;
    }

    private static string Add(string path, string name, string scope)
    {
        IReadOnlyList<ApiToken> tokens = TokenFile.Read(path);
        if (tokens.Any(token => token.Name == name))
            throw new UsageException($"there is a token '{name}' already: choose another name, or first 'birbcam token revoke {name}'");
        if (tokens.Count >= TokenFile.MaxTokens)
            throw new CommandFailedException($"there are {TokenFile.MaxTokens} tokens already: revoke one that nobody uses (birbcam token list)");

        (string shown, ApiToken kept) = ApiToken.Make(name, scope, TimeProvider.System.GetUtcNow());
        TokenFile.Write(path, [.. tokens, kept]);
        return shown;
    }
}
