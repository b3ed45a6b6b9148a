using System.CommandLine;
using System.Text.Json;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Cli.Tokens;

/// <summary><c>birbcam token revoke</c>: a token is good no more, also for the service that runs.</summary>
internal static class TokenRevokeCommand
{
    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        Option<bool> json = SharedOptions.Json();
        Argument<string> name = TokenCommand.Name();
        var command = new Command("revoke", "Make a token good for nothing, at once.") { name, config, json };
        command.SetAction(async (parsed, _) =>
        {
            string path = TokenCommand.FileOf(parsed.GetValue(config)!), revoked = parsed.GetValue(name)!;
            IReadOnlyList<ApiToken> tokens = TokenFile.Read(path);
            if (tokens.All(token => token.Name != revoked))
                throw new CommandFailedException($"there is no token '{revoked}' in {path}: see 'birbcam token list'");

            TokenFile.Write(path, [.. tokens.Where(token => token.Name != revoked)]);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { name = revoked, revoked = true })
                : $"{revoked} is revoked.");
            return ExitCode.Success;
        });
        return command;
    }
}
