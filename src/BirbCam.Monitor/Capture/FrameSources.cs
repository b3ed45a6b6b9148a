using BirbCam.Monitor.Capture.Devices;
using BirbCam.Monitor.Capture.Timing;

namespace BirbCam.Monitor.Capture;

/// <summary>Which source reads which kind of camera.</summary>
internal static class FrameSources
{
    /// <summary>A source, not yet open; a recording is played in real time.</summary>
    /// <exception cref="CaptureException">There is no way to read this kind here; the message says what to install.</exception>
    public static IFrameSource Create(CameraUri camera, CameraOptions asked, TimeProvider time) => camera switch
    {
        V4l2Camera v4l2 => OfDevice(v4l2, asked),
        RpicamCamera rpicam => new PipeSource(ChildProgram.RpicamVid(rpicam, asked)),
        RtspCamera rtsp => new PipeSource(ChildProgram.FfmpegRtsp(rtsp, asked)),
        HttpCamera http => new HttpSource(http.Address, asked.Fps, time),
        // Half of the time after which a silent camera counts as stalled: a gap in a recording is no stall.
        Recording recording => new PacedSource(new ReplaySource(recording.Path, recording.FolderFps), asked.StallAfter / 2, time),
        SimulatedCamera simulation => new SimulatedSource(simulation.Options, time),
        _ => throw new ArgumentOutOfRangeException(nameof(camera), camera, "a kind of camera without a source"),
    };

    private static IFrameSource OfDevice(V4l2Camera camera, CameraOptions asked)
    {
        if (OpenCvSource.TryLoad(out string? missing))
            return OpenCvSource.Device(camera.Device, asked);

        return ChildProgram.IsInstalled("ffmpeg")
            ? new PipeSource(ChildProgram.FfmpegV4l2(camera, asked))
            : throw new CaptureException(missing);
    }
}
