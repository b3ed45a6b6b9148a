using System.Net;
using System.Net.Sockets;
using BirbCam.Monitor.Capture.Timing;
using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Setup;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Tests.Cli;
using BirbCam.Monitor.Tests.House;
using BirbCam.Monitor.Tests.Publishing;
using BirbCam.Monitor.Web.Access;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Setup;

/// <summary>The command itself, in a process of its own, with answers in a pipe.</summary>
public sealed class SetupCommandTests : IDisposable
{
    private const string Camera = "sim:balcony?seed=1";
    private const string Password = "correct horse";

    /// <summary>Enter, for each question of a step that is asked where nothing is changed.</summary>
    private static readonly string[] Place = ["", ""], Zones = [""], NoBroker = [""], Page = ["", ""];

    private readonly TestFolder _folder = new();

    public SetupCommandTests()
    {
        string sample = File.ReadAllText(Path.Combine(Repository.Root, "config/birbcam.json"));
        File.WriteAllText(Config, sample
            .Replace("\"Directory\": null", $"\"Directory\": \"{_folder["state"]}\"", StringComparison.Ordinal)
            .Replace("\"Fps\": 5", "\"Fps\": 60", StringComparison.Ordinal)
            .Replace("localhost:8080", $"localhost:{Mosquitto.FreePort()}", StringComparison.Ordinal));
    }

