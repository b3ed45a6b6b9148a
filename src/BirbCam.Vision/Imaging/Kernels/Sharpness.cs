namespace BirbCam.Vision.Imaging.Kernels;

/// <summary>How sharp a part of a picture is: to choose the best of several frames of one visitor.</summary>
public static class Sharpness
{
    /// <summary>
    /// Mean over the region of the squared differences of green between neighbours across and down (Brenner's measure with step 1).
    /// Green stands for luma: it carries 59 % of it and needs no conversion.
    /// </summary>
    /// <param name="bgr">Rows of <paramref name="frameWidth"/>·3 bytes.</param>
    /// <param name="regionInFrame">Inside the picture.</param>
    /// <returns>0–130,050; 0 for a region of less than 2×2 pixels.</returns>
    public static double Of(ReadOnlySpan<byte> bgr, int frameWidth, PixelRect regionInFrame)
    {
        if (regionInFrame.Width < 2 || regionInFrame.Height < 2)
            return 0;

        long sum = 0;
        for (int y = regionInFrame.Y; y < regionInFrame.Bottom - 1; y++)
        {
            int at = (((y * frameWidth) + regionInFrame.X) * 3) + 1;
            int below = at + (frameWidth * 3);
            for (int x = 0; x < regionInFrame.Width - 1; x++, at += 3, below += 3)
            {
                int across = bgr[at + 3] - bgr[at];
                int down = bgr[below] - bgr[at];
                sum += (across * across) + (down * down);
            }
        }

        return (double)sum / ((regionInFrame.Width - 1) * (regionInFrame.Height - 1));
    }
}
