using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Onnx;
using BirbCam.Onnx.Probing;
using BirbCam.Onnx.TfLite;
using BirbCam.Vision.Classification;

namespace BirbCam.Monitor.Cli.Models;

/// <summary><c>birbcam model import</c>: a TFLite classifier becomes an ONNX model with its card.</summary>
internal static class ModelImportCommand
{
    /// <summary>Labels that are listed in one line.</summary>
    private const int MostLabels = 12;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "a TFLite classifier of pictures, quantised or not" };
        var folder = new Option<string>("--out") { Description = "folder for the model and its card", DefaultValueFactory = _ => "." };
        var name = new Option<string?>("--name") { Description = "name of the model and its files [default: that of the file]" };
        var labels = new Option<string?>("--labels") { Description = "a text with the name of one class a line [default: the one that the file carries]" };
        var map = new Option<string?>("--map")
        {
            Description = "a text that says what is published, with lines like: Poecile atricapillus = chickadee [default: every class by its own name]",
        };
        var pixels = new Option<PixelScale?>("--pixels")
        {
            Description = "for models that are not quantised: what black and white are to it, as in 0..1 [default: -1..1]",
            CustomParser = ParsePixels,
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "replace a model and card of that name" };

        var command = new Command("import", "Turn a TFLite classifier into a model that can be run and explained.") { file, folder, name, labels, map, pixels, overwrite };
        command.SetAction(async (parsed, _) =>
        {
            await SharedOptions.LetSignalsThrough();
            string source = parsed.GetValue(file)!;
            (string model, string card) = Targets(parsed.GetValue(folder)!, parsed.GetValue(name) ?? Path.GetFileNameWithoutExtension(source));
            if (new[] { model, card }.FirstOrDefault(Directory.Exists) is string taken)
                throw new UsageException($"{taken} is a folder: choose another --name or --out");
            if (!parsed.GetValue(overwrite) && new[] { model, card }.FirstOrDefault(Path.Exists) is string existing)
                throw new UsageException($"{existing} exists: choose another --name or --out, or give --overwrite");

            byte[] bytes = ReadWhole(source);
            ImportedClassifier imported = Import(bytes, source);
            LabelMap published = Labels(bytes, imported, source, parsed.GetValue(labels), parsed.GetValue(map));
            if (imported.Pixels is not null && parsed.GetValue(pixels) is not null)
                throw new UsageException($"--pixels is for models that are not quantised: {source} says itself what its pixels are");

            ModelInput input = InputOf(imported, parsed.GetValue(pixels));
            WriteBoth(model, card, source, bytes, imported, input, published);
            await SayAsync(parsed.InvocationConfiguration.Output, model, card, imported, published);
            if (imported.Pixels is null && parsed.GetValue(pixels) is null)
                await parsed.InvocationConfiguration.Output.WriteLineAsync("the file does not say what its pixels are: taken as -1..1, see --pixels if the names are wrong");
            return ExitCode.Success;
        });
        return command;
    }

    private static (string Model, string Card) Targets(string folder, string name)
    {
        if (string.IsNullOrWhiteSpace(folder))
            throw new UsageException("--out is empty: name a folder for the model");
        if (string.IsNullOrWhiteSpace(name) || name.Length > 100 || name.StartsWith('.') || name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || name.Any(char.IsControl))
            throw new UsageException($"--name '{name}' is no name for a file");

        string model = Path.Combine(folder, name + ".onnx");
        return (model, ModelCard.PathBeside(model));
    }

    private static byte[] ReadWhole(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path} does not exist");
        if (PlainFile.IsEmpty(path))
            throw new ModelException($"{path}: not a TFLite model: it is empty, or no plain file");

        using FileStream file = File.OpenRead(path);
        if (file.Length > TfLiteImport.MaxBytes)
            throw new ModelException($"{path}: {file.Length >> 20} MiB are too much for a classifier (at most {TfLiteImport.MaxBytes >> 20} MiB)");

        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static ImportedClassifier Import(byte[] bytes, string path)
    {
        try
        {
            return TfLiteImport.Read(bytes);
        }
        catch (TfLiteFormatException refused)
        {
            throw new ModelException($"{path}: {refused.Message}", refused);
        }
    }

    private static LabelMap Labels(byte[] bytes, ImportedClassifier imported, string source, string? labels, string? map)
    {
        string[] names = labels is null ? NamesIn(bytes, imported, source) : LabelMap.Names(LabelMap.ReadLines(labels));
        if (names.Length != imported.ClassCount)
            throw new UsageException($"{labels} names {names.Length} classes, and the model has {imported.ClassCount}: give one a line, in the model's order");

        LabelMap published = map is null ? LabelMap.OfNames(names) : LabelMap.Parse(LabelMap.ReadLines(map), names, map);
        return published.Labels.IsEmpty ? throw new UsageException("no class of this model has a name: give names with --labels") : published;
    }

    private static string[] NamesIn(byte[] bytes, ImportedClassifier imported, string source)
    {
        try
        {
            return LabelMap.Names(TfLiteLabels.In(bytes, imported.ClassCount)
                ?? throw new UsageException($"{source} does not carry the names of its {imported.ClassCount} classes: give a text with one a line, as --labels"));
        }
        catch (TfLiteFormatException damaged)
        {
            throw new ModelException($"{source}: {damaged.Message}: give the names of the classes as --labels", damaged);
        }
    }

    private static ModelInput InputOf(ImportedClassifier imported, PixelScale? told)
    {
        PixelScale pixels = told ?? imported.Pixels ?? new PixelScale(2 / 255.0, 1);
        return new ModelInput
        {
            Name = imported.Input,
            Width = imported.Width,
            Height = imported.Height,
            Scale = pixels.Scale,
            Mean = [pixels.Mean, pixels.Mean, pixels.Mean],
            Std = [1, 1, 1],
        };
    }

    /// <summary>Tries the pair where nobody looks, and writes it only then: the model first, because a card without its model is refused, and says so.</summary>
    private static void WriteBoth(string model, string card, string source, byte[] bytes, ImportedClassifier imported, ModelInput input, LabelMap published)
    {
        DirectoryInfo trial = Directory.CreateTempSubdirectory("birbcam-import-");
        byte[] words;
        try
        {
            string tried = Path.Combine(trial.FullName, Path.GetFileName(model));
            File.WriteAllBytes(tried, imported.Model);
            words = ImportedCard.Write(
                Path.GetFileNameWithoutExtension(model),
                Path.GetFileName(source),
                Convert.ToHexStringLower(SHA256.HashData(bytes)),
                Convert.ToHexStringLower(SHA256.HashData(imported.Model)),
                imported,
                input,
                published,
                KnownAnswer(tried, imported, input));
            File.WriteAllBytes(ModelCard.PathBeside(tried), words);
            using var classifier = Classifier.Load(tried, threads: 1);
        }
        catch (Exception refused) when (refused is OnnxFormatException or UnsupportedOperatorException)
        {
            throw new ModelException($"{source}: {refused.Message}", refused);
        }
        finally
        {
            trial.Delete(recursive: true);
        }

        string folder = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(model))!).FullName, cardPart = card + ".part";
        try
        {
            // The disk has room for both before the first one is there.
            File.WriteAllBytes(cardPart, words);
            DurableFile.Write(model, model + ".part", imported.Model);
            File.Move(cardPart, card, overwrite: true);
            DurableFile.FlushFolder(folder);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            DurableFile.TryDelete(cardPart);
            throw;
        }
    }

    /// <summary>The known answer: what comes out for a picture that no codec has touched.</summary>
    private static float[] KnownAnswer(string path, ImportedClassifier imported, ModelInput input)
    {
        ModelFile file = ModelFile.Read(path);
        ExplainableModel model = ExplainableModel.Build(file, input.Shape, imported.Input, imported.Output);
        using var network = new Network(file, model, Ramp.Of(model.Input.ElementCount), threads: 1);
        using ForwardPass pass = network.NewPass();
        network.Run(default, pass);
        return pass.Logits.ToArray();
    }

    private static async Task SayAsync(TextWriter output, string model, string card, ImportedClassifier imported, LabelMap published)
    {
        int named = published.OfClasses.Count(label => label is not null);
        await output.WriteLineAsync($"{model} and {card}: {imported.ClassCount} classes of pictures of {imported.Width} × {imported.Height}");
        await output.WriteLineAsync(published.Labels.Length <= MostLabels
            ? $"{named} of them are published, as {string.Join(", ", published.Labels)}"
            : $"{named} of them are published, under {published.Labels.Length} labels");
    }

    private static PixelScale? ParsePixels(ArgumentResult argument)
    {
        string text = argument.Tokens.Single().Value;
        double black = 0, white = 0;
        bool isRange = text.Split("..") is [string low, string high]
            && double.TryParse(low, CultureInfo.InvariantCulture, out black)
            && double.TryParse(high, CultureInfo.InvariantCulture, out white)
            && Math.Abs(black) <= 1000 && Math.Abs(white) <= 1000 && black < white;
        if (isRange)
            return new PixelScale((white - black) / 255, -black);

        argument.AddError($"--pixels '{text}' is not of the form 0..1, the numbers of black and white");
        return null;
    }
}
