using System.Net;
using BirbCam.Monitor.Tests.Publishing;
using BirbCam.Monitor.Tests.Web;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>The installed unit under a real systemd. Every test finds the service running, and leaves it so.</summary>
[Collection(PublishedCollection.Name)]
public sealed class InstalledServiceTests(InstalledService service) : IClassFixture<InstalledService>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await service.RunAsync("systemctl", "reset-failed", "birbcam.service");
        await service.RunAsync("systemctl", "start", "birbcam.service");
        await service.UntilAsync("ActiveState", "active");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Installing_ends_with_a_service_that_said_it_is_ready()
    {
        Assert.True(service.Installed!.ExitCode == 0, service.Installed.Output);
        Assert.Contains("Active: active (running)", service.Installed.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^The page is at http://", service.Installed.Output);
        Assert.Matches("(?m)^The page's password is [a-z2-9]{4}-", service.Installed.Output);

        // For a unit of type notify, running means that READY=1 has come.
        Assert.Equal("notify", await service.ShowAsync("Type"));
        Assert.Equal("running", await service.ShowAsync("SubState"));
        Assert.Equal("enabled", (await service.RunAsync("systemctl", "is-enabled", "birbcam.service")).Output.Trim());
    }

    [Fact]
    public async Task It_runs_as_a_user_of_its_own_that_may_open_cameras()
    {
        string user = (await service.RunAsync("id", "birbcam")).Output;
        string status = (await service.RunAsync("cat", $"/proc/{await service.ShowAsync("MainPID")}/status")).Output;

        Assert.Contains("(video)", user, StringComparison.Ordinal);
        Assert.DoesNotContain("Uid:\t0\t", status, StringComparison.Ordinal);
        Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("birbcam birbcam", (await service.RunAsync("stat", "-c", "%U %G", "/var/lib/birbcam")).Output, StringComparison.Ordinal);
        Assert.Equal("640 root birbcam", (await service.RunAsync("stat", "-c", "%a %U %G", "/etc/birbcam/birbcam.json")).Output.Trim());
    }

    [Fact]
    public async Task It_watches_and_publishes()
    {
        using Subscriber subscriber = await Subscriber.StartAsync(service.Broker);
        await subscriber.HasAsync("availability", "online");

        await Eventually.HoldsAsync(() => subscriber.Texts("detections").Count > 0, "a detection arrives");
    }

    [Fact]
    public async Task It_feeds_the_watchdog()
    {
        string first = await service.ShowAsync("WatchdogTimestampMonotonic");

        await Eventually.HoldsAsync(async () => await service.ShowAsync("WatchdogTimestampMonotonic") != first, "the watchdog is fed again");
    }

    [Fact]
    public async Task Killed_it_comes_back_as_another_process()
    {
        string before = await service.ShowAsync("MainPID");
        await service.RunAsync("systemctl", "kill", "--signal=KILL", "birbcam.service");

        await UntilAnotherProcessAsync(before);
    }

    [Fact]
    public async Task Frozen_it_is_found_by_the_watchdog_and_comes_back()
    {
        string before = await service.ShowAsync("MainPID");
        await service.RunAsync("systemctl", "kill", "--signal=STOP", "birbcam.service");

        await UntilAnotherProcessAsync(before);
        Assert.Contains("Watchdog timeout", await JournalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_configuration_is_said_in_a_line_and_not_tried_again()
    {
        await service.WriteConfigurationAsync("""{ "Camera": { "Url": "sim:balcony" } }""");
        try
        {
            await service.RunAsync("systemctl", "restart", "birbcam.service");
            await service.UntilAsync("ActiveState", "failed");

            Assert.Equal("78", await service.ShowAsync("ExecMainStatus"));
            Assert.Equal("0", await service.ShowAsync("NRestarts"));
            Assert.Contains("'Camera.Url' is not a key", (await service.RunAsync("journalctl", "--unit=birbcam.service", "--no-pager", "--lines=20")).Output, StringComparison.Ordinal);

            Finished installed = await service.InstallAsync();
            Assert.Equal(1, installed.ExitCode);
            Assert.Contains("Change /etc/birbcam/birbcam.json", installed.Output, StringComparison.Ordinal);
        }
        finally
        {
            await service.RightenConfigurationAsync();
        }
    }

    [Fact]
    public async Task Systemd_hands_over_a_password_that_only_root_can_read()
    {
        const string DropIn = "/etc/systemd/system/birbcam.service.d/password.conf", Secret = "/etc/birbcam/mqtt-password";
        using Mosquitto guarded = await service.GuardBrokerAsync("s3cret");
        try
        {
            await service.WriteAsync(Secret, "s3cret\n");
            await service.RunAsync("chown", "root:root", Secret);
            await service.RunAsync("chmod", "600", Secret);
            await service.WriteAsync(DropIn, $"[Service]\nLoadCredential=mqtt-password:{Secret}\n");
            await service.RunAsync("systemctl", "daemon-reload");
            await service.RunAsync("systemctl", "restart", "birbcam.service");

            await Eventually.HoldsAsync(
                () => guarded.Log.Any(line => line.Contains("New client connected", StringComparison.Ordinal) && line.Contains("u'birbcam'", StringComparison.Ordinal)),
                () => $"the broker lets the service in; it says\n{string.Join('\n', guarded.Log)}");
        }
        finally
        {
            await service.RunAsync("rm", "--force", DropIn, Secret);
            await service.RunAsync("systemctl", "daemon-reload");
            await service.RightenConfigurationAsync();
            await service.RunAsync("systemctl", "restart", "birbcam.service");
        }
    }

    [Fact]
    public async Task Set_up_before_its_first_start_it_runs_as_it_was_told()
    {
        using var folder = new TestFolder();
        using Mosquitto guarded = await GuardedMosquitto.WithPasswordAsync(folder, "s3cret");
        try
        {
            await service.InstallAfreshAsync();
            string sample = await ReadAsync(InstalledService.ConfigPath);
            string[] place = ["", ""], zones = [""], broker = ["yes", "127.0.0.1", "no", $"{guarded.Port}", GuardedMosquitto.UserName, "s3cret"];
            string port = $"{Mosquitto.FreePort()}";

            Finished setup = await service.SetUpAsync(["sim:balcony?seed=1", .. place, .. zones, .. broker, "1", port, "yes"]);

            Assert.True(setup.ExitCode == 0, setup.Output);
            Assert.Equal(
                ["\"Uri\"", "\"Host\"", "\"Port\"", "\"User\"", "\"PasswordFile\"", "\"Listen\""],
                (await ReadAsync(InstalledService.ConfigPath)).Split('\n').Except(sample.Split('\n')).Select(line => line.Trim().Split(':')[0]));
            Assert.Equal(sample, await ReadAsync($"{InstalledService.ConfigPath}.before-setup"));
            Assert.Equal(
                ["birbcam.json 640 root birbcam", "birbcam.json.before-setup 640 root birbcam", "birbcam.json.sample 644 root root", "mqtt-password 600 birbcam birbcam"],
                (await service.RunAsync("find", "/etc/birbcam", "-type", "f", "-printf", "%f %m %u %g\n")).Output.Trim().Split('\n').Order());
            Assert.Equal("/var/lib/birbcam/web-password", (await service.RunAsync("find", "/var/lib/birbcam", "-type", "f")).Output.Trim());
            Assert.Equal("", await OutOfItsReachAsync());

            string password = Told(setup, "Its password is ");
            await RestartAsSaidAsync(setup);
            await OpensAsync(Told(setup, "The page: "), $"http://localhost:{port}", password);
            Assert.DoesNotContain(password, await JournalAsync(), StringComparison.Ordinal);
            Assert.Equal("", await OutOfItsReachAsync());

            using Subscriber subscriber = await Subscriber.StartAsync(guarded, "-u", GuardedMosquitto.UserName, "-P", "s3cret");
            await Eventually.HoldsAsync(() => subscriber.Texts("detections").Count > 0, "a detection arrives at the broker that was named");
        }
        finally
        {
            await service.RightenConfigurationAsync();
            await service.InstallAsync();
        }
    }

    [Fact]
    public async Task Set_up_while_it_runs_it_takes_another_address_and_another_password_at_its_next_start()
    {
        try
        {
            string port = $"{Mosquitto.FreePort()}";
            string[] camera = [""], place = ["", ""], zones = [""], broker = ["", "", "", "", ""];

            Finished setup = await service.SetUpAsync([.. camera, .. place, .. zones, .. broker, "1", port, "yes"]);
            Finished renewed = await service.RunAsync("/usr/local/bin/birbcam", "setup", "--new-password");

            Assert.True(setup.ExitCode == 0, setup.Output);
            Assert.Contains("Its password was told when it was made", setup.Output, StringComparison.Ordinal);
            Assert.True(renewed.ExitCode == 0, renewed.Output);
            Assert.Equal("", await OutOfItsReachAsync());

            await RestartAsSaidAsync(setup);
            await OpensAsync(Told(setup, "The page: "), $"http://localhost:{port}", Told(renewed, "Its password is "));
        }
        finally
        {
            await service.RightenConfigurationAsync();
            await service.RunAsync("systemctl", "restart", "birbcam.service");
        }
    }

    [Fact]
    public async Task Stopping_is_clean_and_says_goodbye()
    {
        using Subscriber subscriber = await Subscriber.StartAsync(service.Broker);
        await subscriber.HasAsync("availability", "online");
        await service.RunAsync("systemctl", "stop", "birbcam.service");

        // "timeout" would be the result of a stop that took longer than TimeoutStopSec and was ended with SIGKILL.
        Assert.True(
            await service.ShowAsync("Result") == "success", (await service.RunAsync("journalctl", "--unit=birbcam.service", "--no-pager", "--lines=40")).Output);
        Assert.Equal("0", await service.ShowAsync("ExecMainStatus"));
        Assert.Equal("inactive", await service.ShowAsync("ActiveState"));
        await subscriber.HasAsync("availability", "offline");
    }

    [Fact]
    public async Task Installing_again_keeps_the_configuration_and_leaves_one_program()
    {
        string before = await service.ShowAsync("MainPID");
        Finished again = await service.InstallAsync();

        Assert.True(again.ExitCode == 0, again.Output);
        Assert.Contains("\"nest\"", (await service.RunAsync("cat", "/etc/birbcam/birbcam.json")).Output, StringComparison.Ordinal);
        Assert.Single((await service.RunAsync("find", "/opt", "-maxdepth", "1", "-type", "d", "-name", "birbcam-*")).Output.Trim().Split('\n'));
        Assert.NotEqual(before, await service.ShowAsync("MainPID"));
    }

    [Fact]
    public async Task Uninstalling_stops_it_and_keeps_what_it_has_seen()
    {
        Finished removed = await service.RunAsync("/opt/birbcam/systemd/install.sh", "--uninstall");
        string left = (await service.RunAsync("find", "/opt", "/usr/local/bin", "/etc/birbcam", "/var/lib/birbcam", "-maxdepth", "1", "-not", "-type", "d")).Output;
        Finished installed = await service.InstallAsync();

        Assert.True(removed.ExitCode == 0, removed.Output);
        Assert.DoesNotContain("/opt", left, StringComparison.Ordinal);
        Assert.DoesNotContain("/usr/local/bin/birbcam", left, StringComparison.Ordinal);
        Assert.Contains("/etc/birbcam/birbcam.json", left, StringComparison.Ordinal);
        Assert.Contains("/var/lib/birbcam/", left, StringComparison.Ordinal);
        Assert.True(installed.ExitCode == 0, installed.Output);
    }

    private async Task<string> ReadAsync(string path) => (await service.RunAsync("cat", path)).Output;

    private async Task<string> JournalAsync() => (await service.RunAsync("journalctl", "--unit=birbcam.service", "--no-pager")).Output;

    /// <summary>What in its state directory the service's own user cannot read or write.</summary>
    private async Task<string> OutOfItsReachAsync() =>
        (await service.RunAsync("runuser", "-u", "birbcam", "--", "find", "/var/lib/birbcam", "!", "(", "-readable", "-writable", ")")).Output.Trim();

    /// <summary>The end of the one line that begins so.</summary>
    private static string Told(Finished finished, string beginning) =>
        Assert.Single(finished.Output.Split('\n'), line => line.StartsWith(beginning, StringComparison.Ordinal))[beginning.Length..].Trim();

    private async Task RestartAsSaidAsync(Finished setup)
    {
        Finished restart = await service.RunAsync(Told(setup, "Now (re)start the service: ").Split(' '));
        Assert.True(restart.ExitCode == 0, restart.Output);
        Assert.Equal("running", await service.ShowAsync("SubState"));
    }

    private static async Task OpensAsync(string told, string address, string password)
    {
        Assert.Equal($"{address} (on this machine only)", told);
        using var visitor = new Visitor(new Uri(address));
        using HttpResponseMessage page = await visitor.GetAsync("/");
        using HttpResponseMessage wrong = await visitor.LogInAsync("not the password");
        using HttpResponseMessage right = await visitor.LogInAsync(password);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (page.StatusCode, wrong.StatusCode, right.StatusCode));
    }

    private async Task UntilAnotherProcessAsync(string before)
    {
        await Eventually.HoldsAsync(async () => await service.ShowAsync("MainPID") is var now && now != before && now != "0", "another process runs");
        await service.UntilAsync("ActiveState", "active");
    }
}
