using System.Globalization;
using System.Text.RegularExpressions;
using BirbCam.Monitor.Tests.House;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>systemd/birbcam.service as systemd's own analysis sees it; no running systemd is needed.</summary>
public sealed partial class UnitTests : IDisposable
{
    /// <summary>Of 10; what cameras, a network and a JIT cost is 1.6 with systemd 252.</summary>
    private const double HighestExposure = 2.0;

    private readonly TestFolder _root = new();

    public UnitTests()
    {
        Assert.SkipUnless(Shell.Missing("systemd-analyze") is null, "systemd-analyze is not installed");
        Directory.CreateDirectory(_root["etc/systemd/system"]);
        Directory.CreateDirectory(_root["opt/birbcam"]);
        File.Copy("/bin/true", _root["opt/birbcam/birbcam"]);
        File.Copy(Path.Combine(Repository.Root, "systemd/birbcam.service"), Unit);
    }

    private string Unit => _root["etc/systemd/system/birbcam.service"];

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Systemd_finds_nothing_to_say_about_it()
    {
        Finished finished = await VerifyAsync();

        Assert.Equal(new Finished(0, ""), finished);
    }

    [Fact]
    public async Task Systemd_would_say_if_there_was_something()
    {
        await File.AppendAllTextAsync(Unit, "[Service]\nWatchdogSecs=1\n", TestContext.Current.CancellationToken);

        Assert.Contains("WatchdogSecs", (await VerifyAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_exposes_little()
    {
        Finished finished = await Shell.RunAsync(
            "systemd-analyze", ["security", "--offline=true", "--no-pager", $"--root={_root.Path}", "birbcam.service"], TestContext.Current.CancellationToken);

        Match score = Score().Match(finished.Output);
        Assert.True(score.Success, finished.Output);
        Assert.InRange(double.Parse(score.Groups[1].Value, CultureInfo.InvariantCulture), 0, HighestExposure);
    }

    private Task<Finished> VerifyAsync() => Shell.RunAsync(
        "systemd-analyze", ["verify", $"--root={_root.Path}", "--recursive-errors=no", "birbcam.service"], TestContext.Current.CancellationToken);

    [GeneratedRegex(@"Overall exposure level for birbcam\.service: ([\d.]+)")]
    private static partial Regex Score();
}
