using System.Text.Json;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>The program on a Debian that has nothing but systemd: no desktop libraries, so that OpenCV cannot load.</summary>
[Collection(PublishedCollection.Name)]
public sealed class BareMachineTests(InstalledService machine) : IClassFixture<InstalledService>
{
    [Fact]
    public async Task The_demo_does_the_whole_job()
    {
        Finished demo = await machine.RunAsync("/opt/birbcam/birbcam", "demo", "--duration", "40s");

        Assert.True(demo.ExitCode == 0, demo.Output);
        Assert.Contains("0 names were wrong", demo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_replayed_and_a_video_gets_the_one_sentence()
    {
        await machine.RunAsync("/opt/birbcam/birbcam", "simulate", "--out", "/tmp/frames", "--count", "12", "--width", "320", "--height", "240");
        await machine.RunAsync("touch", "/tmp/clip.mp4");

        Finished folder = await machine.RunAsync("/opt/birbcam/birbcam", "replay", "/tmp/frames", "--json");
        Finished video = await machine.RunAsync("/opt/birbcam/birbcam", "replay", "/tmp/clip.mp4");

        Assert.True(folder.ExitCode == 0, folder.Output);
        string[] lines = folder.Output.Trim().Split('\n');
        Assert.Equal(12, lines.Length);
        Assert.All(lines, line => Assert.True(JsonDocument.Parse(line).RootElement.TryGetProperty("verdict", out _)));
        Assert.Equal(1, video.ExitCode);
        Assert.Contains("libgtk-3-0", Assert.Single(video.Output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_says_what_opencv_lacks_and_finds_the_rest_well()
    {
        Finished doctor = await machine.RunAsync("/opt/birbcam/birbcam", "doctor", "--config", "/etc/birbcam/birbcam.json", "--json");
        Dictionary<string, string?> health = doctor.Output.Trim().Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(finding => finding.GetProperty("subject").GetString()!, finding => finding.GetProperty("health").GetString());

        Assert.Equal("bad", health["opencv"]);
        Assert.Equal("doubtful", health["turbojpeg"]);
        foreach (string subject in new[] { "onnxruntime", "skia", "sqlite", "model", "camera", "broker" })
            Assert.Equal((subject, "good"), (subject, health[subject]));
    }
}
