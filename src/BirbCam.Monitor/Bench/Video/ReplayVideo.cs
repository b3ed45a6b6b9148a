using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Shown;

namespace BirbCam.Monitor.Bench.Video;

/// <summary>
/// A video of what the gate makes of a recording, for tuning by eye. It is written under another name and gets its own when it is whole; what is not finished is deleted. A picture is
/// shown until the next one comes, so that the video's time is the recording's.
/// </summary>
/// <param name="path">Ends with .mp4.</param>
/// <param name="fps">Pictures a second; null takes the recording's rate, as its first two frames tell it.</param>
internal sealed class ReplayVideo(string path, double? fps) : IAsyncDisposable
{
    /// <summary>Of a recording of one picture.</summary>
    private const double UsualFps = 5;

    /// <summary>Faster is no camera of this trade, but a slip in a file's time stamps.</summary>
    private const double FastestFps = 120;

    private readonly string _unfinished = Path.ChangeExtension(path, ".part.mp4");
    private IVideoEncoder? _encoder;
    private ReasonPicture? _picture;
    private byte[] _waiting = [];
    private TimeSpan _waitingSince;
    private double _fps;
    private long _written;

    /// <summary>Adds a frame; frames come in the order of time.</summary>
    /// <exception cref="IOException">The video cannot be written.</exception>
    /// <exception cref="ImageFormatException">The frame's JPEG is damaged.</exception>
    public async ValueTask AddAsync(Frame frame, TimeSpan position, MotionResult result, ToleranceMap tolerance, CancellationToken stop)
    {
        if (_picture is null)
            _picture = new ReasonPicture(frame.Width, frame.Height);
        else
            await WriteWaitingAsync(position, stop);

        _picture.Draw(frame.Pixels, frame.Width, frame.Height, position, result, tolerance);
        if (_waiting.Length == 0)
            _waiting = new byte[_picture.Bgra.Length];
        _picture.Bgra.CopyTo(_waiting);
        _waitingSince = position;
    }

    /// <summary>After the last frame. Gives the video its name.</summary>
    /// <exception cref="IOException">The video cannot be written.</exception>
    public async ValueTask FinishAsync(CancellationToken stop)
    {
        if (_picture is null)
            return;

        await WriteWaitingAsync(_waitingSince + TimeSpan.FromSeconds(1 / (_encoder is null ? fps ?? UsualFps : _fps)), stop);
        await _encoder!.FinishAsync(stop);
        File.Move(_unfinished, path, overwrite: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (_encoder is not null)
            await _encoder.DisposeAsync();
        _picture?.Dispose();
        File.Delete(_unfinished);
    }

    /// <param name="until">When the next picture comes.</param>
    private async ValueTask WriteWaitingAsync(TimeSpan until, CancellationToken stop)
    {
        if (_encoder is null)
        {
            _fps = fps ?? Math.Min(1 / Math.Max((until - _waitingSince).TotalSeconds, 1 / FastestFps), FastestFps);
            _encoder = VideoEncoders.Open(_unfinished, new VideoForm(_picture!.Width, _picture.Height, _fps));
        }

        // At least once: no picture is lost, be the recording's own steps as uneven as they are.
        long end = Math.Max((long)Math.Round(until.TotalSeconds * _fps), _written + 1);
        for (; _written < end; _written++)
            await _encoder.WriteAsync(_waiting, stop);
    }
}
