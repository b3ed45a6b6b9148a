using System.Security.Cryptography;
using System.Text.Json;
using BirbCam.Monitor.Explanations;
using BirbCam.Monitor.Sightings;
using BirbCam.Onnx.Format;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Explanations;

/// <summary>With the shipped model: its explanations are what a bundle is made of.</summary>
public sealed class ExplanationBundleTests : IDisposable
{
    private static readonly PixelRect Moved = new(100, 60, 40, 40);

    private readonly TestFolder _folder = new();
    private readonly Classifier _classifier = Classifier.Load(Path.Combine(AppContext.BaseDirectory, "models", "balcony.onnx"), threads: 1);
    private readonly Explainer _explainer;
    private readonly Frame _frame;
    private readonly Classification _answer;

    public ExplanationBundleTests()
    {
        _explainer = new Explainer(_classifier.Model, Explainer.DefaultMethod(_classifier.Model));
        _frame = Frame();
        _answer = _classifier.Classify(_frame, [Moved]);
    }

    public void Dispose()
    {
        _frame.Dispose();
        _explainer.Dispose();
        _classifier.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_label_has_a_drawing_and_a_map_and_the_manifest_knows_them_by_their_hash()
    {
        IReadOnlyList<string> drawings = Write("scene", "sparrow", "chickadee");

        Assert.Equal(
            ["scene.cam.jpg", "scene.chickadee.cam.jpg", "scene.chickadee.npy", "scene.jpg", "scene.manifest.json", "scene.sparrow.npy"], Names());
        Assert.Equal(["scene.cam.jpg", "scene.chickadee.cam.jpg"], drawings.Select(Path.GetFileName));

        JsonElement manifest = Manifest("scene");
        Assert.Equal("birbcam.explanation/1", manifest.GetProperty("schema").GetString());
        Assert.Equal(_classifier.Card.Sha256, manifest.GetProperty("model").GetProperty("sha256").GetString());
        Assert.Equal((320, 240), (manifest.GetProperty("frame").GetProperty("width").GetInt32(), manifest.GetProperty("frame").GetProperty("height").GetInt32()));
        Assert.Equal(_classifier.Card.Labels.Length, manifest.GetProperty("scores").EnumerateObject().Count());
        AssertHash(manifest.GetProperty("picture"));
        JsonElement[] parts = [.. manifest.GetProperty("explanations").EnumerateArray()];
        Assert.Equal(["sparrow", "chickadee"], parts.Select(part => part.GetProperty("label").GetString()));
        foreach (JsonElement part in parts)
        {
            AssertHash(part.GetProperty("drawing"));
            AssertHash(part.GetProperty("map"));
            foreach (string key in (string[])["method", "layer", "exact", "view", "view_box", "grid", "peak", "spread", "strongest", "weakest", "text"])
                Assert.True(part.TryGetProperty(key, out _), key);
        }
    }

    [Fact]
    public void The_raw_map_is_the_explanations()
    {
        DrawnExplanation drawn = Explain("sparrow");
        Write("scene", [drawn]);

        Npy map = Npy.Read(_folder["scene.sparrow.npy"]);
        Assert.Equal([drawn.Explanation.Height, drawn.Explanation.Width], map.Shape);
        Assert.Equal(drawn.Explanation.Map.ToArray(), map.Values);
    }

    [Fact]
    public void Labels_that_are_alike_as_file_names_and_contrasts_have_files_of_their_own()
    {
        DrawnExplanation sparrow = Explain("sparrow");
        (ForwardPass pass, int index) = _classifier.StrongestView("sparrow");
        var contrast = sparrow with { Explanation = _explainer.Contrast(pass, index, "sparrow", (index + 1) % 4, "a ../b") };
        Write("scene", [sparrow, sparrow, contrast, sparrow with { Explanation = sparrow.Explanation.Counter! }]);

        Assert.Equal(
            ["scene.against-sparrow.npy", "scene.sparrow-2.npy", "scene.sparrow-not-a-b.npy", "scene.sparrow.npy"],
            Names().Where(name => name.EndsWith(".npy", StringComparison.Ordinal)));
    }

    [Fact]
    public void Again_it_takes_the_place_of_the_earlier_one()
    {
        Write("scene", "sparrow", "chickadee");
        Write("scene", "magpie");

        Assert.Equal("magpie", Manifest("scene").GetProperty("explanations")[0].GetProperty("label").GetString());
        AssertHash(Manifest("scene").GetProperty("explanations")[0].GetProperty("drawing"));
        Assert.Equal(["scene.cam.jpg", "scene.jpg", "scene.magpie.npy", "scene.manifest.json"], Names());
    }

    [Fact]
    public void A_manifest_that_names_files_elsewhere_deletes_none_of_them()
    {
        Write("scene", "sparrow");
        string outside = _folder["outside.npy"];
        File.Copy(_folder["scene.sparrow.npy"], outside);
        string inner = Directory.CreateDirectory(_folder["inner"]).FullName;
        File.WriteAllText(
            Path.Combine(inner, "scene.manifest.json"),
            File.ReadAllText(_folder["scene.manifest.json"]).Replace("scene.sparrow.npy", "../outside.npy", StringComparison.Ordinal));

        ExplanationBundle.Write(inner, "scene", "/elsewhere/scene.jpg", Picture(), [Explain("magpie")]);

        Assert.True(File.Exists(outside));
    }

    [Fact]
    public void The_photograph_itself_is_never_written()
    {
        string photograph = _folder["scene.jpg"];
        byte[] bytes = [.. JpegEncoder.Encode(_frame), 0];
        File.WriteAllBytes(photograph, bytes);

        Write("scene", [Explain("sparrow")], source: photograph);
        Assert.Equal(bytes, File.ReadAllBytes(photograph));
        AssertHash(Manifest("scene").GetProperty("picture"));

        // Another source of the same name: the earlier manifest names the photograph, and must not give it away.
        var refused = Assert.Throws<IOException>(() => Write("scene", [Explain("sparrow")], source: "/elsewhere/scene.png"));
        Assert.Contains("scene.jpg is there already", refused.Message, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(photograph));
    }

    [Theory]
    [InlineData("scene.jpg")]
    [InlineData("scene.cam.jpg")]
    [InlineData("scene.sparrow.npy")]
    public void What_somebody_else_put_there_is_not_overwritten_and_nothing_else_is_written(string name)
    {
        File.WriteAllText(_folder[name], "mine");

        var refused = Assert.Throws<IOException>(() => Write("scene", "sparrow"));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal("mine", File.ReadAllText(_folder[name]));
        Assert.Equal([name], Names());
    }

    [Fact]
    public void A_file_that_was_changed_since_is_somebodys_again()
    {
        Write("scene", "sparrow");
        File.WriteAllText(_folder["scene.cam.jpg"], "retouched");

        Assert.Throws<IOException>(() => Write("scene", "magpie"));
        Assert.Equal("retouched", File.ReadAllText(_folder["scene.cam.jpg"]));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"schema\":\"birbcam.explanation/1\"}")]
    [InlineData("{\"schema\":\"birbcam.explanation/1\",\"model\":null,\"explanations\":[null]}")]
    public void A_manifest_that_is_none_gives_nothing_away_and_is_replaced(string manifest)
    {
        File.WriteAllText(_folder["scene.manifest.json"], manifest);
        Write("scene", "sparrow");

        Assert.Equal("sparrow", Manifest("scene").GetProperty("explanations")[0].GetProperty("label").GetString());
    }

