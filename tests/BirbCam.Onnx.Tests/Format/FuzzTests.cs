using BirbCam.Onnx.Format;
using BirbCam.Onnx.Tests.Gradients;

namespace BirbCam.Onnx.Tests.Format;

/// <summary>Sound models for every operator that has a gradient rule, damaged in every way: each gives a model or one line, never anything else.</summary>
public sealed class FuzzTests
{
    private static readonly (string Name, int[] Shape, byte[] Model)[] Sound = [.. Cases().Select(Classifier)];

    private static bool IsLong => Environment.GetEnvironmentVariable("BIRBCAM_LONG") == "1";

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
        Assert.Empty(Enumerable.Range(0, IsLong ? 40_000 : 2_000).Select(Try).OfType<string>());
    }

    /// <summary>
    /// Every input of every node, one after the other: the runtime knows optional inputs, and reads through a null at some of them. The daily run takes
    /// every tenth model.
    /// </summary>
    [Fact]
    public void An_input_that_is_missing_is_refused_or_does_no_harm()
    {
        IEnumerable<string?> outcomes = from sound in Sound.Where((_, index) => IsLong || index % 10 == 0)
                                        from lacking in Mutation.WithoutAnInput(sound.Model)
                                        select Refusal(sound.Name, sound.Shape, lacking);
        Assert.Empty(outcomes.OfType<string>());
    }

    /// <summary>Damages one model and loads it.</summary>
    /// <returns>Null where that went as it should, else what happened.</returns>
    public static string? Try(int seed)
    {
        (string name, int[] shape, byte[] model) = Mutant(seed);
        return Refusal($"seed {seed} ({name})", shape, model);
    }

    private static string? Refusal(string what, int[] shape, byte[] model)
    {
        using var file = new TemporaryFile(model);
        try
        {
            Load(file.Path, shape);
            return null;
        }
        catch (Exception refusal) when (refusal is OnnxFormatException or UnsupportedOperatorException)
        {
            return refusal.Message.Any(char.IsControl) ? $"{what}: a refusal of several lines" : null;
        }
        catch (Exception failure)
        {
            return $"{what}: {failure}";
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
