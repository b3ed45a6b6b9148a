using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Cli.Tokens;

/// <summary><c>birbcam token list</c>: which tokens are good. What they are is not known any more.</summary>
internal static class TokenListCommand
{
    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("list", "List the tokens by name, with what they may do and since when.") { config, json };
        command.SetAction(async (parsed, _) =>
        {
            foreach (ApiToken token in TokenFile.Read(TokenCommand.FileOf(parsed.GetValue(config)!)))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new { name = token.Name, scope = token.Scope, created = token.Created })
                    : string.Create(CultureInfo.InvariantCulture, $"{token.Name,-32}  {token.Scope,-6}  since {token.Created:yyyy-MM-dd}"));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
