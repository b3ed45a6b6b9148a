using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Exports.Targets;

namespace BirbCam.Monitor.Exports.Science;

/// <summary>What a Camera Trap Data Package says of its tables: <c>deployments.csv</c> and <c>datapackage.json</c>. Licences are for its owner to add.</summary>
internal static class CamtrapMetadata
{
    private const string Standard = "https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0.2/";

    private static readonly string[] DeploymentHeads =
    [
        "deploymentID", "locationID", "locationName", "latitude", "longitude", "coordinateUncertainty", "deploymentStart", "deploymentEnd", "setupBy", "cameraID", "cameraModel", "cameraDelay",
        "cameraHeight", "cameraDepth", "cameraTilt", "cameraHeading", "detectionDistance", "timestampIssues", "baitUse", "featureType", "habitat", "deploymentGroups", "deploymentTags",
        "deploymentComments",
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="deployments">At least one.</param>
    /// <param name="taxa">That were observed.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static async Task WriteAsync(
        IExportTarget target, ExportSetting setting, IReadOnlyList<Deployment> deployments, IReadOnlyList<Taxon> taxa, CancellationToken stop)
    {
        TextWriter table = target.Open("deployments.csv");
        await CsvLines.WriteAsync(table, DeploymentHeads);
        GeoPoint place = setting.Place!.Value;
        foreach (Deployment one in deployments)
        {
            await CsvLines.WriteAsync(
                table,
                [
                    one.Camera, "", "", place.LatitudeText, place.LongitudeText, "", CamtrapPackage.TimeOf(one.First), CamtrapPackage.TimeOf(one.Last), "", one.Camera,
                    .. Enumerable.Repeat("", DeploymentHeads.Length - 10),
                ]);
        }

        JsonObject package = Describe(setting, place, deployments, taxa);
        await target.WriteAsync("datapackage.json", package.ToJsonString(Indented) + "\n", stop);
    }

    private static JsonObject Describe(ExportSetting setting, GeoPoint place, IReadOnlyList<Deployment> deployments, IReadOnlyList<Taxon> taxa) => new()
    {
        ["resources"] = new JsonArray([.. ((string[])["deployments", "media", "observations"]).Select(Resource)]),
        ["profile"] = Standard + "camtrap-dp-profile.json",
        ["name"] = $"birbcam-{setting.Node}",
        ["created"] = CamtrapPackage.TimeOf(setting.Time.GetUtcNow()),
        ["title"] = $"Pictures of the camera {setting.Node}",
        ["contributors"] = new JsonArray(new JsonObject { ["title"] = $"Owner of the camera {setting.Node}", ["role"] = "contact" }),
        ["sources"] = new JsonArray(new JsonObject { ["title"] = "birbcam", ["version"] = setting.Version }),
        ["project"] = new JsonObject
        {
            ["title"] = $"Camera {setting.Node}",
            ["samplingDesign"] = "opportunistic",
            ["captureMethod"] = new JsonArray("activityDetection"),
            ["individualAnimals"] = false,
            ["observationLevel"] = new JsonArray("media"),
        },
        ["spatial"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(place.Longitude, place.Latitude) },
        ["temporal"] = new JsonObject { ["start"] = Day(deployments.Min(one => one.First)), ["end"] = Day(deployments.Max(one => one.Last)) },
        ["taxonomic"] = new JsonArray([.. taxa.Select(Describe)]),
    };

    private static JsonNode Resource(string name) => new JsonObject
    {
        ["name"] = name,
        ["path"] = $"{name}.csv",
        ["profile"] = "tabular-data-resource",
        ["format"] = "csv",
        ["mediatype"] = "text/csv",
        ["encoding"] = "utf-8",
        ["schema"] = $"{Standard}{name}-table-schema.json",
    };

    private static JsonNode Describe(Taxon taxon)
    {
        var described = new JsonObject { ["scientificName"] = taxon.ScientificName };
        if (taxon.IsSpecies)
            described["taxonRank"] = "species";
        if (taxon.Class.Length > 0)
            described["class"] = taxon.Class;
        if (taxon.CommonName.Length > 0)
            described["vernacularNames"] = new JsonObject { ["eng"] = taxon.CommonName };
        return described;
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
