using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Devices;

namespace BirbCam.Monitor.Bench.Video;

/// <summary>Writes pictures of one size as a video file.</summary>
internal interface IVideoEncoder : IAsyncDisposable
{
    /// <param name="bgra">Height·Width·4 bytes in row order; stays the caller's.</param>
    /// <exception cref="IOException">It cannot be written; one line.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bgra, CancellationToken stop);

    /// <summary>After the last picture: the file is whole.</summary>
    /// <exception cref="IOException">It cannot be written; one line.</exception>
    ValueTask FinishAsync(CancellationToken stop);
}

/// <summary>Size and pace of a video.</summary>
/// <param name="Width">Even.</param>
/// <param name="Height">Even.</param>
/// <param name="Fps">Pictures a second.</param>
internal readonly record struct VideoForm(int Width, int Height, double Fps);

internal static class VideoEncoders
{
    /// <summary>H.264 by an <c>ffmpeg</c> process where there is one; else what OpenCV has.</summary>
    /// <param name="path">A file name that ends with .mp4.</param>
    /// <exception cref="IOException">There is no way to write videos here; the message says what to install.</exception>
    public static IVideoEncoder Open(string path, VideoForm form)
    {
        if (ChildProgram.IsInstalled(FfmpegEncoder.Program))
            return new FfmpegEncoder(path, form);

        return OpenCvSource.TryLoad(out string? missing)
            ? new OpenCvEncoder(path, form)
            : throw new IOException($"a video needs ffmpeg; install it with: sudo apt install ffmpeg ({missing})");
    }
}
