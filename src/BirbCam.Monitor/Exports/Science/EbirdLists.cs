using System.Globalization;
using BirbCam.Monitor.Exports.Targets;

namespace BirbCam.Monitor.Exports.Science;

/// <summary>
/// <c>ebird.csv</c>: eBird's Record Format (Extended), 19 columns without heads, a line for each kind of bird and day. What nobody watched is an incidental list, never a
/// complete one: duration and effort are a person's. How many birds there were is not known from pictures of one at a time, so that the number is X: present.
/// </summary>
/// <remarks>
/// "Upload spreadsheet data to eBird", support.ebird.org, article 48000907878: a list is of one day and one place. What machines recorded goes into an account that is nobody's
/// own, as incidental, with words on how.
/// </remarks>
internal sealed class EbirdLists(IExportTarget target, ExportSetting setting) : IExportFormat
{
    private const string Present = "X", Protocol = "Incidental", AllReported = "N";

    private readonly TextWriter _table = target.Open("ebird.csv");
    private readonly SortedSet<string> _unnamed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, DayOfTaxon> _taxa = new(StringComparer.Ordinal);
    private DateOnly _day;

    public static TakenTaxa Taken { get; } = new("birds whose species is known", taxon => taxon.IsBird && (taxon.IsSpecies || taxon.IsSpuh));

    public IReadOnlyCollection<string> Unnamed => _unnamed;

    public async Task<bool> AddAsync(ExportedPicture picture, CancellationToken stop)
    {
        DateTimeOffset local = picture.Detection.LocalTime;
        var day = DateOnly.FromDateTime(local.DateTime);
        if (day != _day)
            await EndDayAsync();

        _day = day;
        bool isTaken = false;
        foreach (string label in picture.Labels!)
        {
            Taxon? taxon = setting.Names.Find(label);
            if (taxon is not null && Taken.Fits(taxon))
            {
                isTaken = true;
                _taxa[taxon.ScientificName] = _taxa.GetValueOrDefault(taxon.ScientificName)?.Until(local) ?? new DayOfTaxon(taxon, local, local, 1);
            }
            else if (taxon is not { IsBird: false })
            {
                _unnamed.Add(label);
            }
        }

        return isTaken;
    }

    public Task FinishAsync(CancellationToken stop) => EndDayAsync();

    private async Task EndDayAsync()
    {
        if (_taxa.Count == 0)
            return;

        // The same on every line of a day: eBird makes a list of what has place, day and time in common.
        string start = Time(_taxa.Values.Min(seen => seen.First));
        foreach (DayOfTaxon seen in _taxa.Values)
        {
            string[] name = seen.Taxon.IsSpecies ? seen.Taxon.ScientificName.Split(' ', 2) : [seen.Taxon.ScientificName, "sp."];
            await CsvLines.WriteAsync(
                _table,
                seen.Taxon.CommonName, name[0], name[1], Present, Comment(seen), $"Camera {setting.Node}", setting.Place!.Value.LatitudeText, setting.Place.Value.LongitudeText,
                _day.ToString("MM'/'dd'/'yyyy", CultureInfo.InvariantCulture), start, "", "", Protocol, "1", "", AllReported, "", "",
                "Pictures that an automatic camera took of what moved; named by a person afterwards. Nobody watched.");
        }

        _taxa.Clear();
    }

    private static string Comment(DayOfTaxon seen) => seen.Pictures == 1 ? $"1 picture at {Time(seen.First)}" : $"{seen.Pictures} pictures from {Time(seen.First)} to {Time(seen.Last)}";

    private static string Time(DateTimeOffset local) => local.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <param name="Pictures">That show it on this day.</param>
    private sealed record DayOfTaxon(Taxon Taxon, DateTimeOffset First, DateTimeOffset Last, int Pictures)
    {
        public DayOfTaxon Until(DateTimeOffset local) => this with { Last = local, Pictures = Pictures + 1 };
    }
}
