using System.CommandLine;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Cli.Tokens;

/// <summary><c>birbcam token</c>: which programs may ask the page's questions without logging in.</summary>
internal static class TokenCommand
{
    public static Command Create() => new("token", "Let programs ask the page's questions, or no more.")
    {
        TokenCreateCommand.Create(),
        TokenListCommand.Create(),
        TokenRevokeCommand.Create(),
    };

    public static Argument<string> Name()
    {
        var name = new Argument<string>("name") { Description = "what the program is called: small letters, digits, - and _, at most 32" };
        name.Validators.Add(result =>
        {
            if (!ApiToken.IsName(result.Tokens.Single().Value))
                result.AddError($"'{result.Tokens.Single().Value}' is no name of a token: use small letters, digits, - and _, at most 32, as dashboard");
        });
        return name;
    }

    /// <summary>The file of the service that a configuration is for.</summary>
    /// <exception cref="ConfigurationException">The configuration cannot be used.</exception>
    public static string FileOf(string config) => Path.Combine(StateDirectory.Of(ConfigurationFile.Read(config).Store), TokenFile.FileName);
}