    private string Config => _folder["birbcam.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_newcomer_gets_a_configuration_that_runs_and_keeps_its_comments()
    {
        string before = File.ReadAllText(Config);
        int port = Mosquitto.FreePort();
        string[] answers =
        [
            Camera,
            "51.05, -114.07", "America/Edmonton", "yes",
            "yes", "street", "ignore", "0,0 1,0 1,0.2 0,0.2", "yes", "no",
            "no",
            "2", $"{port}",
            "yes",
        ];

        (int code, string output, string errors) = await AnswerAsync(answers);

        Assert.Equal(("", ExitCode.Success), (errors, code));
        BirbCamOptions options = ConfigurationFile.Read(Config);
        Assert.Equal((Camera, 51.05, -114.07, "America/Edmonton"), (options.Camera.Uri, options.Location.Latitude, options.Location.Longitude, options.Location.TimeZone));
        Assert.Equal((ScheduleMode.DawnToDusk, "street", $"http://0.0.0.0:{port}"), (options.Schedule.Mode, options.Gate.Zones.Single().Name, options.Web.Listen));
        Assert.Equal(Comments(before), Comments(File.ReadAllText(Config)));
        Assert.Equal(before, File.ReadAllText(Config + ".before-setup"));
        Assert.Equal((640, 480), JpegDecoder.ReadSize(File.ReadAllBytes(_folder["zones.jpg"])));

        // What it told is what opens the page.
        string told = Assert.Single(output.Split('\n'), line => line.StartsWith("Its password is ", StringComparison.Ordinal))["Its password is ".Length..].Trim();
        Assert.True(WebPassword.Open(Path.Combine(_folder["state"], WebPassword.FileName)).Matches(told));
        Assert.Matches($"(?m)^The page: http://.*:{port}", output);
        Assert.Contains($"birbcam run --config {Config}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_more_with_nothing_but_enter_changes_nothing()
    {
        await AnswerAsync([Camera, .. Place, .. Zones, .. NoBroker, .. Page, "yes"]);
        (byte[] config, DateTime written) = (File.ReadAllBytes(Config), File.GetLastWriteTimeUtc(Config));

        (int code, string output, _) = await AnswerAsync(["", .. Place, .. Zones, .. NoBroker, .. Page]);

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("Nothing is changed", output, StringComparison.Ordinal);
        Assert.Contains("was told when it was made", output, StringComparison.Ordinal);
        Assert.Equal(config, File.ReadAllBytes(Config));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Config));
    }

    [Fact]
    public async Task A_broker_is_tried_and_the_right_password_is_kept_in_a_file_of_its_own()
    {
        using Mosquitto broker = await GuardedMosquitto.WithPasswordAsync(_folder, Password);
        string[] wrong = ["yes", "127.0.0.1", "no", $"{broker.Port}", GuardedMosquitto.UserName, "wrong horse", "again"];

        (int code, string output, string errors) = await AnswerAsync([Camera, .. Place, .. Zones, .. wrong, "", "", "", "", Password, .. Page, "yes"]);

        Assert.Equal(("", ExitCode.Success), (errors, code));
        Assert.Contains("That did not work", output, StringComparison.Ordinal);
        Assert.Contains("gives back what it is given", output, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", output + File.ReadAllText(Config), StringComparison.Ordinal);
        Assert.Equal(Password + "\n", File.ReadAllText(_folder["mqtt-password"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(_folder["mqtt-password"]));
        Assert.Equal(_folder["mqtt-password"], ConfigurationFile.Read(Config).Mqtt.PasswordFile);

        // The kept password still opens the broker, and Enter keeps it.
        byte[] config = File.ReadAllBytes(Config);
        (_, string again, _) = await AnswerAsync(["", .. Place, .. Zones, "", "", "", "", "", "", .. Page]);
        Assert.Contains("gives back what it is given", again, StringComparison.Ordinal);
        Assert.Equal(config, File.ReadAllBytes(Config));
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_found_and_another_one_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int taken = ((IPEndPoint)other.LocalEndpoint).Port, free = Mosquitto.FreePort();

        (int code, string output, _) = await AnswerAsync([Camera, .. Place, .. Zones, .. NoBroker, "1", $"{taken}", "again", "1", $"{free}", "yes"]);

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains($"another program has port {taken}", output, StringComparison.Ordinal);
        Assert.Equal($"http://localhost:{free}", ConfigurationFile.Read(Config).Web.Listen);
    }

    [Fact]
    public async Task The_services_own_page_is_no_stranger()
    {
        File.WriteAllText(Config, File.ReadAllText(Config).Replace("v4l2:/dev/video0", Camera, StringComparison.Ordinal));
        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", Config);
        await Eventually.HoldsAsync(() => service.Output.Any(line => line.Contains("The page is at", StringComparison.Ordinal)), "the page is served");

        (int code, string output, _) = await AnswerAsync(["", .. Place, .. Zones, .. NoBroker, .. Page]);

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("BirbCam itself answers", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_camera_that_does_not_open_may_be_kept_or_the_step_skipped()
    {
        (_, string output, _) = await AnswerAsync(["replay:/nowhere", "keep", .. Place, .. Zones, .. NoBroker, .. Page, "yes"]);
        Assert.Contains("'/nowhere' does not exist", output, StringComparison.Ordinal);
        Assert.Equal("replay:/nowhere", ConfigurationFile.Read(Config).Camera.Uri);

        await AnswerAsync(["replay:/elsewhere", "skip", "skip", "skip", "skip", "skip"]);
        Assert.Equal("replay:/nowhere", ConfigurationFile.Read(Config).Camera.Uri);
    }

    [Theory]
    [InlineData("sim:balcony?seed=2")]
    [InlineData("sim:balcony?seed=2", "51, 4", "", "yes", "", "", "", "")]
    public async Task The_end_of_the_answers_leaves_the_file_as_it_was(params string[] answers)
    {
        byte[] before = File.ReadAllBytes(Config);

        (int code, _, string errors) = await AnswerAsync(answers);

        Assert.Equal((ExitCode.Failure, "birbcam: the answers ended before the questions; nothing was changed"), (code, errors));
        Assert.Equal(before, File.ReadAllBytes(Config));
        Assert.Equal([Config], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_file_as_it_was()
    {
        byte[] before = File.ReadAllBytes(Config);
        using BirbcamProcess setup = Start("--no-tests");
        foreach (string answer in (string[])["sim:balcony?seed=2", .. Place, .. Zones, .. NoBroker, .. Page])
            await setup.Input.WriteLineAsync(answer);
        await setup.Input.FlushAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => setup.Output.Any(line => line.Contains("What changes", StringComparison.Ordinal)), "it asks whether to write");

        Assert.Equal(ExitCode.Failure, await setup.InterruptAsync());
        Assert.Contains("Stopped: nothing was changed.", setup.Output);
        Assert.Equal(before, File.ReadAllBytes(Config));
        Assert.Equal([Config], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task No_means_no()
    {
        byte[] before = File.ReadAllBytes(Config);

        (int code, _, _) = await AnswerAsync(["sim:balcony?seed=2", .. Place, .. Zones, .. NoBroker, .. Page, "no"], "--no-tests");

        Assert.Equal(ExitCode.Failure, code);
        Assert.Equal(before, File.ReadAllBytes(Config));
    }

    [Fact]
    public async Task Answers_that_are_none_are_asked_again_and_not_for_ever()
    {
        (int code, string output, string errors) = await AnswerAsync(["/dev/vid", "7", "http://", "sim:balcony"]);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("'/dev/vid' is not a camera", output, StringComparison.Ordinal);
        Assert.Contains("answered wrongly 3 times", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_answers_of_every_step_are_asked_again()
    {
        string[] place = ["91, 0", "NaN, 1", "51, 4", "../../etc/passwd", "Mars/Olympus", "UTC", "perhaps", "no"];
        string[] zones = ["yes", new string('n', 65), "a \"quoted\" , // name", "ig", "0,0 1,1 0.5,0.5", "0,0 1,0 2,2", "0,0;1,0;0,1", "yes", "no"];
        string[] broker = ["yes", "mqtt://broker:1883", "a b", "127.0.0.1", "no", "0", "99999", "1884", "a \\u0022 user", "tab\there", "pass\"word // /*"];
        string[] page = ["https://here:1", "http://x/y", "2", "80", "-1", "8099"];

        (int code, string output, string errors) = await AnswerAsync([Camera, .. place, .. zones, .. broker, .. page, "yes"], "--no-tests");

        Assert.Equal(("", ExitCode.Success), (errors, code));
        BirbCamOptions options = ConfigurationFile.Read(Config);
        Assert.Equal((51.0, 4.0, "UTC"), (options.Location.Latitude, options.Location.Longitude, options.Location.TimeZone));
        Assert.Equal(("a \"quoted\" , // name", 3), (options.Gate.Zones[0].Name, options.Gate.Zones[0].Polygon.Count));
        Assert.Equal(("127.0.0.1", 1884, "a \\u0022 user"), (options.Mqtt.Host, options.Mqtt.Port, options.Mqtt.User));
        Assert.Equal("pass\"word // /*\n", File.ReadAllText(_folder["mqtt-password"]));
        Assert.Equal("http://0.0.0.0:8099", options.Web.Listen);
        Assert.DoesNotContain("bug", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cameras_password_is_not_shown()
    {
        (_, string output, _) = await AnswerAsync(["rtsp://user:hunter2@192.0.2.1/x", .. Place, .. Zones, .. NoBroker, .. Page, "yes"], "--no-tests");
        (_, string again, _) = await AnswerAsync(["", .. Place, .. Zones, .. NoBroker, .. Page], "--no-tests");

        Assert.Equal("rtsp://user:hunter2@192.0.2.1/x", ConfigurationFile.Read(Config).Camera.Uri);
        Assert.Contains("rtsp://user:***@192.0.2.1/x", again, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output + again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_configuration_is_said_before_any_question()
    {
        File.WriteAllText(Config, """{ "Camrea": {} }""");

        (int code, string output, string errors) = await AnswerAsync([]);

        Assert.Equal((ExitCode.Configuration, ""), (code, output));
        Assert.StartsWith($"birbcam: {Config}: 'Camrea' is not a key", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_file_yet_one_is_made()
    {
        File.Delete(Config);
        string[] page = ["3"];

        (int code, _, string errors) = await AnswerAsync([Camera, .. Place, .. Zones, .. NoBroker, .. page, "yes"], "--no-tests");

        Assert.Equal(("", ExitCode.Success), (errors, code));
        Assert.Equal(Camera, ConfigurationFile.Read(Config).Camera.Uri);
    }

    [Fact]
    public async Task A_new_password_takes_the_place_of_the_old_one()
    {
        await AnswerAsync([Camera, .. Place, .. Zones, .. NoBroker, .. Page, "yes"], "--no-tests");
        string file = Path.Combine(_folder["state"], WebPassword.FileName);
        string before = File.ReadAllText(file);

        (int code, string output, _) = await AnswerAsync([], "--new-password");

        string told = output.Split('\n')[0]["Its password is ".Length..].Trim();
        Assert.Equal(ExitCode.Success, code);
        Assert.NotEqual(before, File.ReadAllText(file));
        Assert.True(WebPassword.Open(file).Matches(told));
    }

    [Fact]
    public async Task As_root_the_password_is_the_services_own_and_a_link_left_there_leads_nowhere()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root acts for others");
        const uint nobody = 65534;
        Directory.CreateDirectory(_folder["state"]);
        SetMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        var service = new FileOwner(nobody, nobody);
        Assert.True(service.TakeOver(_folder["state"]));
        File.WriteAllText(_folder["roots"], "secret");
        SetMode(_folder["roots"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string file = Path.Combine(_folder["state"], WebPassword.FileName);

        SetMode(Config, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var installed = new FileOwner(0, nobody);
        Assert.True(installed.TakeOver(Config));

        await AnswerAsync([Camera, .. Place, .. Zones, "yes", "127.0.0.1", "no", "1883", "me", Password, .. Page, "yes"], "--no-tests");
        Assert.Equal((service, service), (FileOwner.Of(file), FileOwner.Of(_folder["mqtt-password"])));
        Assert.Equal((installed, installed), (FileOwner.Of(Config), FileOwner.Of(Config + ".before-setup")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, ModeOf(Config));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(_folder["mqtt-password"]));

        File.CreateSymbolicLink(file + PictureName.Temporary, _folder["roots"]);
        await AnswerAsync([], "--new-password");
        Assert.Equal("secret", File.ReadAllText(_folder["roots"]));
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private BirbcamProcess Start(params string[] options) => BirbcamProcess.Start(["setup", "--config", Config, "--picture", _folder["zones.jpg"], .. options]);

    private async Task<(int Code, string Output, string Errors)> AnswerAsync(string[] answers, params string[] options)
    {
        using BirbcamProcess setup = Start(options);
        try
        {
            await setup.Input.WriteAsync(string.Concat(answers.Select(answer => answer + "\n")));
            setup.Input.Close();
        }
        catch (IOException)
        {
            // It has ended without reading all of them.
        }

        int code = await setup.ExitAsync();
        return (code, string.Join('\n', setup.Output), string.Join('\n', setup.Errors));
    }

    private static string[] Comments(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("//", StringComparison.Ordinal))];
}
