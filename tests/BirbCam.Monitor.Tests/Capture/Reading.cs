using BirbCam.Monitor.Capture;
using BirbCam.Vision.Imaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Capture;

/// <summary>Reads real sources: directly, or through a camera as the pipeline does.</summary>
internal static class Reading
{
    /// <summary>Of tests that wait for other programs: they fail instead of hanging.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static CameraOptions Options => new() { Uri = "v4l2:/dev/test", Fps = 60, Width = 320, Height = 240 };

    /// <summary>Opens the source and reads so many images, or to the end; the caller's function sees each while it is valid.</summary>
    public static async Task<List<T>> ImagesAsync<T>(IFrameSource source, int count, Func<CapturedImage, T> look)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Limit);
        var seen = new List<T>();
        await using (source)
        {
            await source.OpenAsync(stop.Token);
            while (seen.Count < count && await source.ReadAsync(stop.Token) is CapturedImage image)
                seen.Add(look(image));
        }

        return seen;
    }

    /// <summary>So many frames through a camera on the real clock; every one of them has come home afterwards.</summary>
    public static async Task<List<T>> FramesAsync<T>(Func<IFrameSource> open, CameraOptions options, int count, Func<Frame, T> look)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(Limit);
        var pool = new FramePool(2);
        var camera = new Camera(options, open, schedule: null, TimeProvider.System, new Random(1), NullLogger<Camera>.Instance);
        var seen = new List<T>();
        await foreach (Frame frame in camera.ReadFramesAsync(pool, stop.Token))
        {
            using (frame)
                seen.Add(look(frame));
            if (seen.Count == count)
                break;
        }

        Assert.Equal(0, pool.Outstanding);
        return seen;
    }
}
