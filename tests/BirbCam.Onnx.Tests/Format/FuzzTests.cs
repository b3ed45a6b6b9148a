using BirbCam.Onnx.Format;
using BirbCam.Onnx.Tests.Gradients;

namespace BirbCam.Onnx.Tests.Format;

/// <summary>Sound models for every operator that has a gradient rule, damaged in every way: each gives a model or one line, never anything else.</summary>
public sealed class FuzzTests
{
    private static readonly (string Name, int[] Shape, byte[] Model)[] Sound = [.. Cases().Select(Classifier)];

    public static TheoryData<string> Names => [.. Sound.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_without_damage_is_explained_exactly(string name)
    {
        (_, int[] shape, byte[] model) = Sound.Single(sound => sound.Name == name);
        using var file = new TemporaryFile(model);

        Assert.Null(Load(file.Path, shape).WhyNotExact);
    }

    /// <summary>Seeds are fixed; tests/run --long goes on where the daily run ends.</summary>
    [Fact]
    public void Damage_is_refused_or_does_no_harm()
    {
        int rounds = Environment.GetEnvironmentVariable("BIRBCAM_LONG") == "1" ? 40_000 : 2_500;
        Assert.Empty(Enumerable.Range(0, rounds).Select(Try).OfType<string>());
    }

    /// <summary>Damages one model and loads it.</summary>
    /// <returns>Null where that went as it should, else what happened.</returns>
    public static string? Try(int seed)
    {
        (string name, int[] shape, byte[] model) = Mutant(seed);
        using var file = new TemporaryFile(model);
        try
        {
            Load(file.Path, shape);
            return null;
        }
        catch (Exception refusal) when (refusal is OnnxFormatException or UnsupportedOperatorException)
        {
            return refusal.Message.Any(char.IsControl) ? $"seed {seed} ({name}): a refusal of several lines" : null;
        }
        catch (Exception failure)
        {
            return $"seed {seed} ({name}): {failure}";
        }
    }

    public static (string Name, int[] Shape, byte[] Model) Mutant(int seed)
    {
        var random = new Random(seed);
        (string name, int[] shape, byte[] model) = Sound[random.Next(Sound.Length)];
        return (name, shape, new Mutation(random).Of(model));
    }

    /// <summary>The whole way, to the session that runs the derivative.</summary>
    private static ExplainableModel Load(string path, int[] shape)
    {
        ModelFile file = ModelFile.Read(path);
        ExplainableModel model = ExplainableModel.Build(file, shape, "image", "probs");
        RuntimeSession.Open(model.Forward(file), file.ExternalFolder, threads: 1).Dispose();
        return model;
    }

    private static IEnumerable<(string Name, int[] Shape, byte[] Model)> Cases()
    {
        foreach (string name in OperatorCases.Names)
            yield return (name, OperatorCases.Case(name).Shape, OperatorCases.Case(name).File.Bytes.ToArray());
        foreach (string name in OpsetCases.Names)
            yield return (name, OpsetCases.Case(name).Shape, OpsetCases.Case(name).File.Bytes.ToArray());
        foreach (string name in OperatorFixtures.Cases)
            yield return (name, OperatorFixtures.Shape(name), OperatorFixtures.Model(name));
    }

    /// <summary>The case from x to y with a layer before and a score behind it, so that it lies on the way that is differentiated.</summary>
    private static (string Name, int[] Shape, byte[] Model) Classifier((string Name, int[] Shape, byte[] Model) inner)
    {
        int[] shape = inner.Shape is [1, _, _, _] ? inner.Shape : [1, 1, inner.Shape[0], inner.Shape.Aggregate(1, (product, size) => product * size) / inner.Shape[0]];
        TestModel model = new TestModel { Opset = OnnxReader.Read(inner.Model, folder: null).Opset }
            .Input("image", shape).Weights("kernel", [.. Enumerable.Repeat(1f, shape[1])], shape[1], 1, 1, 1)
            .Node("Conv", ["image", "kernel"], ["layer"], OnnxAttribute.Of("group", shape[1]))
            .Integers("shape of x", [.. inner.Shape.Select(size => (long)size)]).Node("Reshape", ["layer", "shape of x"], ["x"])
            .Integers("shape of scores", 1, -1).Node("Reshape", ["y", "shape of scores"], ["scores"]).Node("Sigmoid", "scores", "probs").Output("probs");
        foreach (ProtoTree part in ProtoTree.Of(inner.Model).Fields.Where(field => field.Message == "Graph").SelectMany(graph => graph.Fields).Where(field => field.Field is 1 or 5))
            model.Raw(part.Field, part.Written());
        return (inner.Name, shape, model.Bytes);
    }
}
