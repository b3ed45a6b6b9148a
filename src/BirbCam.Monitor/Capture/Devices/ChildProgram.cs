using System.Globalization;

namespace BirbCam.Monitor.Capture.Devices;

/// <summary>A program of others that writes motion JPEG to its standard output, with its arguments (never through a shell).</summary>
/// <param name="Install">What to do where the program is missing; one sentence.</param>
internal sealed record ChildProgram(string Program, IReadOnlyList<string> Arguments, string Install)
{
    private const string InstallFfmpeg = "Install it with: sudo apt install ffmpeg";

    /// <summary>The only way to a CSI camera on current Raspberry Pi OS.</summary>
    public static ChildProgram RpicamVid(RpicamCamera camera, CameraOptions asked)
    {
        // Quality: rpicam-vid's own 50 shows blocks that a gate takes for edges. Flush: a picture must not wait for the next one.
        List<string> arguments =
        [
            "--codec", "mjpeg", "--quality", "90", "--nopreview", "--timeout", "0", "--flush",
            "--camera", Number(camera.Index), "--width", Number(asked.Width), "--height", Number(asked.Height), "--framerate", Number(asked.Fps),
        ];
        foreach ((string key, string value) in camera.Settings.Pairs)
            arguments.AddRange([$"--{key}", value]);
        arguments.AddRange(["--output", "-"]);
        return new ChildProgram("rpicam-vid", arguments, "It comes with Raspberry Pi OS; install it with: sudo apt install rpicam-apps");
    }

    /// <summary>Any codec that ffmpeg knows, decoded, thinned and shrunk to what was asked for, as JPEG of high quality.</summary>
    public static ChildProgram FfmpegRtsp(RtspCamera camera, CameraOptions asked) => new(
        "ffmpeg",
        [
            .. Quiet, "-rtsp_transport", "tcp", "-fflags", "nobuffer", "-i", camera.Address.Text, "-an",
            "-vf", $"fps={Number(asked.Fps)},scale=w='min(iw,{Number(asked.Width)})':h='min(ih,{Number(asked.Height)})':force_original_aspect_ratio=decrease",
            "-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-q:v", "3", .. ToPipe,
        ],
        InstallFfmpeg);

    /// <summary>A Video4Linux camera's own JPEGs, where OpenCV cannot be loaded.</summary>
    public static ChildProgram FfmpegV4l2(V4l2Camera camera, CameraOptions asked) => new(
        "ffmpeg",
        [
            .. Quiet, "-f", "v4l2", "-input_format", "mjpeg", "-video_size", $"{Number(asked.Width)}x{Number(asked.Height)}",
            "-framerate", Number(asked.Fps), "-i", camera.Device, "-c:v", "copy", .. ToPipe,
        ],
        InstallFfmpeg);

    /// <summary>Whether a program of this name is on the path.</summary>
    public static bool IsInstalled(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string[] Quiet => ["-nostdin", "-hide_banner", "-loglevel", "error"];

    private static string[] ToPipe => ["-flush_packets", "1", "-f", "mjpeg", "pipe:1"];

    private static string Number(double number) => number.ToString(CultureInfo.InvariantCulture);
}
