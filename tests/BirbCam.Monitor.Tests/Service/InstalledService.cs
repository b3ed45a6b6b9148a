using System.Text.Json;
using BirbCam.Monitor.Tests.Publishing;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>A machine with a real systemd on which systemd/install.sh has installed the service, with a simulated camera and a real broker.</summary>
public sealed class InstalledService(PublishedProgram program) : IAsyncLifetime
{
    internal const string ConfigPath = "/etc/birbcam/birbcam.json";

    private readonly TestFolder _folder = new();
    private SystemdMachine? _machine;
    private Mosquitto? _broker;
    private string? _whyNot = SystemdMachine.WhyNot() ?? (Shell.Missing("mosquitto") is null ? null : "mosquitto is not installed");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal Mosquitto Broker => _broker!;

    /// <summary>What install.sh said.</summary>
    internal Finished? Installed { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (_whyNot is not null)
            return;

        try
        {
            _machine = await SystemdMachine.BootAsync(program.Folder, "/srv/birbcam", Stop);
        }
        catch (InvalidOperationException cannot)
        {
            _whyNot = cannot.Message;
            return;
        }

        _broker = await Mosquitto.StartAsync(_folder);
        await RightenConfigurationAsync();

        // Only what would make the tests slow is not as it is shipped.
        await _machine.WriteAsync("/etc/systemd/system/birbcam.service.d/test.conf", "[Service]\nWatchdogSec=4\nRestartSec=1\nTimeoutAbortSec=2\n", Stop);
        Installed = await InstallAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
            await _machine.DisposeAsync();
        _broker?.Dispose();
        _folder.Dispose();
    }

    /// <summary>A broker that asks for a password, and a configuration with the user's name but no password file.</summary>
    internal async Task<Mosquitto> GuardBrokerAsync(string password)
    {
        Mosquitto guarded = await GuardedMosquitto.WithPasswordAsync(_folder, password);
        await WriteConfigurationAsync(JsonSerializer.Serialize(new
        {
            Node = "nest",
            Camera = new { Uri = "sim:balcony?seed=1", Width = 640, Height = 480 },
            Mqtt = new { Host = "127.0.0.1", guarded.Port, User = GuardedMosquitto.UserName },
        }));
        return guarded;
    }

    internal async Task RightenConfigurationAsync() => await WriteConfigurationAsync(JsonSerializer.Serialize(new
    {
        Node = "nest",
        Camera = new { Uri = "sim:balcony?seed=1", Width = 640, Height = 480 },
        Mqtt = new { Host = "127.0.0.1", Broker.Port },
        Web = new { Listen = "http://127.0.0.1:0" },
    }));

    internal Task WriteConfigurationAsync(string text) => WriteAsync(ConfigPath, text);

    internal Task WriteAsync(string path, string text) => Machine().WriteAsync(path, text, Stop);

    internal Task<Finished> InstallAsync() => RunAsync("/srv/birbcam/systemd/install.sh");

    /// <summary>As on a machine that never had it: the sample as it is shipped, nothing seen, and not started yet.</summary>
    internal async Task InstallAfreshAsync()
    {
        await RunAsync("systemctl", "stop", "birbcam.service");
        await RunAsync("rm", "--recursive", "/etc/birbcam", "/var/lib/birbcam");
        Finished installed = await RunAsync("/srv/birbcam/systemd/install.sh", "--no-start");
        Assert.True(installed.ExitCode == 0, installed.Output);
    }

    /// <summary>birbcam setup, as root, with answers in a pipe.</summary>
    internal Task<Finished> SetUpAsync(params string[] answers) =>
        RunAsync(["bash", "-c", """printf '%s\n' "$@" | /usr/local/bin/birbcam setup""", "setup", .. answers]);

    /// <summary>Runs a command in the machine; the test is skipped where no machine can be had.</summary>
    internal Task<Finished> RunAsync(params string[] command) => Machine().RunAsync(Stop, command);

    /// <summary>A property of the unit, as systemctl show prints it.</summary>
    internal async Task<string> ShowAsync(string property) =>
        (await RunAsync("systemctl", "show", "birbcam.service", "--value", $"--property={property}")).Output.Trim();

    internal Task UntilAsync(string property, string value) =>
        Eventually.HoldsAsync(async () => await ShowAsync(property) == value, $"{property} is {value}");

    private SystemdMachine Machine()
    {
        Assert.SkipUnless(_whyNot is null, _whyNot ?? "");
        return _machine!;
    }
}
