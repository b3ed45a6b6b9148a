using BirbCam.Monitor.Capture.Streams;

namespace BirbCam.Monitor.Capture;

/// <summary>
/// A recording, as fast as it is read, every image with its <see cref="CapturedImage.Position"/>: a folder of pictures in name order, one picture, or a
/// video file. Only a video file needs OpenCV. <see cref="Timing.PacedSource"/> plays it in real time.
/// </summary>
/// <param name="path">Folder or file.</param>
/// <param name="folderFps">Pictures a second of a folder.</param>
internal sealed class ReplaySource(string path, double folderFps = Recording.DefaultFps) : IFrameSource
{
    private IFrameSource? _recording;

    /// <summary>How many images there are, once it is open; null where nobody knows.</summary>
    public long? Count => _recording switch
    {
        PictureSource pictures => pictures.Count,
        OpenCvSource video => video.Count,
        _ => null,
    };

    /// <exception cref="RecordingException">Nothing is there, or a folder without pictures: the operator's mistake, waiting does not help.</exception>
    /// <exception cref="CaptureException">Not a video file, or OpenCV cannot be loaded.</exception>
    public ValueTask OpenAsync(CancellationToken stop)
    {
        if (Directory.Exists(path))
            _recording = new PictureSource(PictureSource.In(path), folderFps);
        else if (!File.Exists(path))
            throw new RecordingException($"'{path}' does not exist. A recording is a folder of pictures or a video file.");
        else if (PictureSource.IsPicture(path))
            _recording = new PictureSource([path], folderFps);
        else
            _recording = OpenCvSource.VideoFile(path);

        return _recording.OpenAsync(stop);
    }

    /// <exception cref="BirbCam.Vision.Imaging.ImageFormatException">A picture of the folder cannot be read; the message names it.</exception>
    public ValueTask<CapturedImage?> ReadAsync(CancellationToken stop)
        => (_recording ?? throw new InvalidOperationException("not open")).ReadAsync(stop);

    public ValueTask DisposeAsync() => _recording?.DisposeAsync() ?? ValueTask.CompletedTask;
}
