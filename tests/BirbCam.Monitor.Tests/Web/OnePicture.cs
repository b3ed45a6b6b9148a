using BirbCam.Monitor.Tests.Capture;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Web;

/// <summary>A camera of 32×24 pixels that always sees the same; the frame before must have been disposed.</summary>
internal sealed class OnePicture : IDisposable
{
    private readonly FramePool _pool = new(1);

    public Frame Next() => _pool.TryRent(TestPictures.Bgr(32, 24, seed: 3), 32, 24, Rotation.None, Detections.Morning, 0)!;

    public void Dispose() => Assert.Equal(0, _pool.Outstanding);
}
