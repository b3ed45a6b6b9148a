using System.Globalization;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Addresses;
using BirbCam.Monitor.Capture.Devices;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Monitor.Cli;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Setup.Steps;

/// <summary>Which camera, tried at once.</summary>
internal sealed class CameraStep(Questions questions, Trials trials, TimeProvider time) : ISetupStep
{
    public string Title => "The camera";

    public async Task<Draft> RunAsync(Draft draft, CancellationToken stop)
    {
        string[] found = [.. await ListAsync()];
        string usual = draft.Options.Camera.Uri;
        for (int tries = 1; ; tries++)
        {
            string uri = await questions.AskAsync("Number or address of the camera", usual, NetworkAddress.Mask(usual), answer => Read(answer, found), stop);
            Draft chosen = draft.With(new Edit("Camera.Uri", draft.Options.Camera.Uri, uri));
            if (trials == Trials.Left || await IsGoodAsync(chosen.Options.Camera, stop) || await questions.KeepsAsync(tries, stop))
                return chosen;
            usual = uri;
        }
    }

    /// <summary>Opens a camera, says what it shows, and hands over a picture; null where there is none, which is said too.</summary>
    internal static async Task<Frame?> LookAsync(CameraOptions options, Questions questions, TimeProvider time, CancellationToken stop)
    {
        CameraUri camera = CameraUri.Parse(options.Uri);
        await questions.SayAsync($"  Opening {camera} …");
        try
        {
            using var said = new StringWriter();
            Frame frame = await new CameraTrial(camera, options, time).RunAsync(said, stop);
            foreach (string line in said.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
                await questions.SayAsync($"  {line.TrimEnd()}");
            await questions.SayAsync("  It works.");
            return frame;
        }
        catch (Exception lost) when (lost is CaptureException or RecordingException or ImageFormatException or IOException or UnauthorizedAccessException)
        {
            await questions.SayAsync($"  That did not work: {lost.Message.ReplaceLineEndings(" ")}");
            await questions.SayAsync($"  → {Remedy(camera)}");
            return null;
        }
    }

    private async Task<List<string>> ListAsync()
    {
        var found = new List<string>();
        foreach (VideoDevice device in VideoDevice.List())
        {
            found.Add($"v4l2:{device.Path}");
            await questions.SayAsync($"  {found.Count}  v4l2:{device.Path}  {device.Name}{(device.IsAccessible ? "" : "  (this user may not open it: run sudo birbcam setup)")}");
        }

        if (ChildProgram.IsInstalled("rpicam-vid"))
        {
            found.Add("rpicam:");
            await questions.SayAsync($"  {found.Count}  rpicam:  the camera at the flat cable of a Raspberry Pi");
        }

        await questions.SayAsync(found.Count > 0 ? "Take one by its number, or type an address:" : "No camera is connected to this machine. Connect one and run this again, or type an address:");
        await questions.SayAsync("  rtsp://user:password@host/path  an IP camera");
        await questions.SayAsync("  http://host/path                Motion JPEG, or a picture that is asked for again and again");
        await questions.SayAsync("  sim:balcony?seed=1              a drawn balcony, to try BirbCam without a camera");
        return found;
    }

    /// <exception cref="FormatException">Neither a number of the list nor an address.</exception>
    private static string Read(string answer, string[] found)
    {
        if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number > 0 && number <= found.Length ? found[number - 1]
                : throw new FormatException(found.Length > 0 ? $"The list goes from 1 to {found.Length}. Write one of these numbers, or an address." : "The list is empty. Write an address.");
        }

        return CameraUri.TryParse(answer, out _, out string? mistake) ? answer : throw new FormatException(mistake);
    }

    private async Task<bool> IsGoodAsync(CameraOptions options, CancellationToken stop)
    {
        using Frame? frame = await LookAsync(options, questions, time, stop);
        return frame is not null;
    }

    private static string Remedy(CameraUri camera) => camera switch
    {
        V4l2Camera => "Is it plugged in? Does another program use it, as BirbCam itself (sudo systemctl stop birbcam)?",
        RpicamCamera => "Is the flat cable seated, the blue side right? 'rpicam-hello --list-cameras' shows what is connected; BirbCam itself may use it (sudo systemctl stop birbcam).",
        RtspCamera or HttpCamera => "Are the camera on, the address and the password right? Try the same address in VLC or a browser.",
        _ => "Name another recording or scene.",
    };
}
