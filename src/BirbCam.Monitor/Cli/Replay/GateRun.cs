using System.Runtime.CompilerServices;
using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Bench.Video;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Streams;
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
/// <param name="video">Gets every frame with its answer, before the answer is given; stays the caller's.</param>
internal sealed class GateRun(string path, double? fps, TimeProvider time, ReplayVideo? video = null)
{
    private readonly MotionGate _gate = new(new MotionOptions());
    private readonly RecordedFrames _recording = new(path, fps);
    private long _frames;

    /// <inheritdoc cref="RecordedFrames.Read"/>
    public long Read => _recording.Read;

    /// <inheritdoc cref="RecordedFrames.Total"/>
    public long? Total => _recording.Total;

    /// <exception cref="RecordingException">There is no such recording, or it cannot be read.</exception>
    /// <exception cref="CaptureException">OpenCV is needed and cannot be loaded.</exception>
    /// <exception cref="IOException">The video cannot be written.</exception>
    public async IAsyncEnumerable<GateAnswer> AnswersAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (RecordedFrame recorded in _recording.ReadAsync(stop))
            yield return await AskAsync(recorded, stop);
    }

    private async ValueTask<GateAnswer> AskAsync(RecordedFrame recorded, CancellationToken stop)
    {
        try
        {
            GateAnswer answer = Ask(recorded);
            if (video is not null)
                await video.AddAsync(recorded.Frame, recorded.Position, answer.Result, _gate.Tolerance(), stop);
            return answer;
        }
        catch (ImageFormatException damaged)
        {
            throw _recording.Damaged(recorded.Frame, damaged);
        }
    }

    private GateAnswer Ask(RecordedFrame recorded)
    {
        long start = time.GetTimestamp();
        MotionResult result = _gate.Update(recorded.Frame);
        return new GateAnswer(_frames++, recorded.Position, result, time.GetElapsedTime(start));
    }
}
