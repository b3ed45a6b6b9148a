using System.Globalization;
using BirbCam.Monitor.Capture;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Kernels;

namespace BirbCam.Monitor.Cli;

/// <summary>Reads a few pictures of a camera and says in words what they are like.</summary>
internal sealed class CameraTrial(CameraUri camera, CameraOptions options, TimeProvider time)
{
    /// <summary>Enough for a rate, and for a camera's exposure to settle.</summary>
    private const int Pictures = 10;

    /// <summary>Where a camera delivers more rarely, fewer pictures must do.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <returns>The last picture; the caller disposes it.</returns>
    /// <exception cref="CaptureException">It cannot be opened or delivers nothing.</exception>
    public async Task<Frame> RunAsync(TextWriter output, CancellationToken stop)
    {
        var heartbeat = new Heartbeat("trial", Timeout.InfiniteTimeSpan, time);
        await using var source = new GuardedSource(FrameSources.Create(camera, options, time), options.StallAfter, time, heartbeat);
        await source.OpenAsync(stop);

        var pool = new FramePool(2);
        Frame? last = null;
        try
        {
            int read = 0;
            long first = 0;
            TimeSpan span = TimeSpan.Zero;
            while (read < Pictures && span < Longest && await source.ReadAsync(stop) is CapturedImage image)
            {
                if (image.Width == 0)
                    continue;

                last?.Dispose();
                last = Rent(pool, image);
                first = read == 0 ? time.GetTimestamp() : first;
                span = time.GetElapsedTime(first);
                read++;
            }

            if (last is null)
                throw new CaptureException("no picture that can be read.");
            await DescribeAsync(output, last, read > 1 ? (read - 1) / span.TotalSeconds : null);
            return last.HandOver();
        }
        finally
        {
            last?.Dispose();
        }
    }

    private Frame Rent(FramePool pool, CapturedImage image)
        => (image.Encoding == ImageEncoding.Jpeg
            ? pool.TryRentJpeg(image.Data.Span, image.Width, image.Height, options.Rotate, time.GetUtcNow(), 0)
            : pool.TryRent(image.Data.Span, image.Width, image.Height, options.Rotate, time.GetUtcNow(), 0))!;

    private async Task DescribeAsync(TextWriter output, Frame frame, double? fps)
    {
        byte[] luma = new byte[frame.Width * frame.Height];
        bool isJpeg = !frame.Jpeg.IsEmpty;
        Luma.FromBgr(frame.Pixels, luma);
        double brightness = Mean(luma);
        double sharpness = Sharpness.Of(frame.Pixels, frame.Width, frame.Bounds);

        await output.WriteLineAsync($"camera     {camera}");
        await output.WriteLineAsync($"size       {frame.Width} × {frame.Height}");
        await output.WriteLineAsync(fps is double rate ? string.Create(CultureInfo.InvariantCulture, $"rate       {rate:0.0} a second") : "rate       only one picture came");
        await output.WriteLineAsync($"encoding   {(isJpeg ? "JPEG (the camera's own, or its program's)" : "pixels")}");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"brightness {brightness:0} of 255: {BrightnessInWords(brightness)}"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"sharpness  {sharpness:0.0}: {SharpnessInWords(sharpness)}"));
    }

    private static double Mean(ReadOnlySpan<byte> luma)
    {
        long sum = 0;
        foreach (byte value in luma)
            sum += value;
        return (double)sum / luma.Length;
    }

    private static string BrightnessInWords(double mean) => mean switch
    {
        < 15 => "black: is the lens covered, or is it night?",
        < 50 => "dark",
        < 200 => "good",
        < 240 => "very bright",
        _ => "white: the camera is blinded",
    };

    /// <summary>Measured on clips of feeders and balconies: 33 to 2,000 as they are; 4 to 38 blurred by a Gaussian of 4 pixels.</summary>
    private static string SharpnessInWords(double brenner) => brenner switch
    {
        < 4 => "nothing but a flat surface, or far out of focus",
        < 30 => "soft: turn the focus ring, or clean the lens",
        _ => "good",
    };
}
