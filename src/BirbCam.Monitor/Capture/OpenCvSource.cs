using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using BirbCam.Monitor.Capture.Devices;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Vision.Imaging.Jpeg;
using OpenCvSharp;

namespace BirbCam.Monitor.Capture;

/// <summary>
/// A Video4Linux device or a video file through OpenCV, on a thread of its own, for a stalled device blocks in the read. The only source that needs
/// OpenCV's native library, which is loaded when a source is opened and not before.
/// </summary>
internal sealed partial class OpenCvSource : IFrameSource
{
    private const string NumberedDevice = "/dev/video";

    private readonly NativeThread _thread = new("opencv");
    private readonly Func<CapturedImage?> _read;
    private readonly string _name;
    private readonly CameraOptions? _asked;

    private VideoCapture? _capture;
    private Mat? _picture;
    private byte[] _bytes = [];
    private bool _deliversJpeg;
    private TimeSpan _position = TimeSpan.MinValue;

    private OpenCvSource(string name, CameraOptions? asked)
    {
        _name = name;
        _asked = asked;
        _read = Read;
    }

    private bool IsDevice => _asked is not null;

    /// <summary>How many frames a video file says it has; null for a device, before it is open, and where it does not say.</summary>
    public long? Count { get; private set; }

    /// <summary>A live camera; its own JPEG bytes where it has them.</summary>
    /// <param name="asked">Width, height and rate that are asked of it; it may choose others.</param>
    public static OpenCvSource Device(string path, CameraOptions asked) => new(path, asked);

    /// <summary>Every frame of a video file with its position.</summary>
    public static OpenCvSource VideoFile(string path) => new(path, asked: null);

    /// <summary>Whether the native library can be loaded here; if not, one sentence that says what to install.</summary>
    public static bool TryLoad([NotNullWhen(false)] out string? missing)
    {
        missing = null;
        try
        {
            _ = Cv2.GetVersionString();
            return true;
        }
        catch (Exception absent) when (absent is TypeInitializationException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            Match library = MissingLibrary().Match(absent.ToString());
            missing = library.Success
                ? $"OpenCV cannot be loaded: {library.Value} is missing or damaged. Install it with: sudo apt install libgtk-3-0"
                : $"OpenCV's native library for {RuntimeInformation.RuntimeIdentifier} is not installed with birbcam.";
            return false;
        }
    }

    /// <exception cref="CaptureException">OpenCV cannot be loaded, or the device or file not opened.</exception>
    public async ValueTask OpenAsync(CancellationToken stop) => await _thread.RunAsync(Open).WaitAsync(stop);

    public async ValueTask<CapturedImage?> ReadAsync(CancellationToken stop) => await _thread.RunAsync(_read).WaitAsync(stop);

    public async ValueTask DisposeAsync()
    {
        // Released by the thread that reads: OpenCV's capture must not be closed under a read.
        Task<bool> released = _thread.RunAsync(Release);
        _thread.Dispose();
        await released;
    }

    private bool Open()
    {
        if (!TryLoad(out string? missing))
            throw new CaptureException(missing);

        _capture = IsDevice ? OpenDevice() : new VideoCapture(_name);
        if (!_capture.IsOpened())
        {
            throw new CaptureException(IsDevice
                ? $"{_name} cannot be opened: another program may use it, or this user is not in the group 'video'."
                : $"'{_name}' cannot be read as a video.");
        }

        _picture = new Mat();
        Count = !IsDevice && _capture.Get(VideoCaptureProperties.FrameCount) is > 0 and < int.MaxValue and double frames ? (long)frames : null;
        if (_asked is CameraOptions asked)
        {
            // The format first: which sizes and rates there are depends on it.
            _capture.Set(VideoCaptureProperties.FourCC, VideoWriter.FourCC('M', 'J', 'P', 'G'));
            _capture.Set(VideoCaptureProperties.FrameWidth, asked.Width);
            _capture.Set(VideoCaptureProperties.FrameHeight, asked.Height);
            _capture.Set(VideoCaptureProperties.Fps, asked.Fps);
            _capture.Set(VideoCaptureProperties.ConvertRgb, 0);
            _deliversJpeg = (int)_capture.Get(VideoCaptureProperties.FourCC) == VideoWriter.FourCC('M', 'J', 'P', 'G');
        }

        return true;
    }

