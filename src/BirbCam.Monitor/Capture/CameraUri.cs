using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BirbCam.Monitor.Capture.Addresses;
using BirbCam.Monitor.Simulation;

namespace BirbCam.Monitor.Capture;

/// <summary>Where the images come from: one record a kind, parsed once. None of them shows a password when it is written out.</summary>
internal abstract record CameraUri
{
    private const string Kinds = "Use one of: v4l2:, rtsp:, http:, rpicam:, replay:, sim:.";

    /// <summary>For people and logs: as it was written, the secrets masked.</summary>
    public abstract string Display { get; }

    /// <exception cref="FormatException">It is not a camera; the message is one line that says what to change.</exception>
    public static CameraUri Parse(string text)
        => TryParse(text, out CameraUri? camera, out string? mistake) ? camera : throw new FormatException(mistake);

    /// <param name="mistake">One line that says what to change.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CameraUri? camera, [NotNullWhen(false)] out string? mistake)
    {
        camera = null;
        mistake = null;
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string rest = text[(colon + 1)..];
        try
        {
            camera = (colon < 0 ? "" : text[..colon].ToLowerInvariant()) switch
            {
                "v4l2" => V4l2Camera.Of(rest),
                "rpicam" => RpicamCamera.Of(rest),
                "rtsp" or "rtsps" => new RtspCamera(NetworkAddress.Parse(text)),
                "http" or "https" => new HttpCamera(NetworkAddress.Parse(text)),
                "replay" => Recording.Of(rest),
                "sim" => new SimulatedCamera(text, SimulationOptions.Parse(text)),
                _ => throw new FormatException($"'{NetworkAddress.Mask(text)}' is not a camera. {Kinds}"),
            };
            return true;
        }
        catch (FormatException wrong)
        {
            mistake = wrong.Message;
            return false;
        }
    }

    public sealed override string ToString() => Display;
}

/// <summary>A Video4Linux device, <c>v4l2:/dev/video0</c>.</summary>
internal sealed record V4l2Camera(string Device) : CameraUri
{
    public override string Display => $"v4l2:{Device}";

    internal static V4l2Camera Of(string device) => device.StartsWith("/dev/", StringComparison.Ordinal) && !device.Contains('?', StringComparison.Ordinal)
        ? new V4l2Camera(device)
        : throw new FormatException($"'v4l2:{device}' names no device. Write it as v4l2:/dev/video0.");
}

/// <summary>A camera at the CSI port of a Raspberry Pi, <c>rpicam:</c>, <c>rpicam:1</c>, <c>rpicam:0?awb=daylight&amp;roi=0.2,0.2,0.5,0.5</c>.</summary>
/// <param name="Index">Which of the cameras that <c>rpicam-vid --list-cameras</c> shows.</param>
/// <param name="Settings">Options of <c>rpicam-vid</c> of the same name.</param>
internal sealed record RpicamCamera(int Index, UriQuery Settings) : CameraUri
{
    private static readonly string[] Keys = ["autofocus-mode", "awb", "exposure", "gain", "lens-position", "roi", "shutter"];

    public override string Display => $"rpicam:{Index}{Settings}";

    internal static RpicamCamera Of(string rest)
    {
        (string index, UriQuery settings) = UriQuery.Split(rest, "rpicam:", Keys);
        return index.Length == 0 ? new RpicamCamera(0, settings)
            : int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 16 ? new RpicamCamera(number, settings)
            : throw new FormatException($"'rpicam:{rest}' names no camera. Write rpicam: for the first camera, rpicam:1 for the second.");
    }
}

/// <summary>A stream of an IP camera, <c>rtsp://user:password@host/path</c>.</summary>
internal sealed record RtspCamera(NetworkAddress Address) : CameraUri
{
    public override string Display => Address.Display;
}

/// <summary>Motion JPEG or a single picture to be asked for again and again, <c>http://user:password@host/path</c>.</summary>
internal sealed record HttpCamera(NetworkAddress Address) : CameraUri
{
    public override string Display => Address.Display;
}

/// <summary>A folder of pictures in name order or a video file, <c>replay:PATH</c>; for a folder <c>replay:PATH?fps=10</c>.</summary>
/// <param name="FolderFps">Pictures a second of a folder.</param>
internal sealed record Recording(string Path, double FolderFps = Recording.DefaultFps) : CameraUri
{
    /// <summary>What the gate is judged at.</summary>
    public const double DefaultFps = 5;

    public override string Display => $"replay:{Path}";

    internal static Recording Of(string rest)
    {
        // A question mark may belong to the path: only what looks like our one key is taken off.
        int query = rest.LastIndexOf("?fps=", StringComparison.Ordinal);
        string path = query < 0 ? rest : rest[..query];
        if (path.Length == 0)
            throw new FormatException("'replay:' names no recording. Write it as replay:PATH, a folder of pictures or a video file.");
        if (query < 0)
            return new Recording(path);

        string fps = rest[(query + "?fps=".Length)..];
        return double.TryParse(fps, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate) && rate is >= 0.2 and <= 240
            ? new Recording(path, rate)
            : throw new FormatException($"'{fps}' is not a frame rate. Write replay:PATH?fps=5 with a number from 0.2 to 240.");
    }
}

/// <summary>A drawn scene, <c>sim:balcony?seed=1</c>.</summary>
internal sealed record SimulatedCamera(string Text, SimulationOptions Options) : CameraUri
{
    public override string Display => Text;
}
