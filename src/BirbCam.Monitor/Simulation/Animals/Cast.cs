using SkiaSharp;

namespace BirbCam.Monitor.Simulation.Animals;

/// <summary>Who may come: the animals that are drawn, or what somebody cut out of photos.</summary>
/// <param name="Labels">The kinds; empty where nobody comes.</param>
/// <param name="Choose">One of a kind. The number decides which: the same number, the same animal.</param>
internal sealed record Cast(IReadOnlyList<string> Labels, Func<string, int, Species> Choose)
{
    /// <summary>The label of things that are no animal: they appear, stay, and are gone.</summary>
    public const string Nothing = "none";

    /// <summary>A folder with more is a mistake, or an attack.</summary>
    private const int MostCutouts = 10_000;

    /// <summary>Longer sides are no small animal's.</summary>
    private const int LargestSide = 2048;

    public static Cast Of(SimulationOptions options)
        => options.Visitors.Count > 0 && options.Cutouts is string folder ? OfCutouts(folder) : new Cast(options.Visitors, static (label, _) => Species.Of(label));

    /// <summary>Why a folder cannot be used, as one sentence; null where it can.</summary>
    public static string? FaultOf(string folder)
    {
        if (!Directory.Exists(folder))
            return "there is no such folder";

        string[] files = FilesIn(folder);
        if (files.Length is 0 or > MostCutouts)
            return $"a folder with 1 to {MostCutouts} pictures is wanted, cut out and named LABEL_NAME.png";

        return Array.Find(files, file => !IsPicture(file)) is string damaged
            ? $"{Path.GetFileName(damaged)} is no PNG of at most {LargestSide}×{LargestSide} pixels named LABEL_NAME.png"
            : null;
    }

    private static Cast OfCutouts(string folder)
    {
        ILookup<string, string> files = FilesIn(folder).ToLookup(LabelOf);
        return new Cast([.. files.Select(group => group.Key)], (label, number) => Cutout(label, files[label].ElementAt(number % files[label].Count())));
    }

    private static Species Cutout(string label, string file)
    {
        using SKImage picture = SKImage.FromEncodedData(file) ?? SKImage.Create(new SKImageInfo(1, 1));
        (float smallest, float largest, Gait gait) = SizeOf(label);
        return new Species(label, smallest, largest, gait, Figure.OfPicture(picture));
    }

    /// <summary>As the drawn ones; other animals have any size, and what is no animal is just there.</summary>
    private static (float Smallest, float Largest, Gait Gait) SizeOf(string label)
    {
        if (Species.Labels.Contains(label))
        {
            Species drawn = Species.Of(label);
            return (drawn.SmallestLength, drawn.LargestLength, drawn.Gait);
        }

        return label == Nothing ? (24, 110, Gait.Appears) : (40, 140, Gait.Flies);
    }

    private static string[] FilesIn(string folder) => [.. Directory.EnumerateFiles(folder, "*.png").Take(MostCutouts + 1).Order(StringComparer.Ordinal)];

    private static string LabelOf(string file) => Path.GetFileName(file).Split('_', 2)[0];

    private static bool IsPicture(string file)
    {
        string name = Path.GetFileName(file);
        using var codec = SKCodec.Create(file);
        return name.IndexOf('_') > 0 && codec is { Info: { Width: <= LargestSide, Height: <= LargestSide } };
    }
}
