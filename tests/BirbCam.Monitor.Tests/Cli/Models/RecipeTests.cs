using System.Text.Json;
using BirbCam.Monitor.Tests.House;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Cli.Models;

/// <summary>The recipe of the shipped model (<c>models/training</c>) and the program agree, and its figures are what they are called.</summary>
public sealed class RecipeTests
{
    private static readonly ModelCard Card = ModelCard.Read(Path.Combine(Repository.Root, "models", "balcony.json"));

    [Fact]
    public async Task The_network_is_trained_on_the_crops_that_the_program_cuts()
    {
        JsonElement recipe = await RecipeAsync();

        JsonElement view = recipe.GetProperty("view");
        ModelRegionView region = Card.Views.Region!;
        Assert.Equal(
            (Card.Input.Width, Card.Input.Height, region.Context, region.Enlarge),
            (view.GetProperty("width").GetInt32(), view.GetProperty("height").GetInt32(), view.GetProperty("context").GetDouble(), view.GetProperty("enlarge").GetDouble()));
        Assert.All(recipe.GetProperty("boxes").EnumerateArray().Zip(recipe.GetProperty("rectangles").EnumerateArray()), pair =>
        {
            int[] box = [.. pair.First.EnumerateArray().Select(edge => edge.GetInt32())];
            double[] expected = [.. pair.Second.EnumerateArray().Select(edge => edge.GetDouble())];
            InputView crop = InputView.AroundRegion(new PixelRect(box[0], box[1], box[2], box[3]), 640, 480, region, Card.Input);
            double[] cut = [crop.X, crop.Y, crop.Width, crop.Height];
            Assert.Equal(expected, cut);
        });
    }

    [Fact]
    public async Task Calibration_finds_the_scale_and_the_offset_that_were_added()
    {
        JsonElement recipe = await RecipeAsync();

        JsonElement found = recipe.GetProperty("calibration"), error = recipe.GetProperty("calibration_error");
        Assert.All(found.GetProperty("scale").EnumerateArray(), scale => Assert.Equal(0.5, scale.GetDouble(), 0.03));
        Assert.All(found.GetProperty("offset").EnumerateArray(), offset => Assert.Equal(-0.5, offset.GetDouble(), 0.1));
        Assert.InRange(error.GetProperty("before").GetDouble(), 0.05, 1);
        Assert.InRange(error.GetProperty("after").GetDouble(), 0, 0.015);
    }

    /// <summary>Of four samples: one right, one wrong, one right beside a label whose truth is not known, one missed.</summary>
    [Fact]
    public async Task Figures_count_what_is_known()
    {
        JsonElement recipe = await RecipeAsync();

        JsonElement few = recipe.GetProperty("few"), chickadee = few.GetProperty("chickadee"), effect = recipe.GetProperty("effect");
        Assert.Equal((1, 1.0, 0.5), (chickadee.GetProperty("n").GetInt32(), chickadee.GetProperty("recall").GetDouble(), chickadee.GetProperty("precision").GetDouble()));
        Assert.Equal(JsonValueKind.Null, few.GetProperty("squirrel").GetProperty("recall").ValueKind);
        Assert.Equal(0.6667, few.GetProperty("micro_f1").GetDouble());
        Assert.Equal(0.5556, few.GetProperty("macro_f1").GetDouble());
        Assert.Equal(
            (2, 0, 1, 1),
            (effect.GetProperty("right_names").GetInt32(), effect.GetProperty("right_names_lost").GetInt32(),
                effect.GetProperty("wrong_names").GetInt32(), effect.GetProperty("wrong_names_removed").GetInt32()));

        // Wilson (1927): 8 of 10.
        Assert.Equal([0.49, 0.943], recipe.GetProperty("interval").EnumerateArray().Select(edge => edge.GetDouble()));
    }

    [Fact]
    public async Task A_persons_pictures_are_known_by_their_names()
    {
        JsonElement own = (await RecipeAsync()).GetProperty("own");

        Assert.Equal(["none_2026-10-06", "sparrow_magpie_2026-10-04T13-12-03", "squirrel_2026-10-05"], own.EnumerateObject().Select(frame => frame.Name).Order());
        Assert.Equal([0, 1, 1, 0], Numbers("sparrow_magpie_2026-10-04T13-12-03", "targets"));
        Assert.Equal([160, 240, 80, 120], Numbers("sparrow_magpie_2026-10-04T13-12-03", "box"));
        Assert.Equal([0, 0, 0, 1], Numbers("squirrel_2026-10-05", "targets"));
        Assert.Equal([0, 0, 0, 0], Numbers("none_2026-10-06", "targets"));
        Assert.Equal(JsonValueKind.Null, own.GetProperty("none_2026-10-06").GetProperty("box").ValueKind);

        IEnumerable<double> Numbers(string frame, string what) => own.GetProperty(frame).GetProperty(what).EnumerateArray().Select(number => number.GetDouble());
    }

    private static async Task<JsonElement> RecipeAsync()
    {
        await TorchPython.RequireAsync();
        (int exitCode, string output, string errors) = await TorchPython.RunAsync(Path.Combine(Repository.Root, "tests/torch/recipe.py"));
        Assert.True(exitCode == 0, errors);
        return JsonDocument.Parse(output).RootElement;
    }
}
