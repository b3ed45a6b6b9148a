using System.Security.Cryptography;
using BirbCam.Monitor.Simulation.Animals;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Tests;

/// <summary>The model that ships, as it lies beside the program.</summary>
public sealed class ShippedModelTests
{
    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "models", "balcony.onnx");

    [Fact]
    public void The_card_is_the_card_of_this_file()
    {
        ModelCard card = ModelCard.Read(ModelCard.PathBeside(Model));

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Model))), card.Sha256);
    }

    [Fact]
    public void Its_labels_are_the_animals_of_the_simulation()
        => Assert.Equal(Species.Labels, ModelCard.Read(ModelCard.PathBeside(Model)).Labels);

    [Fact]
    public void It_is_small()
        => Assert.InRange(new FileInfo(Model).Length, 1, 3_000_000);
}
