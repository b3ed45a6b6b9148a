using System.CommandLine;
using System.Text.Json;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Devices;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Monitor.Configuration;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Overlays;

namespace BirbCam.Monitor.Cli;

/// <summary><c>birbcam camera</c>: which cameras there are, and whether one delivers pictures.</summary>
internal static class CameraCommand
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public static Command Create() => new("camera", "Look at cameras.") { List(), Test() };

    private static Command List()
    {
        var json = new Option<bool>("--json") { Description = "one JSON object" };
        var command = new Command("list", "Show the cameras of this machine.") { json };
        command.SetAction(async (parsed, _) =>
        {
            IReadOnlyList<VideoDevice> devices = VideoDevice.List();
            bool hasRpicam = ChildProgram.IsInstalled("rpicam-vid");
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                var found = devices.Select(device => new { uri = $"v4l2:{device.Path}", device.Name, accessible = device.IsAccessible });
                await output.WriteLineAsync(JsonSerializer.Serialize(new { devices = found, rpicam = hasRpicam }, SnakeCase));
                return;
            }

            foreach (VideoDevice device in devices)
                await output.WriteLineAsync($"v4l2:{device.Path}  {device.Name}{(device.IsAccessible ? "" : "  (this user may not open it: sudo usermod -aG video $USER)")}");
            if (devices.Count == 0)
                await output.WriteLineAsync("no Video4Linux camera (nothing in /sys/class/video4linux)");
            await output.WriteLineAsync(hasRpicam
                ? "rpicam:  rpicam-vid is installed; 'rpicam-vid --list-cameras' shows what is connected"
                : "no rpicam-vid (it is needed for a camera at the CSI port of a Raspberry Pi only)");
        });
        return command;
    }

    private static Command Test()
    {
        var uri = new Option<string>("--uri") { Description = "the camera; else the one of the configuration" };
        var config = new Option<string>("--config") { Description = "configuration file whose camera and zones are used" };
        var target = new Option<string>("--out") { Description = "write a picture here, as JPEG, with a grid in tenths for drawing zones, and the zones" };
        var command = new Command("test", "Open a camera, read some pictures and say what they are like.") { uri, config, target };
        command.SetAction(async (parsed, stop) =>
        {
            string? file = parsed.GetValue(config);
            BirbCamOptions configured = file is null ? new BirbCamOptions() : ConfigurationFile.Read(file);
            CameraOptions options = configured.Camera;
            if (parsed.GetValue(uri) is string given)
                options = options with { Uri = given };

            bool isConfigured = parsed.GetValue(uri) is null && file is not null;
            if (!CameraUri.TryParse(options.Uri, out CameraUri? camera, out string? mistake))
                throw isConfigured ? new ConfigurationException($"{file}: {mistake}") : new UsageException(mistake);

            try
            {
                TextWriter output = parsed.InvocationConfiguration.Output;
                using Frame frame = await new CameraTrial(camera, options, TimeProvider.System).RunAsync(output, stop);
                if (parsed.GetValue(target) is string picture)
                {
                    await File.WriteAllBytesAsync(picture, MarkedPicture.Draw(frame, configured.Gate.Zones.Select(zone => (zone.Name, zone.Polygon))), stop);
                    await output.WriteLineAsync($"picture    {picture}");
                }
            }
            catch (Exception failed) when (failed is CaptureException or RecordingException or ImageFormatException)
            {
                throw isConfigured ? new ConfigurationException($"{file}: {camera}: {failed.Message}") : new CommandFailedException($"{camera}: {failed.Message}");
            }
        });
        return command;
    }
}
