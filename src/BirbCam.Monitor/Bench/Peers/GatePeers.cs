using System.Diagnostics.CodeAnalysis;
using BirbCam.Monitor.Bench.Gate;
using BirbCam.Monitor.Capture;
using OpenCvSharp;

namespace BirbCam.Monitor.Bench.Peers;

/// <summary>The gates of others that ours is measured beside. They need OpenCV's native library.</summary>
internal static class GatePeers
{
    /// <summary>False where OpenCV cannot be loaded.</summary>
    /// <param name="missing">What to install; one sentence.</param>
    public static bool TryGet([NotNullWhen(true)] out Contender[]? peers, [NotNullWhen(false)] out string? missing)
    {
        peers = null;
        if (!OpenCvSource.TryLoad(out missing))
            return false;

        // As all of our own: one thread.
        Cv2.SetNumThreads(1);
        peers = [new Contender("MOG2 + median 25", () => new Mog2Median()), new Contender("running mean", () => new RunningMean())];
        return true;
    }
}
