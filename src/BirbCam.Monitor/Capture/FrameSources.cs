namespace BirbCam.Monitor.Capture;

/// <summary>Which source reads which kind of camera.</summary>
internal static class FrameSources
{
    /// <summary>A source, not yet open; a recording is played in real time.</summary>
    /// <exception cref="CaptureException">There is no way to read this kind here; the message says what to install.</exception>
    public static IFrameSource Create(CameraUri camera, CameraOptions asked, TimeProvider time) => camera switch
    {
        Recording recording => new PacedSource(new ReplaySource(recording.Path, recording.FolderFps), asked.StallAfter / 2, time),
        Simulation simulation => new SimulatedSource(simulation.Options, time),
        V4l2Camera v4l2 => OpenCvSource.Device(v4l2.Device, asked),
        _ => throw new NotSupportedException(camera.Display),
    };
}
