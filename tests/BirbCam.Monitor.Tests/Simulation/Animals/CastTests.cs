using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Vision.Imaging;
using SkiaSharp;

namespace BirbCam.Monitor.Tests.Simulation.Animals;

public sealed class CastTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Who_was_cut_out_comes_instead_of_the_drawn_ones_in_his_own_colours()
    {
        Write("wren_1.png", SKColors.Magenta);
        SimulationOptions calm = SimulationOptions.Parse(
            $"sim:balcony?cutouts={_folder.Path}&plume=off&light=off&balance=off&shadows=off&snow=off&ribbon=off&twigs=off&noise=off");
        using var scene = new BalconyScene(calm);

        SimulatedVisit visit = scene.VisitsBetween(TimeSpan.Zero, TimeSpan.FromMinutes(2)).First();
        TimeSpan middle = visit.From + ((visit.To - visit.From) / 2);
        byte[] bgr = new byte[calm.Width * calm.Height * 3];
        scene.Render(middle, bgr);
        PixelRect box = Assert.Single(scene.VisitorsAt(middle)).Box;
        int at = 3 * (((box.Y + (box.Height / 2)) * calm.Width) + box.X + (box.Width / 2));

        Assert.Equal("wren", visit.Label);
        Assert.True(bgr[at] > 200 && bgr[at + 1] < 60 && bgr[at + 2] > 200, $"{bgr[at]} {bgr[at + 1]} {bgr[at + 2]} at {box}");
    }

    [Fact]
    public void What_is_no_animal_is_there_of_a_sudden_and_does_not_move()
    {
        Write("none_soil.png", SKColors.Black);
        using var scene = new BalconyScene(new SimulationOptions { Cutouts = _folder.Path });
        SimulatedVisit visit = scene.VisitsBetween(TimeSpan.Zero, TimeSpan.FromMinutes(2)).First();

        PixelRect[] boxes = [.. Enumerable.Range(0, 20).Select(i => Assert.Single(scene.VisitorsAt(visit.From + (i * (visit.To - visit.From) / 20))).Box)];
        Assert.Single(boxes.Distinct());
    }

    [Fact]
    public void Where_nobody_is_to_come_no_cutout_does()
    {
        Write("wren_1.png", SKColors.Magenta);

        Assert.Empty(Cast.Of(new SimulationOptions { Cutouts = _folder.Path, Visitors = [] }).Labels);
    }

    [Theory]
    [InlineData("wren_1.png", "no PNG", false)]
    [InlineData("wren.png", "LABEL_NAME", true)]
    [InlineData("_1.png", "LABEL_NAME", true)]
    [InlineData("wren_1.jpg", "a folder with 1 to", true)]
    public void A_folder_that_cannot_be_used_is_told_in_one_line(string name, string said, bool isPicture)
    {
        if (isPicture)
            Write(name, SKColors.Red);
        else
            File.WriteAllText(_folder[name], "no picture");

        FormatException fault = Assert.Throws<FormatException>(() => SimulationOptions.Parse($"sim:balcony?cutouts={_folder.Path}"));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
        => Assert.Contains("no such folder", Assert.Throws<FormatException>(() => SimulationOptions.Parse("sim:balcony?cutouts=/nowhere")).Message, StringComparison.Ordinal);

    private void Write(string name, SKColor colour)
    {
        using var bitmap = new SKBitmap(40, 30);
        bitmap.Erase(colour);
        using FileStream file = File.Create(_folder[name]);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }
}
