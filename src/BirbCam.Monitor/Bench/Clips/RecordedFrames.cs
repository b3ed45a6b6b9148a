using System.Runtime.CompilerServices;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Bench.Clips;

/// <summary>A frame of a recording that is to be looked at.</summary>
/// <param name="Frame">The reader's: valid until the next one is asked for. Its time is the position after the Unix epoch.</param>
/// <param name="Position">Since the start of the recording.</param>
internal readonly record struct RecordedFrame(Frame Frame, TimeSpan Position);

/// <summary>The frames of one recording, one after the other, as fast as they are asked for.</summary>
/// <param name="path">A folder of pictures, a picture or a video file.</param>
/// <param name="fps">Take the frames nearest to this rate's ticks; null takes all. The pictures of a folder have no times: they come at this rate.</param>
internal sealed class RecordedFrames(string path, double? fps)
{
    /// <summary>The frame that is looked at, and the one that may turn out to be nearer.</summary>
    private const int FramesAlive = 2;

    private readonly FramePool _pool = new(FramesAlive);
    private readonly FrameTicks? _ticks = fps is double rate ? new FrameTicks(rate) : null;

    /// <summary>How many frames were read, whether or not they were handed out.</summary>
    public long Read { get; private set; }

    /// <summary>How many there are to read; null where nobody knows.</summary>
    public long? Total { get; private set; }

    /// <summary>Once.</summary>
    /// <exception cref="RecordingException">There is no such recording, or it cannot be read.</exception>
    /// <exception cref="CaptureException">OpenCV is needed and cannot be loaded.</exception>
    /// <exception cref="ImageFormatException">A picture of the folder cannot be read; the message names it.</exception>
    public async IAsyncEnumerable<RecordedFrame> ReadAsync([EnumeratorCancellation] CancellationToken stop)
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
            throw new RecordingException($"'{path}' holds no frame that can be read.");

        while (waiting is not null)
        {
            using Frame frame = waiting;
            waiting = await NextAsync(source, stop);
            TimeSpan position = PositionOf(frame);
            if (_ticks?.Takes(position, waiting is null ? null : PositionOf(waiting)) != false)
                yield return new RecordedFrame(frame, position);
        }
    }

    /// <summary>What to say of a frame whose JPEG turned out to be damaged when it was decoded.</summary>
    public RecordingException Damaged(Frame frame, ImageFormatException damaged)
        => new($"'{path}', picture {frame.Sequence} (from 0): {damaged.Message}");

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

    /// <summary>A file that cannot be read is a wrong argument of a command; a library that is missing is not.</summary>
    private async Task<T> RefusedAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (UnauthorizedAccessException)
        {
            throw new RecordingException($"'{path}' may not be read by this user.");
        }
        catch (CaptureException unreadable) when (OpenCvSource.TryLoad(out _))
        {
            throw new RecordingException(unreadable.Message);
        }
    }
}
