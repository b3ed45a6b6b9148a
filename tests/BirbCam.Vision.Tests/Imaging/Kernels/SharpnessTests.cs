using BirbCam.Vision.Imaging;
using BirbCam.Vision.Imaging.Kernels;

namespace BirbCam.Vision.Tests.Imaging.Kernels;

public sealed class SharpnessTests
{
    [Fact]
    public void A_hard_edge_is_sharper_than_a_soft_one()
        => Assert.True(Sharpness.Of(Edge(1), 16, new PixelRect(0, 0, 16, 16)) > Sharpness.Of(Edge(8), 16, new PixelRect(0, 0, 16, 16)));

    [Fact]
    public void Only_the_region_counts()
        => Assert.Equal(0, Sharpness.Of(Edge(1), 16, new PixelRect(0, 0, 6, 16)));

    [Fact]
    public void A_region_of_one_pixel_has_none()
        => Assert.Equal(0, Sharpness.Of(Edge(1), 16, new PixelRect(7, 3, 1, 1)));

    /// <summary>16×16: black to the left, white to the right, with a ramp of so many pixels between.</summary>
    private static byte[] Edge(int rampWidth)
    {
        byte[] bgr = new byte[16 * 16 * 3];
        for (int i = 0; i < bgr.Length; i++)
            bgr[i] = (byte)Math.Clamp(255.0 * ((i / 3 % 16) - 7) / rampWidth, 0, 255);
        return bgr;
    }
}
