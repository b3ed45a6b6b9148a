using System.Globalization;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;
using SkiaSharp;

namespace BirbCam.Vision.Explanation;

/// <summary>
/// The ancestor's figure: the picture with what was predicted, and beside it the same picture under the heatmap. White paper, black titles.
/// </summary>
public static class ExplanationPanels
{
    /// <summary>Long side of each picture: two abreast are 1,000 pixels wide, which a telephone shows whole and a mail carries.</summary>
    private const int LongSide = 480;

    private const int Margin = 16;

    /// <summary>Room for the title; matplotlib's 12 points at 100 dots an inch are 16.7 pixels high.</summary>
    private const int TitleHeight = 36;

    private const float TitleSize = 16.7f;

    /// <summary>A title that is too long for its panel gets smaller, down to this; then it is cut.</summary>
    private const float SmallestTitle = 9;

    /// <summary>The figure as JPEG.</summary>
    /// <param name="bgr">The frame: height·width·3 bytes, blue first.</param>
    public static byte[] Draw(
        ReadOnlySpan<byte> bgr, int width, int height, Classification.Classification prediction, Explanation explanation, HeatmapScale scale = HeatmapScale.OwnRange)
    {
        using SKBitmap figure = DrawBitmap(bgr, width, height, prediction, explanation, scale);
        return JpegEncoder.Encode(figure, JpegEncoder.KeptQuality);
    }

    /// <summary><c>Prediction: chickadee, magpie (89.52%)</c>: the labels that pass with the least of their probabilities, or <c>none</c>.</summary>
    public static string TitleOf(Classification.Classification prediction)
    {
        (string labels, double confidence) = prediction.Outcome == Outcome.Certain
            ? (string.Join(", ", prediction.Labels.Select(score => score.Label)), prediction.Confidence)
            : ("none", prediction.NoneScore);
        return string.Create(CultureInfo.InvariantCulture, $"Prediction: {labels} ({100 * confidence:F2}%)");
    }

    /// <summary><c>Grad CAM (sparrow)</c>, <c>HiResCAM (sparrow, not chickadee)</c> for a contrast, <c>Grad CAM (against sparrow)</c> for counter-evidence.</summary>
    public static string TitleOf(Explanation explanation)
    {
        string subject = explanation switch
        {
            { IsCounterEvidence: true, Against: string other } => $"{other}, not {explanation.Label}",
            { IsCounterEvidence: true } => $"against {explanation.Label}",
            { Against: string other } => $"{explanation.Label}, not {other}",
            _ => explanation.Label,
        };
        return $"{CamMethods.NameOf(explanation.Method)} ({subject})";
    }

    internal static SKBitmap DrawBitmap(
        ReadOnlySpan<byte> bgr, int width, int height, Classification.Classification prediction, Explanation explanation, HeatmapScale scale = HeatmapScale.OwnRange)
    {
        float shrink = (float)LongSide / Math.Max(width, height);
        int panelWidth = Math.Max(1, (int)Math.Round(width * shrink));
        int panelHeight = Math.Max(1, (int)Math.Round(height * shrink));
        using SKBitmap frame = Bitmaps.FromBgr(bgr, width, height);
        using SKBitmap picture = frame.Resize(new SKSizeI(panelWidth, panelHeight), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));

        var figure = new SKBitmap(new SKImageInfo(
            (2 * panelWidth) + (3 * Margin), TitleHeight + panelHeight + Margin, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(figure);
        canvas.Clear(SKColors.White);

        canvas.DrawBitmap(picture, Margin, TitleHeight, SKSamplingOptions.Default);
        DrawTitle(canvas, TitleOf(prediction), Margin, panelWidth);

        int second = panelWidth + (2 * Margin);
        InputView viewInPanel = Scaled(explanation.View, (double)panelWidth / width, (double)panelHeight / height);
        Heatmap.Draw(explanation.Map, explanation.Width, viewInPanel, picture.GetPixelSpan(), panelWidth, panelHeight, scale);
        picture.NotifyPixelsChanged();
        canvas.DrawBitmap(picture, second, TitleHeight, SKSamplingOptions.Default);
        DrawTitle(canvas, TitleOf(explanation), second, panelWidth);
        return figure;
    }

    private static InputView Scaled(InputView view, double across, double down)
        => new(view.X * across, view.Y * down, view.Width * across, view.Height * down);

    private static void DrawTitle(SKCanvas canvas, string title, int left, int width)
    {
        using var font = new SKFont(Lettering.Face, TitleSize) { Edging = SKFontEdging.Antialias, Subpixel = true };
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        float wanted = font.MeasureText(title);
        if (wanted > width)
            font.Size = Math.Max(SmallestTitle, TitleSize * width / wanted);

        string shown = title;
        for (int length = title.Length - 1; length > 0 && font.MeasureText(shown) > width; length--)
            shown = title[..length] + "…";
        canvas.DrawText(shown, left + (width / 2f), TitleHeight - 12, SKTextAlign.Center, font, paint);
    }
}
