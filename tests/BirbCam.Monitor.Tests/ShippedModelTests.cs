using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using BirbCam.Monitor.Cli;
using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Tests;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests;

/// <summary>The model that ships, as it lies beside the program.</summary>
public sealed class ShippedModelTests
{
    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "models", "balcony.onnx");

    private static readonly ModelCard Card = ModelCard.Read(ModelCard.PathBeside(Model));

    [Fact]
    public void The_card_is_the_card_of_this_file()
        => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Model))), Card.Sha256);

    [Fact]
    public void Its_labels_are_the_animals_of_the_simulation() => Assert.Equal(Species.Labels, Card.Labels);

    [Fact]
    public void It_is_small() => Assert.InRange(new FileInfo(Model).Length, 1, 10_000_000);

    [Fact]
    public void It_says_what_names_must_have_for_evidence() => Assert.NotNull(Card.Explain.LeastInMotion);

    /// <summary>
    /// A sample of the card's figures, computed anew by the program: whole photos of squirrels and birds of the test split. The training's JPEG decoder and
    /// resampling round elsewhere, which may move a photo or two across a threshold.
    /// </summary>
    [Fact]
    public void The_card_tells_the_truth_about_photos_that_the_training_never_saw()
    {
        string photos = SharedData.Require("data/photos");
        using Classifier classifier = Classifier.Load(Model, threads: 2);
        (int squirrels, int named) = Count(classifier, Path.Combine(photos, "squirrel"));
        (int birds, int namedSquirrel) = Count(classifier, Path.Combine(photos, "bird-unlabelled"));

        JsonElement closeUp = Card.Measured!.Value.GetProperty("photo_close_up");
        JsonElement squirrel = closeUp.GetProperty("region").GetProperty("squirrel");
        Assert.Equal(squirrel.GetProperty("n").GetInt32(), squirrels);
        Assert.Equal(squirrel.GetProperty("recall").GetDouble(), (double)named / squirrels, 0.01);
        JsonElement either = closeUp.GetProperty("squirrel_or_bird");
        double right = (double)(named + birds - namedSquirrel) / (squirrels + birds);
        Assert.Equal(either.GetProperty("share").GetDouble(), right, 0.015);
    }

    /// <summary>How many photos of the folder belong to the test split, and how many of these are named squirrel.</summary>
    private static (int Photos, int Named) Count(Classifier classifier, string folder)
    {
        string[] photos = [.. Directory.EnumerateFiles(folder, "*.jpg").Where(IsOfTestSplit)];
        return (photos.Length, photos.Count(photo => IsSquirrel(classifier, photo)));
    }

    /// <summary>As photos.py splits them: of ten blocks of forty, the last.</summary>
    private static bool IsOfTestSplit(string photo) => int.Parse(Path.GetFileNameWithoutExtension(photo), CultureInfo.InvariantCulture) / 40 % 10 == 9;

    private static bool IsSquirrel(Classifier classifier, string photo)
    {
        using Frame frame = SharedOptions.ReadPicture(photo);
        return classifier.Classify(frame, []).Labels.Any(score => score.Label == "squirrel" && score.Probability >= Card.Thresholds["squirrel"]);
    }
}