    /// <summary>By its number, which every build of OpenCV takes; names like /dev/v4l/by-id/… are links to numbered devices.</summary>
    private VideoCapture OpenDevice()
    {
        if (!File.Exists(_name))
            throw new CaptureException($"there is no camera at {_name}. 'birbcam camera list' shows which there are.");

        string device = File.ResolveLinkTarget(_name, returnFinalTarget: true)?.FullName ?? _name;
        return device.StartsWith(NumberedDevice, StringComparison.Ordinal) && int.TryParse(device.AsSpan(NumberedDevice.Length), CultureInfo.InvariantCulture, out int number)
            ? new VideoCapture(number, VideoCaptureAPIs.V4L2)
            : new VideoCapture(_name, VideoCaptureAPIs.V4L2);
    }

    private CapturedImage? Read()
    {
        if (!_capture!.Read(_picture!) || _picture!.Empty())
            return IsDevice ? throw new CaptureException($"{_name} stopped delivering pictures.") : null;

        return IsDevice ? ReadLive() : Bgr(NextPosition());
    }

    private CapturedImage ReadLive()
    {
        // ConvertRgb = 0 gives one row of JPEG bytes from a camera that has them. Any other format is left to OpenCV to convert.
        if (_picture!.Rows == 1 && _picture.Type() == MatType.CV_8UC1)
        {
            Memory<byte> buffer = Copy();
            if (JpegMarker.StartsPicture(buffer.Span))
                return CapturedImage.OfJpeg(DriverBuffer.PictureIn(buffer), position: null);

            // One damaged picture, as many cameras begin with, is no reason to let OpenCV decode all that follow.
            if (_deliversJpeg)
                return CapturedImage.OfJpeg(buffer, position: null);
        }

        if (_picture.Type() == MatType.CV_8UC3 && _picture.Rows > 1)
            return Bgr(position: null);

        _capture!.Set(VideoCaptureProperties.ConvertRgb, 1);
        if (!_capture.Read(_picture) || _picture.Type() != MatType.CV_8UC3)
            throw new CaptureException($"{_name} delivers pictures in a format that cannot be read.");
        return Bgr(position: null);
    }

    private CapturedImage Bgr(TimeSpan? position)
    {
        if (_picture!.Type() != MatType.CV_8UC3)
            throw new CaptureException($"{_name} holds pictures in a format that cannot be read.");
        return new CapturedImage(ImageEncoding.Bgr, _picture.Width, _picture.Height, Copy(), position);
    }

    private Memory<byte> Copy()
    {
        int bytes = checked((int)(_picture!.Total() * _picture.ElemSize()));
        if (_bytes.Length < bytes)
            _bytes = new byte[bytes];
        Marshal.Copy(_picture.Data, _bytes, 0, bytes);
        return _bytes.AsMemory(0, bytes);
    }

    /// <summary>Of the picture just read. Some containers repeat or lose time stamps; a recording's time never goes back.</summary>
    private TimeSpan NextPosition()
    {
        TimeSpan stamped = TimeSpan.FromMilliseconds(_capture!.Get(VideoCaptureProperties.PosMsec));
        double fps = _capture.Get(VideoCaptureProperties.Fps);
        TimeSpan step = fps is > 0 and < 1000 ? TimeSpan.FromSeconds(1 / fps) : TimeSpan.FromSeconds(0.04);
        _position = _position == TimeSpan.MinValue ? TimeSpan.Zero
            : stamped > _position ? stamped
            : _position + step;
        return _position;
    }

    private bool Release()
    {
        _capture?.Dispose();
        _picture?.Dispose();
        return true;
    }

    [GeneratedRegex(@"lib(?!OpenCvSharpExtern)[A-Za-z0-9_+.-]+\.so[0-9.]*(?=: (?:cannot open shared object file|file too short|invalid ELF header))")]
    private static partial Regex MissingLibrary();
}
