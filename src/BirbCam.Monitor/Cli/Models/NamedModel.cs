using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BirbCam.Onnx;
using BirbCam.Onnx.Analysis;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Cli.Models;

/// <summary>A model that was named on the command line, with or without a card beside it.</summary>
/// <param name="Card">Null where there is none.</param>
internal sealed record NamedModel(string Path, ModelFile File, ModelDescription Description, ModelCard? Card)
{
    /// <summary>Larger inputs are no classifier's.</summary>
    private const int MaxSide = 4096;

    public static Argument<string> Argument() => new("file") { Description = "an ONNX model, with or without a card beside it" };

    public static Option<int[]?> InputShape() => new("--input")
    {
        Description = "for models that leave the size of their input open and have no card: as in 1,3,224,224",
        CustomParser = ParseShape,
    };

    /// <exception cref="UsageException">There is no such file.</exception>
    /// <exception cref="ModelException">It is no model, or its card is none.</exception>
    public static NamedModel Read(string path)
    {
        if (!System.IO.File.Exists(path))
            throw new UsageException($"{path} does not exist");

        string cardPath = ModelCard.PathBeside(path);
        return Guarded(path, () =>
        {
            ModelFile file = ModelFile.Read(path);
            return new NamedModel(path, file, ModelDescription.Of(file), System.IO.File.Exists(cardPath) ? ModelCard.Read(cardPath) : null);
        });
    }

    /// <summary>The card's shape, the one that was given, or the one that the model fixes.</summary>
    /// <exception cref="UsageException">None of them says.</exception>
    public int[] ShapeOr(int[]? given)
    {
        if (Card is not null)
            return Card.Input.Shape;
        if (given is [_, ..])
            return given;

        IReadOnlyList<int> declared = Description.Inputs is [TensorInfo input, ..] ? input.Shape : [];
        return declared.Count > 0 && declared.All(size => size > 0)
            ? [.. declared]
            : throw new UsageException($"{Path} leaves the size of its input open: say it with --input, as in 1,3,224,224");
    }

    /// <summary>What can be explained of it.</summary>
    /// <param name="cache">Of what was found out before.</param>
    /// <exception cref="ModelException">It cannot be run.</exception>
    public ExplainableModel Explain(int[] shape, AnalysisCache cache)
        => Guarded(Path, () => cache.Build(File, shape, Card?.Input.Name, Card?.Output.Name, Card?.Explain.Layer ?? ExplainableModel.AutomaticLayer));

    private static T Guarded<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (OnnxFormatException damaged)
        {
            throw new ModelException($"{path}: {damaged.Message}", damaged);
        }
    }

    private static int[]? ParseShape(ArgumentResult argument)
    {
        string text = argument.Tokens.Single().Value;
        int[] shape = [.. text.Split(',').Select(size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n is > 0 and <= MaxSide ? n : 0)];
        if (shape is [1, ..] && shape.Length is >= 2 and <= 5 && !shape.Contains(0))
            return shape;

        argument.AddError($"--input '{text}' is no shape of one picture, as in 1,3,224,224");
        return null;
    }
}
