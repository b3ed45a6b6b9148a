using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.CompilerServices;
using BirbCam.Monitor.Configuration;
using BirbCam.Onnx;
using BirbCam.Onnx.Analysis;
using BirbCam.Vision.Explanation.Methods;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Cli;

/// <summary>Options that several commands have, so that they are written and read alike everywhere.</summary>
internal static class SharedOptions
{
    public static Option<string> Model() => new("--model")
    {
        Description = "an ONNX model with its card beside it",
        DefaultValueFactory = _ => new ModelOptions().FullPath,
    };

    public static Option<bool> Json() => new("--json") { Description = "one JSON object a line, for programs" };

    public static Option<string> Config() => new("--config")
    {
        Description = "the configuration file",
        DefaultValueFactory = _ => ConfigurationFile.DefaultPath,
    };

    public static Option<PixelRect?> Region() => new("--region")
    {
        Description = "what moved, in pixels: x,y,w,h [default: the whole picture]",
        CustomParser = ParseRegion,
    };

    /// <param name="usual">What is used where nobody asks, in words.</param>
    public static Option<CamMethod?> Method(string usual) => new("--method")
    {
        Description = $"how the map is computed [default: {usual}]",
        HelpName = string.Join('|', CamMethods.Words),
        CustomParser = ParseMethod,
    };

    public static Argument<string[]> Images() => new("images") { Description = "picture files (JPEG, PNG, WebP)", Arity = ArgumentArity.OneOrMore };

    /// <summary>Makes a folder that was named on the command line, where it is missing.</summary>
    /// <param name="option">The option that named it.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="UsageException">There can be none.</exception>
    public static string MakeFolder(string option, string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{option} {path}: no folder can be made there");
        }
    }

    /// <summary>Awaited before work that does not wait for anything: until an action first waits, nobody listens to Ctrl-C and SIGTERM.</summary>
    public static YieldAwaitable LetSignalsThrough() => Task.Yield();

    /// <summary>What was found out about models, by any command of this user.</summary>
    public static AnalysisCache Cache() => new(CacheDirectory.Models);

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<int> Bounded(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = $"{description} ({least}–{most})", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is not [Token written, ..])
                return;
            if (!int.TryParse(written.Value, CultureInfo.InvariantCulture, out int value) || value < least || value > most)
                result.AddError($"{name} {written.Value}: a whole number from {least} to {most} is wanted");
        });
        return option;
    }

    /// <summary>A picture that was named on the command line; the caller disposes the frame.</summary>
    /// <exception cref="UsageException">It does not exist, or holds nothing.</exception>
    /// <exception cref="ImageFormatException">It is none.</exception>
    public static Frame ReadPicture(string path)
    {
        if (Directory.Exists(path))
            throw new UsageException($"{path} is a folder: name the pictures in it");
        if (!File.Exists(path))
            throw new UsageException($"'{path}' does not exist");
        if (PlainFile.IsEmpty(path))
            throw new UsageException($"{path} is empty, or no plain file: write the picture to one first");
        return Picture.Read(path, TimeProvider.System.GetUtcNow());
    }

    /// <summary>The region as the classifier takes it.</summary>
    /// <exception cref="UsageException">It does not lie on the picture.</exception>
    public static PixelRect[] RegionsOn(Frame frame, PixelRect? region, string path)
    {
        if (region is not PixelRect box)
            return [];
        return box.Intersect(frame.Bounds) == box
            ? [box]
            : throw new UsageException($"--region {box.X},{box.Y},{box.Width},{box.Height} does not lie on {path}, which is {frame.Width} × {frame.Height} pixels");
    }

    private static CamMethod? ParseMethod(ArgumentResult argument)
    {
        if (CamMethods.FaultOf(argument.Tokens.Single().Value, out CamMethod method) is not string fault)
            return method;

        argument.AddError($"--method {fault}");
        return null;
    }

    private static PixelRect? ParseRegion(ArgumentResult argument)
    {
        string text = argument.Tokens.Single().Value;
        string[] parts = text.Split(',');
        int[] numbers = new int[4];
        bool isRegion = parts.Length == 4
            && Enumerable.Range(0, 4).All(i => int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            && numbers[2] > 0 && numbers[3] > 0;
        if (isRegion)
            return new PixelRect(numbers[0], numbers[1], numbers[2], numbers[3]);

        argument.AddError($"--region '{text}' is not x,y,w,h in whole pixels, as in 412,203,38,26");
        return null;
    }
}
