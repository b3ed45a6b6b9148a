using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Web;

namespace BirbCam.Monitor.Setup;

/// <summary>One subject of the setup.</summary>
internal interface ISetupStep
{
    string Title { get; }

    /// <returns>What the file will say after it.</returns>
    /// <exception cref="StepSkippedException">It is left as it was.</exception>
    Task<Draft> RunAsync(Draft draft, CancellationToken stop);
}

/// <summary>Whether what was answered is tried at once.</summary>
internal enum Trials
{
    Made,
    Left,
}

/// <summary>All questions of <c>birbcam setup</c>, and after them everything that is written.</summary>
internal sealed class SetupRun(SetupFile file, Questions questions, IReadOnlyList<ISetupStep> steps)
{
    private const string UnitFile = "/etc/systemd/system/birbcam.service";

    /// <summary>Where systemd runs, sd_booted(3).</summary>
    private const string Systemd = "/run/systemd/system";

    /// <summary>Where the service runs that answers for NAME.local.</summary>
    private const string Avahi = "/run/avahi-daemon";

    /// <returns>False where the person did not want it written.</returns>
    /// <exception cref="OperationCanceledException">Stopped, and nothing was written.</exception>
    /// <exception cref="AnswersEndedException">Nothing was written.</exception>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        Draft draft = file.Begin();
        await questions.SayAsync($"Sets up {file.Path}{(file.IsNew ? ", which is new" : "")}.");
        await questions.SayAsync("Enter takes what stands in [brackets]; 'skip' leaves a step as it is. Nothing is written before the end: Ctrl+C leaves everything as it was.");
        for (int i = 0; i < steps.Count; i++)
        {
            await questions.SayAsync("");
            await questions.SayAsync($"{i + 1} of {steps.Count}  {steps[i].Title}");
            draft = await StepAsync(steps[i], draft, stop);
        }

        await questions.SayAsync("");
        if (!file.DiffersFrom(draft))
            await questions.SayAsync($"Nothing is changed: {file.Path} stays as it is.");
        else if (!await SaveAsync(draft, stop))
            return false;

        await TellPageAsync(draft.Options);
        await questions.SayAsync(StartCommand());
        return true;
    }

    private async Task<Draft> StepAsync(ISetupStep step, Draft draft, CancellationToken stop)
    {
        try
        {
            return await step.RunAsync(draft, stop);
        }
        catch (StepSkippedException)
        {
            await questions.SayAsync("  Left as it is.");
        }
        catch (FormatException wrong)
        {
            // The answers do not go together with what the file says elsewhere.
            await questions.SayAsync($"  Left as it is: {wrong.Message}");
        }

        return draft;
    }

    private async Task<bool> SaveAsync(Draft draft, CancellationToken stop)
    {
        await questions.SayAsync("What changes:");
        foreach (Change change in draft.Changes)
            await questions.SayAsync(change.From.Length > 0 ? $"  {change.Key}: {change.From} → {change.To}" : $"  {change.Key}: added {change.To}");
        if (draft.BrokerPassword is not null)
            await questions.SayAsync($"  {file.PasswordPath}: the broker's password, in a file of its own");
        if (await questions.ChooseAsync($"Write it to {file.Path}?", [Questions.Yes, Questions.No], Questions.Yes, stop) == Questions.No)
            return false;

        // Root writes for the service, whose state directory says who that is.
        FileOwner? service = Environment.IsPrivilegedProcess ? FileOwner.Of(PagePassword.DirectoryOf(draft.Options, file.Path)) : null;
        foreach (string note in file.Save(draft, service))
            await questions.SayAsync(note);
        await questions.SayAsync(file.IsNew ? "Written." : $"Written; what it was before is in {file.Path}{SetupFile.BackupEnding}.");
        return true;
    }

    private async Task TellPageAsync(BirbCamOptions options)
    {
        if (options.Web.Listen is not string listen)
            return;

        await questions.SayAsync("");
        await questions.SayAsync($"The page: {string.Join("  or  ", Addresses(options.Web.PublicUrl, ListenAddress.Parse(listen)))}");
        foreach (string line in PagePassword.Tell(options, file.Path))
            await questions.SayAsync(line);
    }

    /// <summary>As a person types them who sits elsewhere, where the page may be opened from there.</summary>
    private static IEnumerable<string> Addresses(string? publicUrl, ListenAddress listen)
    {
        if (publicUrl is not null)
            return [publicUrl];
        if (!listen.IsEverybodys)
            return [$"{listen.Text} (on this machine only)"];

        string[] names = Directory.Exists(Avahi) ? [$"{Environment.MachineName}.local"] : [Environment.MachineName];
        var addresses = from network in NetworkInterface.GetAllNetworkInterfaces()
                        where network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback
                        from unicast in network.GetIPProperties().UnicastAddresses
                        where unicast.Address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(unicast.Address)
                        select unicast.Address.ToString();
        return names.Concat(addresses).Select(host => $"http://{host}:{listen.Port}");
    }

    private string StartCommand()
    {
        bool isInstalled = file.Path == ConfigurationFile.DefaultPath && File.Exists(UnitFile) && Directory.Exists(Systemd);
        return isInstalled
            ? $"Now (re)start the service: {(Environment.IsPrivilegedProcess ? "" : "sudo ")}systemctl restart birbcam"
            : $"Now start it: birbcam run --config {file.Path}";
    }
}
