using System.Collections.Immutable;
using BirbCam.Monitor.Exports.Science;
using BirbCam.Monitor.Exports.Targets;
using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Exports;

/// <summary>A format that there is.</summary>
/// <param name="Word">As it is asked for.</param>
/// <param name="Description">For a person, in one line.</param>
/// <param name="Usual">The pictures that it takes where nobody asks for verified ones only.</param>
/// <param name="NeedsPlace">Whether it must say where the camera is.</param>
/// <param name="Taken">Null where it takes pictures whoever is on them.</param>
internal sealed record ExportFormat(
    string Word, string Description, ExportChoice Usual, bool NeedsPlace, Func<IExportTarget, ExportSetting, IExportFormat> Create, TakenTaxa? Taken = null)
{
    /// <summary>In one line.</summary>
    private const int MostNamed = 8;

    /// <summary>All of them, the usual one first.</summary>
    public static readonly ImmutableArray<ExportFormat> All =
    [
        new("ancestor", "label1_label2_DATE.jpg with records, for training", ExportChoice.Known, NeedsPlace: false, (target, _) => new AncestorFolder(target)),
        new("imagefolder", "a folder for each class", ExportChoice.Known, NeedsPlace: false, (target, _) => new ImageFolder(target)),
        new("csv", "a table", ExportChoice.Known, NeedsPlace: false, (target, _) => new CsvTable(target)),
        new("ebird", "eBird Record Format (Extended): birds that a person has seen on the pictures, an incidental list a day", ExportChoice.Verified, NeedsPlace: true, (target, setting) => new EbirdLists(target, setting), EbirdLists.Taken),
        new("inat", "iNaturalist's CSV import: visits that a person has seen on the pictures", ExportChoice.Verified, NeedsPlace: true, (target, setting) => new InaturalistTable(target, setting), InaturalistTable.Taken),
        new("camtrapdp", "Camera Trap Data Package 1.0, with all pictures", ExportChoice.All, NeedsPlace: true, (target, setting) => new CamtrapPackage(target, setting)),
    ];

    /// <summary>Null where there is none of that word.</summary>
    public static ExportFormat? Find(string? word) => All.FirstOrDefault(format => format.Word == word);

    /// <summary>Why it cannot be written, or would be empty whatever people have said, in one line; null where it can.</summary>
    /// <exception cref="StoreException">There is no store, or it cannot be read.</exception>
    public string? FaultOf(ExportSetting setting)
        => NeedsPlace && setting.Place is null ? $"{Word} says where the camera is: set Location.Latitude and Location.Longitude in the configuration"
            : Taken is null ? null
            : FaultOfNames(setting, Taken);

    private string? FaultOfNames(ExportSetting setting, TakenTaxa taken)
    {
        IReadOnlyCollection<string> said = setting.LabelsSaid;
        if (said.Count == 0 || said.Any(label => setting.Names.Find(label) is Taxon taxon && taken.Fits(taxon)))
            return null;

        string some = string.Join(", ", said.Take(MostNamed)) + (said.Count > MostNamed ? " …" : "");
        return $"{Word} takes {taken.Words}, and nobody on your pictures is known to be one: write who they are ({some}) into {Path.Combine(setting.Directory, TaxonNames.FileName)}, "
            + $"whose first line is {TaxonNames.Heads} and whose others are like magpie,Black-billed Magpie,Pica hudsonia,Aves";
    }
}

/// <summary>Of whom a format tells.</summary>
/// <param name="Words">Whom it takes, for a person.</param>
internal sealed record TakenTaxa(string Words, Func<Taxon, bool> Fits);
