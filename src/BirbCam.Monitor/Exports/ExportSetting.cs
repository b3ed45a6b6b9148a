using System.Globalization;
using BirbCam.Monitor.Exports.Science;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;

namespace BirbCam.Monitor.Exports;

/// <summary>What is known of where the pictures come from.</summary>
/// <param name="Node">The camera's name.</param>
/// <param name="Directory">Of the store.</param>
/// <param name="Place">Null where the configuration says none.</param>
/// <param name="Names">Of animals.</param>
/// <param name="Version">Of the program.</param>
internal sealed record ExportSetting(string Node, string Directory, GeoPoint? Place, TaxonNames Names, string Version, TimeProvider Time)
{
    private readonly Lazy<IReadOnlyCollection<string>> _labelsSaid = new(() => new RecordReader(Directory).LabelsSaid());

    /// <summary>As <see cref="RecordReader.LabelsSaid"/>, read when it is first asked: it goes through all that was reviewed.</summary>
    /// <exception cref="StoreException">There is no store, or it cannot be read.</exception>
    public IReadOnlyCollection<string> LabelsSaid => _labelsSaid.Value;
}

/// <param name="Latitude">Degrees (WGS 84), north positive.</param>
/// <param name="Longitude">Degrees, east positive.</param>
internal readonly record struct GeoPoint(double Latitude, double Longitude)
{
    /// <summary>As tables have it: to a tenth of a metre.</summary>
    public string LatitudeText => Text(Latitude);

    /// <inheritdoc cref="LatitudeText"/>
    public string LongitudeText => Text(Longitude);

    /// <summary>Null where one is missing.</summary>
    public static GeoPoint? Of(double? latitude, double? longitude) => latitude is double north && longitude is double east ? new GeoPoint(north, east) : null;

    private static string Text(double degrees) => degrees.ToString("0.######", CultureInfo.InvariantCulture);
}
