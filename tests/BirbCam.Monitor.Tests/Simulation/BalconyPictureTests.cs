using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Vision.Imaging;
using SkiaSharp;
using GoldenPicture = BirbCam.Vision.Tests.Golden;

namespace BirbCam.Monitor.Tests.Simulation;

/// <summary>The shipped model was trained on these drawings: whoever changes them trains it again.</summary>
public sealed class BalconyPictureTests
{
    private static readonly SimulationOptions Clear = new() { Seed = 3, Noise = false };

    public static TheoryData<string> Labels => [.. Species.Labels];

    [Fact]
    public void The_balcony_looks_as_it_did()
    {
        using var scene = new BalconyScene(Clear with { Visitors = [], Width = 320, Height = 240 });
        using SKBitmap picture = Render(scene, TimeSpan.FromSeconds(27));

        GoldenPicture.AssertMatches("balcony", picture);
    }

    [Theory]
    [MemberData(nameof(Labels))]
    public void The_animals_look_as_they_did(string label)
    {
        using var scene = new BalconyScene(Clear with { Visitors = [label] });
        SimulatedVisit visit = scene.VisitsBetween(TimeSpan.Zero, TimeSpan.FromMinutes(1)).First();
        TimeSpan at = visit.From + TimeSpan.FromSeconds(2);
        PixelRect box = scene.VisitorsAt(at)[0].Box;
        using SKBitmap picture = Render(scene, at);
        using var around = new SKBitmap();
        Assert.True(picture.ExtractSubset(around, SKRectI.Inflate(new SKRectI(box.X, box.Y, box.Right, box.Bottom), 12, 12)));

        GoldenPicture.AssertMatches($"balcony-{label}", around);
    }

    private static SKBitmap Render(BalconyScene scene, TimeSpan at)
    {
        byte[] bgr = new byte[scene.Options.Width * scene.Options.Height * 3];
        scene.Render(at, bgr);
        return Bitmaps.FromBgr(bgr, scene.Options.Width, scene.Options.Height);
    }
}
