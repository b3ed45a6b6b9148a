using System.Text.Json.Nodes;
using BirbCam.Tests;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;

namespace BirbCam.Vision.Tests.Classification;

/// <summary>On the model that ships: it is the one that must work.</summary>
public sealed class ClassifierTests : IDisposable
{
    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "models", "balcony.onnx");
    private static readonly DateTimeOffset Noon = new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly Classifier _classifier = Classifier.Load(Model, threads: 1);
    private readonly Frame _frame = NoiseFrame(640, 480);
    private readonly string _folder = Directory.CreateTempSubdirectory("birbcam-classifier-").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _frame.Dispose();
        _classifier.Dispose();
    }

    [Fact]
    public void Every_label_gets_a_probability()
    {
        BirbCam.Vision.Classification.Classification answer = _classifier.Classify(_frame, []);

        Assert.Equal(_classifier.Card.Labels, answer.Scores.Select(score => score.Label));
        Assert.All(answer.Scores, score => Assert.InRange(score.Probability, 0, 1));
    }

    [Fact]
    public void The_same_pixels_give_the_same_numbers()
    {
        PixelRect[] regions = [new(100, 100, 60, 40), new(400, 300, 50, 50)];

        Assert.Equal(_classifier.Classify(_frame, [.. regions]).Scores, _classifier.Classify(_frame, [.. regions]).Scores);
    }

    [Fact]
    public void Without_a_region_the_whole_frame_is_explained()
    {
        _classifier.Classify(_frame, []);

        Assert.Equal(new InputView(0, 0, 640, 480), _classifier.StrongestView("magpie").Pass.View);
    }

    [Fact]
    public void With_regions_the_crop_in_which_the_label_is_strongest_is_explained()
    {
        PixelRect[] regions = [new(100, 100, 60, 40), new(400, 300, 50, 50)];
        _classifier.Classify(_frame, [.. regions]);
        (ForwardPass pass, int classIndex) = _classifier.StrongestView("magpie");
        InputView strongest = pass.View;
        float logit = pass.Logits[classIndex];

        Assert.Equal(_classifier.Card.Labels.IndexOf("magpie"), classIndex);
        var logits = new Dictionary<InputView, float>();
        foreach (PixelRect region in regions)
        {
            _classifier.Classify(_frame, [region]);
            (ForwardPass alone, _) = _classifier.StrongestView("magpie");
            logits[alone.View] = alone.Logits[classIndex];
        }

        Assert.Equal(logits.MaxBy(pair => pair.Value).Key, strongest);
        Assert.Equal(logits.Values.Max(), logit, 1e-4f);
    }

    [Fact]
    public void A_branch_full_of_regions_costs_three_crops_at_most()
    {
        PixelRect[] regions = [.. Enumerable.Range(0, 40).Select(i => new PixelRect(i * 15, 200, 12, 12))];

        Assert.Equal(_classifier.Classify(_frame, [.. regions[..3]]).Scores, _classifier.Classify(_frame, [.. regions]).Scores);
    }

    [Fact]
    public void Classifying_allocates_no_pictures()
    {
        PixelRect[] regions = [new(100, 100, 60, 40)];

        // Scores, names and ONNX Runtime's handles; the network's input alone would be 590,000.
        Assert.InRange(Allocations.Of(() => _classifier.Classify(_frame, [.. regions])), 0, 20_000);
    }

    [Fact]
    public void A_missing_model_says_what_to_set()
        => Assert.Contains("Model.Path", Assert.Throws<ModelException>(() => Classifier.Load("/nowhere/model.onnx", 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_golden_vector_that_does_not_come_out_stops_the_start()
        => AssertRefused(card => card["golden"]!["logits"]![0] = 123, "golden");

    [Fact]
    public void A_card_that_takes_logits_for_probabilities_is_refused()
        => AssertRefused(card => card["output"]!["is"] = "probabilities", "output.is");

    [Fact]
    public void A_model_that_cannot_be_opened_is_refused_as_a_missing_one_is()
    {
        File.Copy(Path.ChangeExtension(Model, ".json"), Path.Combine(_folder, "locked.json"));
        File.Copy(Model, Path.Combine(_folder, "locked.onnx"));
        using FileStream locked = new(Path.Combine(_folder, "locked.onnx"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Contains("cannot be read", Assert.Throws<ModelException>(() => Classifier.Load(locked.Name, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_classes_of_a_label_the_strongest_is_explained()
    {
        using Classifier joined = Classifier.Load(WithCard(card =>
        {
            card["labels"] = new JsonArray("bird", "squirrel");
            card["map"] = new JsonObject { ["0"] = "bird", ["1"] = "bird", ["2"] = "bird", ["3"] = "squirrel" };
            card["thresholds"] = new JsonObject { ["bird"] = 0.5, ["squirrel"] = 0.5 };
        }), 1);

        foreach (PixelRect[] regions in (PixelRect[][])[[], [new(100, 100, 60, 40)]])
        {
            joined.Classify(_frame, [.. regions]);
            (ForwardPass pass, int classIndex) = joined.StrongestView("bird");
            Assert.Equal(pass.Logits[..3].ToArray().Max(), pass.Logits[classIndex]);
        }
    }

    /// <summary>The fixture looks up one of ten zeros at a place that the brightest pixel tells; for a black picture that is the eleventh.</summary>
    [Fact]
    public void A_picture_that_the_model_fails_on_is_refused_in_one_line_and_the_next_one_is_named()
    {
        using Classifier brittle = Classifier.Load(Path.Combine(AppContext.BaseDirectory, "Classification", "Fixtures", "brittle.onnx"), 1);
        using Frame black = new FramePool(1).TryRent(new byte[32 * 32 * 3], 32, 32, Rotation.None, Noon, 0)!;

        var refusal = Assert.Throws<ModelException>(() => brittle.Classify(black, []));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal(2, brittle.Classify(_frame, []).Scores.Length);
    }

    /// <summary>Thresholds between what the two views say make each certain of the label that it gives more than the other does.</summary>
    [Theory]
    [InlineData(0.5, Outcome.Abstained)]
    [InlineData(0.2, Outcome.Certain)]
    public void Views_that_are_certain_of_different_labels_abstain_where_both_have_a_say(double frameWeight, Outcome expected)
    {
        double[] whole = Logits(_classifier, []);
        double[] crop = [];
        PixelRect region = default;
        using (Classifier cropAlone = Classifier.Load(WithCard(card => card["views"]!["frame"]!["weight"] = 0), threads: 1))
        {
            for (int x = 20; crop.Length == 0 || crop.Zip(whole).DistinctBy(pair => pair.First > pair.Second).Count() < 2; x += 50)
            {
                region = new PixelRect(x, 100, 60, 40);
                crop = Logits(cropAlone, [region]);
            }
        }

        using Classifier both = Classifier.Load(WithCard(card =>
        {
            card["views"]!["frame"]!["weight"] = frameWeight;
            card["views"]!["region"]!["weight"] = 1 - frameWeight;
            foreach ((string label, int i) in _classifier.Card.Labels.Select((label, i) => (label, i)))
                card["thresholds"]![label] = 1 / (1 + Math.Exp(-(crop[i] + whole[i]) / 2));
        }), threads: 1);
        Assert.Equal(expected, both.Classify(_frame, [region]).Outcome);
    }

    private double[] Logits(Classifier classifier, PixelRect[] regions)
        => [.. classifier.Classify(_frame, [.. regions]).Scores.Select(score => Math.Log(score.Probability / (1 - score.Probability)))];

    private void AssertRefused(Action<JsonNode> change, string reason)
        => Assert.Contains(reason, Assert.Throws<ModelException>(() => Classifier.Load(WithCard(change), 1)).Message, StringComparison.Ordinal);

    /// <summary>The model that ships, under another card.</summary>
    private string WithCard(Action<JsonNode> change)
    {
        string model = Path.Combine(_folder, "balcony.onnx");
        File.Copy(Model, model, overwrite: true);
        JsonNode card = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(Model, ".json")))!;
        change(card);
        File.WriteAllText(ModelCard.PathBeside(model), card.ToJsonString());
        return model;
    }

    private static Frame NoiseFrame(int width, int height)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(5).NextBytes(pixels);
        return new FramePool(1).TryRent(pixels, width, height, Rotation.None, Noon, 0)!;
    }
}
