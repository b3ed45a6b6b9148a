using System.Globalization;
using BirbCam.Monitor.Exports.Targets;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Exports.Science;

/// <summary>
/// A Camera Trap Data Package: <c>datapackage.json</c>, the tables <c>deployments.csv</c>, <c>media.csv</c> and <c>observations.csv</c>, and the pictures. An observation is of
/// one picture and one label; how many animals there are is left open.
/// </summary>
/// <remarks>Camtrap DP 1.0.2, https://camtrap-dp.tdwg.org: the order of the columns is that of its table schemas.</remarks>
internal sealed class CamtrapPackage(IExportTarget target, ExportSetting setting) : IExportFormat
{
    private static readonly string[] MediaHeads =
        ["mediaID", "deploymentID", "captureMethod", "timestamp", "filePath", "filePublic", "fileName", "fileMediatype", "exifData", "favorite", "mediaComments"];

    private static readonly string[] ObservationHeads =
    [
        "observationID", "deploymentID", "mediaID", "eventID", "eventStart", "eventEnd", "observationLevel", "observationType", "cameraSetupType", "scientificName", "count", "lifeStage",
        "sex", "behavior", "individualID", "individualPositionRadius", "individualPositionAngle", "individualSpeed", "bboxX", "bboxY", "bboxWidth", "bboxHeight",
        "classificationMethod", "classifiedBy", "classificationTimestamp", "classificationProbability", "observationTags", "observationComments",
    ];

    private readonly TextWriter _media = target.Open("media.csv");
    private readonly TextWriter _observations = target.Open("observations.csv");
    private readonly SortedSet<string> _unnamed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Taxon> _taxa = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Deployment> _deployments = new(StringComparer.Ordinal);
    private bool _hasHeads;

    public IReadOnlyCollection<string> Unnamed => _unnamed;

    public async Task<bool> AddAsync(ExportedPicture picture, CancellationToken stop)
    {
        await BeginAsync();
        Detection detection = picture.Detection;
        string camera = detection.Camera;
        _deployments[camera] = _deployments.TryGetValue(camera, out Deployment? known) ? known.With(detection.CapturedAt) : new Deployment(camera, detection.CapturedAt, detection.CapturedAt);

        string name = $"{detection.Id:N}{PictureName.Clean}", file = $"media/{name}";
        await target.CopyAsync(picture.Content, file, stop);
        await CsvLines.WriteAsync(_media, $"{detection.Id:N}", camera, "activityDetection", TimeOf(detection.CapturedAt), file, "false", name, "image/jpeg", "", "", "");

        foreach ((int i, string? label) in (picture.Labels ?? []).DefaultIfEmpty(null).Index())
            await ObserveAsync(picture, i + 1, label);
        return true;
    }

    public async Task FinishAsync(CancellationToken stop)
    {
        await BeginAsync();
        if (_deployments.Count == 0)
            _deployments[setting.Node] = new Deployment(setting.Node, setting.Time.GetUtcNow(), setting.Time.GetUtcNow());

        await CamtrapMetadata.WriteAsync(target, setting, [.. _deployments.Values], [.. _taxa.Values], stop);
    }

    /// <summary>As the standard's tables have it: whole seconds, UTC.</summary>
    public static string TimeOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async Task BeginAsync()
    {
        if (_hasHeads)
            return;

        await CsvLines.WriteAsync(_media, MediaHeads);
        await CsvLines.WriteAsync(_observations, ObservationHeads);
        _hasHeads = true;
    }

    /// <param name="label">Null for nobody, or for whoever it is.</param>
    private async Task ObserveAsync(ExportedPicture picture, int number, string? label)
    {
        Detection detection = picture.Detection;
        Taxon? taxon = label is null ? null : setting.Names.Find(label);
        if (taxon is not null)
            _taxa[taxon.ScientificName] = taxon;
        else if (label is not null)
            _unnamed.Add(label);

        // What has no name may be a leaf as well as an animal.
        string type = taxon is not null ? "animal" : picture.Labels is [] ? "blank" : "unknown";
        string time = TimeOf(detection.CapturedAt);
        IReadOnlyList<string> box = label is not null && picture.Labels is [_] ? BoxOf(detection) : ["", "", "", ""];
        double probability = label is null ? detection.NoneScore : detection.Scores.GetValueOrDefault(label, detection.Confidence);
        await CsvLines.WriteAsync(
            _observations,
            [
                $"{detection.Id:N}-{number}", detection.Camera, $"{detection.Id:N}", $"{detection.SightingId:N}", time, time, "media", type, "", taxon?.ScientificName ?? "", "", "",
                "", "", "", "", "", "", .. box,
                picture.IsVerified ? "human" : "machine", picture.IsVerified ? "a person at the camera's page" : $"{detection.Model.Name} {detection.Model.Version}",
                TimeOf(detection.Review?.At ?? detection.CapturedAt), picture.IsVerified || type == "unknown" && label is null ? "" : Share(Math.Clamp(probability, 0, 1)),
                label is null ? "" : $"label:{label.Replace('|', '/')}", "",
            ]);
    }

    /// <summary>Of what moved: whose it is can only be said where one thing moved and one animal is there.</summary>
    private static IReadOnlyList<string> BoxOf(Detection detection)
    {
        if (detection.Motion is not { Regions: 1, Box: [double x, double y, double width, double height] } || x is < 0 or >= 1 || y is < 0 or >= 1 || width <= 0 || height <= 0)
            return ["", "", "", ""];

        return [Share(x), Share(y), Share(Math.Min(width, 1 - x)), Share(Math.Min(height, 1 - y))];
    }

    private static string Share(double share) => share.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>A camera, and when it took the first and the last of these pictures.</summary>
internal sealed record Deployment(string Camera, DateTimeOffset First, DateTimeOffset Last)
{
    public Deployment With(DateTimeOffset at) => this with { First = at < First ? at : First, Last = at > Last ? at : Last };
}
