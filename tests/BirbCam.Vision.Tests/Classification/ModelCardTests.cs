using System.Text.Json.Nodes;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation.Methods;

namespace BirbCam.Vision.Tests.Classification;

public sealed class ModelCardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("birbcam-card-").FullName;

    public static TheoryData<string, string?, string> Mistakes => new()
    {
        { "schema", "\"birbcam.model/9\"", "schema" },
        { "name", null, "name" },
        { "labels", "[]", "labels" },
        { "labels", "[\"wren\", \"wren\"]", "labels" },
        { "labels", "[\"none\"]", "labels" },
        { "labels", "[\"wren\\nERROR\"]", "control characters" },
        { "labels", $"[\"{new string('w', 65)}\"]", "64 characters" },
        { "sha256", "\"4be1\"", "sha256" },
        { "activation", "\"relu\"", "sigmoid, softmax" },
        { "input", "{ \"name\": \"image\", \"width\": 4, \"height\": 100000 }", "input.width" },
        { "input", "{ \"name\": \"image\", \"width\": 32, \"height\": 32, \"std\": [0, 1, 1] }", "std" },
        { "input", "{ \"name\": \"image\", \"width\": 32, \"height\": 32, \"resize\": \"squash\" }", "stretch, crop, pad" },
        { "input", "{ \"name\": \"image\", \"width\": 32, \"height\": 32, \"mean\": null }", "mean" },
        { "explain", "{ \"method\": \"gradcan\" }", "use one of gradcam, hirescam, layercam" },
        { "schema", "\"birbcam\\nmodel\"", "schema" },
        { "map", "{ \"x\": \"chickadee\" }", "map" },
        { "map", "{ \"0\": \"wren\" }", "wren" },
        { "thresholds", "{ \"chickadee\": 0.5 }", "magpie" },
        { "thresholds", "{ \"chickadee\": 900, \"magpie\": 0.5 }", "chickadee" },
        { "views", "{ \"frame\": { \"weight\": 0 } }", "views" },
        { "views", "{ \"region\": { \"weight\": 1, \"context\": 0 } }", "context" },
        { "views", "{ \"region\": { \"weight\": 1, \"enlarge\": 0.5 } }", "enlarge" },
        { "explain", "{ \"leastInMotion\": 1 }", "leastInMotion" },
        { "calibration", "{ \"temperature\": 0 }", "temperature" },
        { "golden", "{ \"input\": \"ramp\", \"logits\": [], \"tolerance\": 0.001 }", "golden" },
        { "colour", "\"blue\"", "colour" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_card_without_options_gets_the_defaults()
    {
        ModelCard card = ModelCard.Read(Write(Minimal()));

        Assert.Equal(["chickadee", "magpie"], card.Labels);
        Assert.Equal(ModelActivation.Sigmoid, card.Activation);
        Assert.Equal([1, 3, 24, 32], card.Input.Shape);
        Assert.Equal(1, card.Views.Frame.Weight);
        Assert.Null(card.Views.Region);
        Assert.Equal(1, card.Calibration.Temperature);
        Assert.Equal("auto", card.Explain.Layer);
        Assert.Null(card.Explain.Method);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_one_line_that_names_it(string key, string? value, string named)
    {
        JsonObject card = Minimal();
        if (value is null)
            card.Remove(key);
        else
            card[key] = JsonNode.Parse(value);
        string path = Write(card);

        string message = Assert.Throws<ModelException>(() => ModelCard.Read(path)).Message;

        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1, 2]")]
    [InlineData("{ \"schema\": ")]
    [InlineData("\u0000\u0001 not a card")]
    public void What_is_no_card_is_refused_with_its_path(string text)
    {
        string path = Path.Combine(_folder, "card.json");
        File.WriteAllText(path, text);

        Assert.StartsWith(path, Assert.Throws<ModelException>(() => ModelCard.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_card_is_named()
        => Assert.Contains("nowhere.json", Assert.Throws<ModelException>(() => ModelCard.Read(Path.Combine(_folder, "nowhere.json"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Classes_without_a_map_are_the_labels_in_order()
        => Assert.Equal(["chickadee", "magpie"], ModelCard.Read(Write(Minimal())).LabelsOfClasses(2));

    [Fact]
    public void A_map_may_join_classes_and_drop_others()
    {
        JsonObject json = Minimal();
        json["map"] = new JsonObject { ["0"] = "magpie", ["2"] = "magpie", ["3"] = "none", ["1"] = "chickadee" };

        Assert.Equal(["magpie", "chickadee", "magpie", null, null], ModelCard.Read(Write(json)).LabelsOfClasses(5));
    }

    [Theory]
    [InlineData("hirescam", CamMethod.HiResCam)]
    [InlineData("gradcam++", CamMethod.GradCamPlusPlus)]
    public void A_card_may_name_a_method(string word, CamMethod method)
    {
        JsonObject json = Minimal();
        json["explain"] = new JsonObject { ["method"] = word };

        Assert.Equal(method, ModelCard.Read(Write(json)).Explain.Method);
    }

    [Fact]
    public void A_map_that_leaves_a_label_without_a_class_is_refused()
    {
        JsonObject json = Minimal();
        json["map"] = new JsonObject { ["0"] = "magpie" };
        ModelCard card = ModelCard.Read(Write(json));

        Assert.Contains("'chickadee'", Assert.Throws<ModelException>(() => card.LabelsOfClasses(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_other_classes_than_the_card_is_refused()
    {
        ModelCard card = ModelCard.Read(Write(Minimal()));

        Assert.Contains("2 labels and the model 5 classes", Assert.Throws<ModelException>(() => card.LabelsOfClasses(5)).Message, StringComparison.Ordinal);
    }

    internal static JsonObject Minimal() => new()
    {
        ["schema"] = ModelCard.CurrentSchema,
        ["name"] = "test",
        ["version"] = "1",
        ["sha256"] = new string('a', 64),
        ["labels"] = new JsonArray("chickadee", "magpie"),
        ["activation"] = "sigmoid",
        ["input"] = new JsonObject { ["name"] = "image", ["width"] = 32, ["height"] = 24 },
        ["output"] = new JsonObject { ["name"] = "logits", ["is"] = "logits" },
        ["thresholds"] = new JsonObject { ["chickadee"] = 0.6, ["magpie"] = 0.5 },
    };

    private string Write(JsonObject card)
    {
        string path = Path.Combine(_folder, "card.json");
        File.WriteAllText(path, card.ToJsonString());
        return path;
    }
}
