using BirbCam.Monitor.Capture.Devices;

namespace BirbCam.Monitor.Tests.Capture.Devices;

public sealed class VideoDeviceTests
{
    [Fact]
    public void The_cameras_are_listed_by_number_without_their_metadata_devices()
    {
        using var folder = new TestFolder();
        foreach ((string name, string index) in new[] { ("video10", "0"), ("video2", "0"), ("video3", "1") })
        {
            Directory.CreateDirectory(folder[name]);
            File.WriteAllText(Path.Combine(folder[name], "name"), $"Camera at {name}\n");
            File.WriteAllText(Path.Combine(folder[name], "index"), index + "\n");
        }

        string devices = Directory.CreateDirectory(folder["dev"]).FullName;
        File.WriteAllText(Path.Combine(devices, "video2"), "");

        Assert.Equal(
            [new VideoDevice($"{devices}/video2", "Camera at video2", IsAccessible: true), new VideoDevice($"{devices}/video10", "Camera at video10", IsAccessible: false)],
            VideoDevice.List(folder.Path, devices));
    }

    [Fact]
    public void A_machine_without_video4linux_has_none() => Assert.Empty(VideoDevice.List("/nowhere"));
}
