using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Classification;

/// <summary>
/// Where the network's input plane lies on the frame: the input's W×H pixels show this rectangle, in frame pixels, with fractions.
/// One rectangle describes every resize rule: stretch shows the view itself, crop the middle of it, and pad reaches beyond it.
/// </summary>
public readonly record struct InputView(double X, double Y, double Width, double Height)
{
    /// <summary>The whole frame, as the card's resize rule shows it.</summary>
    public static InputView OfFrame(int frameWidth, int frameHeight, ModelInput input)
        => Resized(0, 0, frameWidth, frameHeight, input);

    /// <summary>
    /// The crop around what moved: the region's box grown by the card's context, not smaller than the card lets it be enlarged, in the input's aspect,
    /// and pushed back inside the frame.
    /// </summary>
    /// <param name="regionInFrame">What moved.</param>
    public static InputView AroundRegion(PixelRect regionInFrame, int frameWidth, int frameHeight, ModelRegionView crop, ModelInput input)
    {
        double width = Math.Max(regionInFrame.Width * crop.Context, input.Width / crop.Enlarge);
        double height = Math.Max(regionInFrame.Height * crop.Context, input.Height / crop.Enlarge);
        double aspect = (double)input.Width / input.Height;
        if (width < height * aspect)
            width = height * aspect;
        else
            height = width / aspect;

        // A frame smaller than the crop shows all of itself along that side, and the resize rule has the last word.
        width = Math.Min(width, frameWidth);
        height = Math.Min(height, frameHeight);
        double x = Math.Clamp(regionInFrame.X + (regionInFrame.Width / 2.0) - (width / 2), 0, frameWidth - width);
        double y = Math.Clamp(regionInFrame.Y + (regionInFrame.Height / 2.0) - (height / 2), 0, frameHeight - height);
        return Resized(x, y, width, height, input);
    }

    private static InputView Resized(double x, double y, double width, double height, ModelInput input)
    {
        double aspect = (double)input.Width / input.Height;
        bool wider = width > height * aspect;
        (double w, double h) = input.Resize switch
        {
            ResizeRule.Crop => wider ? (height * aspect, height) : (width, width / aspect),
            ResizeRule.Pad => wider ? (width, width / aspect) : (height * aspect, height),
            _ => (width, height),
        };

        return new InputView(x + ((width - w) / 2), y + ((height - h) / 2), w, h);
    }
}