    [Fact]
    public void A_disk_that_fills_up_in_the_middle_leaves_no_half_bundle()
    {
        using var disk = SmallDisk.Mount(_folder["disk"], megabytes: 1);
        DrawnExplanation large = Explain("sparrow") with { Drawing = new byte[1_200_000] };

        Assert.Throws<IOException>(() => ExplanationBundle.Write(_folder["disk"], "scene", "/elsewhere/scene.jpg", Picture(), [large]));
        Assert.Empty(Directory.EnumerateFiles(_folder["disk"]));
    }

    private IReadOnlyList<string> Write(string name, params string[] labels) => Write(name, [.. labels.Select(Explain)]);

    private IReadOnlyList<string> Write(string name, DrawnExplanation[] explanations, string source = "/elsewhere/scene.jpg")
        => [.. ExplanationBundle.Write(_folder.Path, name, source, Picture(), explanations).Explanations.Select(part => _folder[part.Drawing.File])];

    private ExplainedPicture Picture() => new(
        JpegEncoder.Encode(_frame), _frame.Width, _frame.Height, new ModelIdentity(_classifier.Card.Name, _classifier.Card.Version, _classifier.Card.Sha256),
        _answer, Decision.None, _classifier.Card.Thresholds);

    private DrawnExplanation Explain(string label)
    {
        (ForwardPass pass, int index) = _classifier.StrongestView(label);
        Explanation found = _explainer.Explain(pass, index, label);
        Agreement agreement = Agreement.Of(found, [Moved], _frame.Width, _frame.Height, []);
        return new DrawnExplanation(found, agreement, ExplanationPanels.Draw(_frame.Pixels, _frame.Width, _frame.Height, _answer, found));
    }

    private static Frame Frame()
    {
        byte[] bgr = new byte[320 * 240 * 3];
        new Random(5).NextBytes(bgr);
        return new FramePool(1).TryRent(bgr, 320, 240, Rotation.None, DateTimeOffset.UnixEpoch, 0)!;
    }

    private JsonElement Manifest(string name) => JsonDocument.Parse(File.ReadAllBytes(_folder[$"{name}.manifest.json"])).RootElement;

    private void AssertHash(JsonElement file)
        => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder[file.GetProperty("file").GetString()!]))), file.GetProperty("sha256").GetString());

    private IEnumerable<string> Names() => Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
