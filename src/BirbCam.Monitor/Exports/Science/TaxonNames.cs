using System.Text;
using BirbCam.Onnx;

namespace BirbCam.Monitor.Exports.Science;

/// <summary>
/// Which animal a label stands for. What is built in claims no more than the label does: which chickadee visits, only people there know, and say so in a file.
/// </summary>
internal sealed class TaxonNames
{
    /// <summary>Looked for in the store's directory.</summary>
    public const string FileName = "names.csv";

    /// <summary>The table's first line.</summary>
    public const string Heads = "label,common_name,scientific_name,class";

    /// <summary>More animals visit no balcony.</summary>
    private const int MostLines = 1000, LongestName = 100, MostBytes = 256 << 10;

    /// <summary>Sparrows are of two families, whose common rank is the order.</summary>
    private static readonly Taxon[] BuiltIn =
    [
        new("chickadee", "chickadee sp.", "Poecile", "Aves"),
        new("magpie", "magpie", "Pica", "Aves"),
        new("sparrow", "sparrow", "Passeriformes", "Aves"),
        new("squirrel", "squirrel", "Sciuridae", "Mammalia"),
    ];

    private readonly Dictionary<string, Taxon> _byLabel = BuiltIn.ToDictionary(taxon => taxon.Label, StringComparer.OrdinalIgnoreCase);

    /// <summary>What is built in.</summary>
    public static TaxonNames Usual { get; } = new();

    /// <summary>What is built in, and before it what a file of the store says, where there is one.</summary>
    /// <param name="directory">Of the store.</param>
    /// <exception cref="TaxonNamesException">The file is no such table.</exception>
    public static TaxonNames OfStore(string directory) => Path.Combine(directory, FileName) is string path && File.Exists(path) ? Read(path) : Usual;

    /// <summary>What is built in, and before it what a table says: <c>label,common_name,scientific_name,class</c>, UTF-8.</summary>
    /// <exception cref="TaxonNamesException">It is no such table, or cannot be read.</exception>
    public static TaxonNames Read(string path)
    {
        string[] lines = Lines(path);
        if (lines[0].Trim() != Heads)
            throw new TaxonNamesException($"{path}: the first line must be {Heads}");

        var names = new TaxonNames();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
                continue;

            Taxon taxon = Parse(lines[i]) ?? throw new TaxonNamesException(
                $"{path}, line {i + 1}: '{lines[i]}' is not of the form magpie,Black-billed Magpie,Pica hudsonia,Aves");
            if (!seen.Add(taxon.Label))
                throw new TaxonNamesException($"{path}, line {i + 1}: '{taxon.Label}' was named before");

            names._byLabel[taxon.Label] = taxon;
        }

        return names;
    }

    /// <summary>Null where nobody has said.</summary>
    public Taxon? Find(string label) => _byLabel.GetValueOrDefault(label);

    private static string[] Lines(string path)
    {
        try
        {
            if (!File.Exists(path) || PlainFile.IsEmpty(path) || new FileInfo(path).Length > MostBytes)
                throw new TaxonNamesException($"{path} does not exist, is empty, or is no table of names");

            string[] lines = [.. File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)).TrimEnd().Split('\n').Select(line => line.TrimEnd('\r'))];
            return lines.Length <= MostLines ? lines : throw new TaxonNamesException($"{path} has {lines.Length} lines: at most {MostLines} are taken");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new TaxonNamesException($"{path} cannot be read as UTF-8 text: {unreadable.Message}");
        }
    }

    private static Taxon? Parse(string line)
        => CsvLines.Read(line) is [string label, string common, string scientific, string @class] && label.Length > 0 && scientific.Length > 0
            && ((string[])[label, common, scientific, @class]).All(IsName)
            ? new Taxon(label, common, scientific, @class)
            : null;

    /// <summary>eBird takes no quotes.</summary>
    private static bool IsName(string name) => name.Length <= LongestName && name == name.Trim() && !name.Any(c => char.IsControl(c) || c is '"' or '|');
}

/// <summary>A table of names cannot be used: one line that says what to change.</summary>
internal sealed class TaxonNamesException(string message) : Exception(message);
