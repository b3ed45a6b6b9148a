using BirbCam.Vision.Imaging;
using SkiaSharp;

namespace BirbCam.Vision.Explanation;

/// <summary>The picture under the heatmap and nothing else, pixel for pixel at the picture's own size.</summary>
public static class ExplanationOverlay
{
    /// <summary>The drawing as JPEG.</summary>
    /// <param name="bgr">The frame: height·width·3 bytes, blue first.</param>
    public static byte[] Draw(ReadOnlySpan<byte> bgr, int width, int height, Explanation explanation, HeatmapScale scale = HeatmapScale.OwnRange)
    {
        using SKBitmap picture = Bitmaps.FromBgr(bgr, width, height);
        Heatmap.Draw(explanation.Map, explanation.Width, explanation.View, picture.GetPixelSpan(), width, height, scale);
        picture.NotifyPixelsChanged();
        return JpegEncoder.Encode(picture, JpegEncoder.KeptQuality);
    }
}
