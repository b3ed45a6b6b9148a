using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;

namespace BirbCam.Monitor.Setup;

/// <summary>The page's password, made as the service makes it at its first start: in its state directory, and its own.</summary>
internal static class PagePassword
{
    /// <summary>StateDirectory= of the unit, which only systemd's children are told.</summary>
    private const string InstalledState = "/var/lib/birbcam";

    /// <summary>Where the service that reads this configuration keeps its data.</summary>
    public static string DirectoryOf(BirbCamOptions options, string configuration)
        => options.Store.Directory is null && configuration == ConfigurationFile.DefaultPath && Directory.Exists(InstalledState) ? InstalledState : StateDirectory.Of(options.Store);

    /// <summary>Makes one where there is none.</summary>
    /// <returns>What a person is told, in lines.</returns>
    public static IReadOnlyList<string> Tell(BirbCamOptions options, string configuration)
    {
        if (options.Web.PasswordFile is string own)
            return [$"Its password is the one in {own}."];

        string directory = DirectoryOf(options, configuration);
        try
        {
            Directory.CreateDirectory(directory);
            if (!FileOwner.MayWriteIn(directory))
                return [$"Its password is in {directory}, where this user may not look: run sudo birbcam setup."];

            WebPassword password = AsService(directory, WebPassword.Open);
            return password.Generated is string made
                ? Made(made)
                : [$"Its password was told when it was made, and is kept nowhere in plain words. For a new one: birbcam setup --new-password --config {configuration}"];
        }
        catch (Exception refused) when (refused is WebListenException or IOException or UnauthorizedAccessException)
        {
            return [$"Its password cannot be made here: {refused.Message} The service makes one at its first start and says it once: journalctl -u birbcam"];
        }
    }

    /// <summary>Makes another one; the old one ends at the service's next start.</summary>
    /// <exception cref="ConfigurationException">The password is a person's own file.</exception>
    /// <exception cref="WebListenException">It cannot be made.</exception>
    public static IReadOnlyList<string> Renew(BirbCamOptions options, string configuration)
    {
        if (options.Web.PasswordFile is string own)
            throw new ConfigurationException($"Web.PasswordFile names {own}: write the new password there, or set it to null");

        string directory = DirectoryOf(options, configuration);
        Directory.CreateDirectory(directory);
        return Made(AsService(directory, WebPassword.Renew).Generated!);
    }

    private static WebPassword AsService(string directory, Func<string, WebPassword> open)
    {
        string path = Path.Combine(directory, WebPassword.FileName);
        return FileOwner.Of(directory) is FileOwner service ? service.Act(() => open(path)) : open(path);
    }

    private static string[] Made(string password) => [$"Its password is {password}", "Write it down: it is shown this once, and only its hash is kept."];
}
