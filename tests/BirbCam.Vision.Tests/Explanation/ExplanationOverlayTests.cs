using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;
using SkiaSharp;

namespace BirbCam.Vision.Tests.Explanation;

public sealed class ExplanationOverlayTests
{
    public static TheoryData<ResizeRule, int, int, SeenView> Ways =>
    [
        .. from rule in Enum.GetValues<ResizeRule>()
           from frame in ((int, int)[])[(480, 640), (640, 480), (400, 400), (1000, 300)]
           from seen in Enum.GetValues<SeenView>()
           select (rule, frame.Item1, frame.Item2, seen),
    ];

    [Fact]
    public void It_has_the_size_of_the_picture_and_its_heat_where_the_map_has()
    {
        byte[] bgr = new byte[90 * 70 * 3];
        Array.Fill<byte>(bgr, 100);
        var map = ExplanationFixtures.Map([0, 0, 0, 0, 9, 0], 3, new InputView(0, 0, 90, 70));

        using SKBitmap drawn = SKBitmap.Decode(ExplanationOverlay.Draw(bgr, 90, 70, map));

        Assert.Equal((90, 70), (drawn.Width, drawn.Height));
        Assert.True(drawn.GetPixel(45, 65).Red > drawn.GetPixel(5, 5).Red + 50);
    }

    /// <summary>
    /// A bright marker in the frame goes through the network's own input; where the input is bright becomes the map. Whatever rule the card has and
    /// whichever view was taken, the map's peak and the drawing's heat must be back at the marker.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void The_map_finds_its_way_back_to_the_frame(ResizeRule rule, int frameWidth, int frameHeight, SeenView seen)
    {
        (int x, int y) = (frameWidth * 5 / 9, frameHeight * 4 / 9);
        byte[] bgr = new byte[frameWidth * frameHeight * 3];
        foreach (int at in Enumerable.Range(0, 24 * 24))
            bgr.AsSpan(((((y - 12 + (at / 24)) * frameWidth) + x - 12 + (at % 24)) * 3), 3).Fill(255);

        var input = new ModelInput { Name = "image", Width = 96, Height = 128, Resize = rule };
        InputView view = seen == SeenView.Region
            ? InputView.AroundRegion(new PixelRect(x - 30, y - 20, 50, 50), frameWidth, frameHeight, new ModelRegionView(), input)
            : InputView.OfFrame(frameWidth, frameHeight, input);
        var tensor = new InputTensor(input);
        tensor.Fill(bgr, frameWidth, frameHeight, view);
        float[] map = Pooled(tensor.Values, input.Width, places: 24, across: 4);
        var explanation = ExplanationFixtures.Map(map, 24, view);

        (double peakX, double peakY) = explanation.Peak;
        double placeWidth = view.Width / 24, placeHeight = view.Height / 32;
        Assert.InRange(peakX, x - 12 - placeWidth, x + 12 + placeWidth);
        Assert.InRange(peakY, y - 12 - placeHeight, y + 12 + placeHeight);

        byte[] bgra = new byte[frameWidth * frameHeight * 4];
        Heatmap.Draw(map, 24, view, bgra, frameWidth, frameHeight);
        (double heatX, double heatY) = CentreOfHeat(bgra, frameWidth);

        // Colours are not linear in the map: that moves the centre, and by less than the half place of the classic mistake.
        Assert.InRange(heatX, x - (placeWidth / 4) - 1, x + (placeWidth / 4) + 1);
        Assert.InRange(heatY, y - (placeHeight / 4) - 1, y + (placeHeight / 4) + 1);
    }

    /// <summary>Means of across × across pixels of the first channel.</summary>
    private static float[] Pooled(float[] values, int width, int places, int across)
    {
        float[] map = new float[places * 32];
        for (int i = 0; i < width * 128; i++)
            map[(i / width / across * places) + (i % width / across)] += values[i] / (across * across);
        return map;
    }

    /// <summary>Of the brighter half of the reds, in pixels' middles.</summary>
    private static (double X, double Y) CentreOfHeat(byte[] bgra, int width)
    {
        double sum = 0, sumX = 0, sumY = 0;
        for (int i = 0; i < bgra.Length / 4; i++)
        {
            double heat = Math.Max(bgra[(4 * i) + 2] - 60, 0);
            sum += heat;
            sumX += heat * ((i % width) + 0.5);
            sumY += heat * ((i / width) + 0.5);
        }

        return (sumX / sum, sumY / sum);
    }
}
