using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BirbCam.Monitor.Exports;

namespace BirbCam.Monitor.Tests.Exports.Science;

/// <summary>What Camtrap DP 1.0 asks of a package, as far as ours says anything: https://camtrap-dp.tdwg.org/data and /metadata.</summary>
internal static partial class CamtrapSchema
{
    private static readonly Dictionary<string, Column[]> Tables = new()
    {
        ["deployments"] =
        [
            Key("deploymentID"), Text("locationID"), Text("locationName"), Number("latitude", -90, 90) with { IsRequired = true }, Number("longitude", -180, 180) with { IsRequired = true },
            Number("coordinateUncertainty", 1), Time("deploymentStart"), Time("deploymentEnd"), Text("setupBy"), Text("cameraID"), Text("cameraModel"), Number("cameraDelay", 0),
            Number("cameraHeight", 0), Number("cameraDepth", 0), Number("cameraTilt", -90, 90), Number("cameraHeading", 0, 360), Number("detectionDistance", 0), OneOf("timestampIssues", "true", "false"),
            OneOf("baitUse", "true", "false"), Text("featureType"), Text("habitat"), Text("deploymentGroups"), Text("deploymentTags"), Text("deploymentComments"),
        ],
        ["media"] =
        [
            Key("mediaID"), Needed("deploymentID"), OneOf("captureMethod", "activityDetection", "timeLapse"), Time("timestamp"),
            Matching("filePath", @"^(?=^[^./~])(^((?!\.{2}).)*$).*$"), OneOf("filePublic", "true", "false") with { IsRequired = true }, Text("fileName"), Matching("fileMediatype", "^(image|video|audio)/.*$"),
            Text("exifData"), OneOf("favorite", "true", "false"), Text("mediaComments"),
        ],
        ["observations"] =
        [
            Key("observationID"), Needed("deploymentID"), Text("mediaID"), Text("eventID"), Time("eventStart"), Time("eventEnd"), OneOf("observationLevel", "media", "event") with { IsRequired = true },
            OneOf("observationType", "animal", "human", "vehicle", "blank", "unknown", "unclassified") with { IsRequired = true }, OneOf("cameraSetupType", "setup", "calibration"), Text("scientificName"),
            Number("count", 1), OneOf("lifeStage", "adult", "subadult", "juvenile"), OneOf("sex", "female", "male"), Text("behavior"), Text("individualID"), Number("individualPositionRadius", 0),
            Number("individualPositionAngle", -90, 90), Number("individualSpeed", 0), Number("bboxX", 0, 1), Number("bboxY", 0, 1), Number("bboxWidth", 1e-15, 1), Number("bboxHeight", 1e-15, 1),
            OneOf("classificationMethod", "human", "machine"), Text("classifiedBy"), Time("classificationTimestamp") with { IsRequired = false }, Number("classificationProbability", 0, 1),
            Text("observationTags"), Text("observationComments"),
        ],
    };

