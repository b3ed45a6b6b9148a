using System.Globalization;
using BirbCam.Monitor.Exports.Targets;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Exports.Science;

/// <summary>
/// <c>observations.csv</c>: iNaturalist's CSV import, a line for each visit of each animal, and the visit's first picture that a person has seen, to be added there by hand:
/// the import takes none. The place is of somebody's home, so that it is marked as obscured.
/// </summary>
/// <remarks>The heads are those of the template that iNaturalist's import page offers (BulkObservationFile).</remarks>
internal sealed class InaturalistTable(IExportTarget target, ExportSetting setting) : IExportFormat
{
    private static readonly string[] Heads =
        ["Taxon name", "Date observed", "Description", "Place name", "Latitude / y coord / northing", "Longitude / x coord / easting", "Tags", "Geoprivacy"];

    private readonly TextWriter _table = target.Open("observations.csv");
    private readonly SortedSet<string> _unnamed = new(StringComparer.Ordinal);
    private readonly HashSet<(Guid Visit, string Taxon)> _told = [];
    private bool _hasHeads;

    public static TakenTaxa Taken { get; } = new("visitors with a scientific name", _ => true);

    public IReadOnlyCollection<string> Unnamed => _unnamed;

    public async Task<bool> AddAsync(ExportedPicture picture, CancellationToken stop)
    {
        await BeginAsync();
        Detection detection = picture.Detection;
        string file = $"pictures/{detection.LocalTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}-{detection.Id:N}{PictureName.Clean}";
        bool isCopied = false, isTaken = false;
        foreach (string label in picture.Labels!)
        {
            if (setting.Names.Find(label) is not Taxon taxon)
            {
                _unnamed.Add(label);
                continue;
            }

            isTaken = true;
            if (!_told.Add((detection.SightingId ?? detection.Id, taxon.ScientificName)))
                continue;

            if (!isCopied)
                await target.CopyAsync(picture.Content, file, stop);
            isCopied = true;
            await CsvLines.WriteAsync(
                _table,
                taxon.ScientificName, detection.LocalTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                $"Picture of an automatic camera; a person named it {label}. File: {file}", $"Camera {setting.Node}",
                setting.Place!.Value.LatitudeText, setting.Place.Value.LongitudeText,
                "birbcam", "obscured");
        }

        return isTaken;
    }

    public Task FinishAsync(CancellationToken stop) => BeginAsync();

    private async Task BeginAsync()
    {
        if (!_hasHeads)
            await CsvLines.WriteAsync(_table, Heads);
        _hasHeads = true;
    }
}
