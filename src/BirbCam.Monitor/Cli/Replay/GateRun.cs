using System.Runtime.CompilerServices;
using BirbCam.Monitor.Capture;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;

namespace BirbCam.Monitor.Cli.Replay;

/// <summary>What the gate said about one frame of a recording.</summary>
/// <param name="Frame">Counts the frames that were looked at from 0.</param>
/// <param name="Position">Since the start of the recording.</param>
/// <param name="Cost">What the gate took, a JPEG's decoding included.</param>
internal readonly record struct GateAnswer(long Frame, TimeSpan Position, MotionResult Result, TimeSpan Cost);

/// <summary>One recording through a fresh gate, with default options.</summary>
/// <param name="path">A folder of pictures, a picture or a video file.</param>
/// <param name="fps">Take the frames nearest to this rate's ticks; null takes all. The pictures of a folder have no times: they come at this rate.</param>
/// <param name="time">Measures what the gate takes.</param>
internal sealed class GateRun(string path, double? fps, TimeProvider time)
{
    /// <summary>The frame that is looked at, and the one that may turn out to be nearer.</summary>
    private const int FramesAlive = 2;

    private readonly MotionGate _gate = new(new MotionOptions());
    private readonly FramePool _pool = new(FramesAlive);
    private readonly FrameTicks? _ticks = fps is double rate ? new FrameTicks(rate) : null;
    private long _frames;

    /// <summary>How many frames were read, whether or not the gate was asked about them.</summary>
    public long Read { get; private set; }

    /// <summary>How many there are to read; null where nobody knows.</summary>
    public long? Total { get; private set; }

    /// <exception cref="UsageException">There is no such recording, or it cannot be read.</exception>
    /// <exception cref="CaptureException">OpenCV is needed and cannot be loaded.</exception>
    public async IAsyncEnumerable<GateAnswer> AnswersAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await using ReplaySource source = fps is double rate ? new ReplaySource(path, rate) : new ReplaySource(path);
        await RefusedAsync(async () =>
        {
            await source.OpenAsync(stop);
            return true;
        });

        Total = source.Count;
        Frame? waiting = await NextAsync(source, stop);
        if (waiting is null)
            throw new UsageException($"'{path}' holds no frame that can be read.");

        while (waiting is not null)
        {
            using Frame frame = waiting;
            waiting = await NextAsync(source, stop);
            TimeSpan position = PositionOf(frame);
            if (_ticks?.Takes(position, waiting is null ? null : PositionOf(waiting)) != false)
                yield return Ask(frame, position);
        }
    }

    private GateAnswer Ask(Frame frame, TimeSpan position)
    {
        try
        {
            long start = time.GetTimestamp();
            MotionResult result = _gate.Update(frame);
            return new GateAnswer(_frames++, position, result, time.GetElapsedTime(start));
        }
        catch (ImageFormatException damaged)
        {
            throw new UsageException($"'{path}', picture {frame.Sequence} (from 0): {damaged.Message}");
        }
    }

    private async ValueTask<Frame?> NextAsync(ReplaySource source, CancellationToken stop)
    {
        if (await RefusedAsync(async () => await source.ReadAsync(stop)) is not CapturedImage image)
            return null;

        long sequence = Read++;
        DateTimeOffset capturedAt = DateTimeOffset.UnixEpoch + image.Position!.Value;
        return image.Encoding == ImageEncoding.Jpeg
            ? _pool.TryRentJpeg(image.Data.Span, image.Width, image.Height, Rotation.None, capturedAt, sequence)
            : _pool.TryRent(image.Data.Span, image.Width, image.Height, Rotation.None, capturedAt, sequence);
    }

    private static TimeSpan PositionOf(Frame frame) => frame.CapturedAt - DateTimeOffset.UnixEpoch;

    /// <summary>A file that cannot be read is a wrong argument of this command; a library that is missing is not.</summary>
    private async Task<T> RefusedAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' may not be read by this user.");
        }
        catch (CaptureException unreadable) when (OpenCvSource.TryLoad(out _))
        {
            throw new UsageException(unreadable.Message);
        }
    }
}