    /// <summary>Everything that is wrong with a package; empty for a good one.</summary>
    public static IReadOnlyList<string> FaultsOf(string folder)
    {
        Dictionary<string, Dictionary<string, string>[]> tables = Tables.Keys.ToDictionary(name => name, name => Rows(Path.Combine(folder, $"{name}.csv")));
        List<string> faults = [];
        foreach ((string name, Column[] columns) in Tables)
        {
            string[] heads = File.ReadLines(Path.Combine(folder, $"{name}.csv")).First().Split(',');
            if (!heads.SequenceEqual(columns.Select(column => column.Name)))
                faults.Add($"{name}: other columns");
            faults.AddRange(from column in columns
                            from row in tables[name]
                            where !column.IsGood(row.GetValueOrDefault(column.Name, ""))
                            select $"{name}.{column.Name}: '{row.GetValueOrDefault(column.Name)}'");
            faults.AddRange(tables[name].GroupBy(row => row[heads[0]]).Where(same => same.Count() > 1).Select(same => $"{name}: {same.Key} twice"));
        }

        var deployments = tables["deployments"].Select(row => row["deploymentID"]).ToHashSet();
        var media = tables["media"].ToDictionary(row => row["mediaID"]);
        faults.AddRange(tables["media"].Concat(tables["observations"]).Where(row => !deployments.Contains(row["deploymentID"])).Select(row => $"no deployment {row["deploymentID"]}"));
        faults.AddRange(tables["observations"].Where(row => !media.ContainsKey(row["mediaID"])).Select(row => $"no media {row["mediaID"]}"));
        faults.AddRange(tables["observations"].Where(row => row["observationType"] == "animal" && row["scientificName"].Length == 0).Select(row => $"{row["observationID"]} is an animal without a name"));
        faults.AddRange(media.Values.Where(row => !File.Exists(Path.Combine(folder, row["filePath"]))).Select(row => $"no file {row["filePath"]}"));
        faults.AddRange(from row in media.Values
                        let deployment = tables["deployments"].FirstOrDefault(one => one["deploymentID"] == row["deploymentID"])
                        where deployment is not null && (string.CompareOrdinal(row["timestamp"], deployment["deploymentStart"]) < 0 || string.CompareOrdinal(row["timestamp"], deployment["deploymentEnd"]) > 0)
                        select $"{row["mediaID"]} lies outside of its deployment");
        faults.AddRange(DescriptorFaults(JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "datapackage.json")))!, tables["observations"]));
        return faults;
    }

    public static Dictionary<string, string>[] Rows(string path)
    {
        IReadOnlyList<string>[] lines = [.. File.ReadLines(path).Select(line => CsvLines.Read(line)!)];
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    private static IEnumerable<string> DescriptorFaults(JsonNode package, Dictionary<string, string>[] observations)
    {
        foreach (string key in (string[])["resources", "profile", "created", "contributors", "project", "spatial", "temporal", "taxonomic"])
        {
            if (package[key] is null)
                yield return $"datapackage.{key} is missing";
        }

        if (package["resources"]?.AsArray().Count(one => one!["profile"]?.ToString() == "tabular-data-resource" && Tables.ContainsKey($"{one["name"]}")
            && $"{one["schema"]}" == $"https://raw.githubusercontent.com/tdwg/camtrap-dp/1.0.2/{one["name"]}-table-schema.json" && $"{one["path"]}" == $"{one["name"]}.csv") != 3)
            yield return "datapackage.resources are not the three tables";
        if (!NameOfPackage().IsMatch($"{package["name"]}"))
            yield return "datapackage.name";
        JsonNode? project = package["project"];
        if (project is null || $"{project["samplingDesign"]}" is not ("simpleRandom" or "systematicRandom" or "clusteredRandom" or "experimental" or "targeted" or "opportunistic")
            || project["captureMethod"] is not JsonArray { Count: > 0 } || project["individualAnimals"] is null || project["observationLevel"] is not JsonArray || project["title"] is null)
            yield return "datapackage.project";
        if (package["contributors"]?.AsArray() is not [JsonNode contributor, ..] || contributor["title"] is null
            || $"{contributor["role"]}" is not ("contact" or "principalInvestigator" or "rightsHolder" or "publisher" or "contributor"))
            yield return "datapackage.contributors";
        if ($"{package["spatial"]?["type"]}" != "Point" || package["spatial"]!["coordinates"] is not JsonArray { Count: 2 })
            yield return "datapackage.spatial";
        foreach (string end in (string[])["start", "end"])
        {
            if (!DateOnly.TryParseExact($"{package["temporal"]?[end]}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                yield return $"datapackage.temporal.{end}";
        }

        var told = package["taxonomic"]?.AsArray().Select(taxon => $"{taxon!["scientificName"]}").ToHashSet() ?? [];
        if (!told.SetEquals(observations.Select(row => row["scientificName"]).Where(name => name.Length > 0)))
            yield return "datapackage.taxonomic";
    }

    private static Column Key(string name) => Needed(name);

    private static Column Needed(string name) => new(name, IsRequired: true, _ => true);

    private static Column Text(string name) => new(name, IsRequired: false, _ => true);

    private static Column Matching(string name, string pattern) => new(name, IsRequired: true, text => Regex.IsMatch(text, pattern));

    private static Column OneOf(string name, params string[] words) => new(name, IsRequired: false, words.Contains);

    private static Column Number(string name, double least, double most = double.MaxValue)
        => new(name, IsRequired: false, text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most);

    private static Column Time(string name)
        => new(name, IsRequired: true, text => DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    [GeneratedRegex(@"^[-a-z0-9._/]+$")]
    private static partial Regex NameOfPackage();

    private sealed record Column(string Name, bool IsRequired, Func<string, bool> Fits)
    {
        public bool IsGood(string text) => text.Length == 0 ? !IsRequired : Fits(text);
    }
}
