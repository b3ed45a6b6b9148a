using OpenCvSharp;

namespace BirbCam.Monitor.Bench.Video;

/// <summary>MPEG-4 by OpenCV, where there is no ffmpeg.</summary>
internal sealed class OpenCvEncoder : IVideoEncoder
{
    private readonly VideoWriter _writer;
    private readonly Mat _bgra;
    private readonly Mat _bgr = new();

    /// <exception cref="IOException">It cannot be opened.</exception>
    public OpenCvEncoder(string path, VideoForm form)
    {
        _bgra = new Mat(form.Height, form.Width, MatType.CV_8UC4);
        _writer = new VideoWriter(path, VideoWriter.FourCC('m', 'p', '4', 'v'), form.Fps, new Size(form.Width, form.Height));
        if (_writer.IsOpened())
            return;

        Dispose();
        throw new IOException($"'{path}' cannot be written by OpenCV. Install ffmpeg with: sudo apt install ffmpeg");
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bgra, CancellationToken stop)
    {
        bgra.Span.CopyTo(_bgra.AsSpan<byte>());
        Cv2.CvtColor(_bgra, _bgr, ColorConversionCodes.BGRA2BGR);
        _writer.Write(_bgr);
        return ValueTask.CompletedTask;
    }

    public ValueTask FinishAsync(CancellationToken stop)
    {
        _writer.Release();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Dispose()
    {
        _writer.Dispose();
        _bgra.Dispose();
        _bgr.Dispose();
    }
}
