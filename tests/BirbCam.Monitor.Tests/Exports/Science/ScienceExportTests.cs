using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Exports;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Cli;
using BirbCam.Monitor.Tests.Sightings;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Exports.Science;

/// <summary><c>birbcam review export</c> for those who count animals, as a process.</summary>
public sealed class ScienceExportTests : IDisposable
{
    private const string Names = "label,common_name,scientific_name,class\nmagpie,Black-billed Magpie,Pica hudsonia,Aves\nsparrow,,Passer domesticus,Aves\n";

    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly TestFolder _folder = new();
    private readonly SightingStore _store;
    private readonly PictureArchive _archive;

    /// <summary>
    /// Seen by a person: a magpie twice in one visit, a magpie and a sparrow after the next midnight, a squirrel, a leaf, nobody. Not seen: a chickadee that the model is
    /// certain of, and a sparrow that it is not.
    /// </summary>
    public ScienceExportTests()
    {
        _store = SightingStore.Open(new StoreSetup(_folder["state"], TimeSpan.FromSeconds(60), Detections.Denver, "boot-1", TimeProvider.System, NullLogger.Instance));
        _archive = new PictureArchive(_folder["state"], new StoreOptions { KeepFreeMegabytes = 0 }, NullLogger.Instance);
        Keep(Detections.Accepted("magpie", Morning), ["magpie"]);
        Keep(Detections.Accepted("magpie", Morning.AddSeconds(40)), ["magpie"]);
        Keep(Detections.Unsure("squirrel", Morning.AddMinutes(5)), ["squirrel"]);
        Keep(Detections.Unsure("sparrow", Morning.AddMinutes(10)), ["leaf"]);
        Keep(Detections.Accepted("chickadee", Morning.AddMinutes(15)), []);
        Keep(Detections.Accepted("chickadee", Morning.AddMinutes(20)) with { Motion = new MotionEvidence(0.03, [0.4, 0.5, 0.1, 0.2], 640, 1, 0) });
        Keep(Detections.Unsure("sparrow", Morning.AddMinutes(25)));
        Keep(Detections.Of(Decision.Accepted, Morning.AddHours(20), 0.8, "magpie", "sparrow"), ["magpie", "sparrow"]);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task For_eBird_a_kind_of_bird_is_a_line_of_an_incidental_list_a_day()
    {
        (int code, IReadOnlyList<string> output, _) = await ExportAsync("ebird", Names);

        IReadOnlyList<string>[] lines = [.. Lines("ebird.csv")];
        Assert.Equal(0, code);
        Assert.StartsWith("3 pictures in ", output[0], StringComparison.Ordinal);
        Assert.Equal("3 pictures are left out: ebird takes birds whose species is known, and nobody on these is one", output[1]);
        Assert.Contains("Nobody has said which species these are: leaf.", output[2], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Null(EbirdFaultOf(line)));
        Assert.Equal(["Pica hudsonia 10/04/2026 07:12", "Passer domesticus 10/05/2026 03:12", "Pica hudsonia 10/05/2026 03:12"], lines.Select(line => $"{line[1]} {line[2]} {line[8]} {line[9]}"));
        Assert.Equal("Black-billed Magpie", lines[0][0]);
        Assert.Equal("2 pictures from 07:12 to 07:12", lines[0][4]);
    }

    [Fact]
    public async Task Without_names_eBird_gets_no_species_that_nobody_named()
    {
        Keep(Detections.Accepted("chickadee", Morning.AddHours(21)), ["chickadee"]);
        (_, IReadOnlyList<string> output, _) = await ExportAsync("ebird");

        IReadOnlyList<string> only = Assert.Single(Lines("ebird.csv"));
        Assert.Equal("chickadee sp.|Poecile|sp.|X", string.Join('|', only.Take(4)));
        Assert.Contains("leaf, magpie, sparrow.", output[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ebird", "magpie,magpie,Pica,Aves", "ebird takes birds whose species is known")]
    [InlineData("ebird", "squirrel,,Sciurus vulgaris,Mammalia", "(leaf, magpie, sparrow, squirrel)")]
    public async Task What_would_be_empty_for_want_of_names_says_whom_to_name_and_where_and_makes_nothing(string format, string name, string fault)
    {
        (int code, _, IReadOnlyList<string> errors) = await ExportAsync(format, $"label,common_name,scientific_name,class\n{name}\n");

        Assert.Equal(78, code);
        Assert.Contains(fault, Assert.Single(errors), StringComparison.Ordinal);
        Assert.Contains($"into {Path.Combine(_folder["state"], "names.csv")}, whose first line is label,common_name", errors[0], StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task For_iNaturalist_it_is_said_how_many_pictures_are_left_out()
    {
        (_, IReadOnlyList<string> output, _) = await ExportAsync("inat", null, "--json");

        JsonNode counts = JsonNode.Parse(Assert.Single(output))!;
        Assert.Equal((4, 4, 2), ((int)counts["pictures"]!, (int)counts["verified"]!, (int)counts["left_out"]!));
    }

    [Theory]
    [InlineData(3, "2")]
    [InlineData(6, "")]
    [InlineData(8, "2026-10-04")]
    [InlineData(9, "7:12 a")]
    [InlineData(12, "Stationary")]
    [InlineData(15, "Y")]
    [InlineData(4, "a \"good\" look")]
    public async Task What_eBird_would_refuse_or_we_cannot_claim_would_be_noticed(int column, string spoilt)
    {
        await ExportAsync("ebird", Names);
        string[] line = [.. Lines("ebird.csv").First()];
        line[column] = spoilt;

        Assert.NotNull(EbirdFaultOf(line));
    }

    [Fact]
    public async Task For_iNaturalist_a_visit_is_a_line_with_a_picture_and_the_home_is_not_shown()
    {
        await ExportAsync("inat");

        IReadOnlyList<string>[] lines = [.. Lines("observations.csv")];
        Assert.Equal(["Taxon name", "Date observed", "Description", "Place name", "Latitude / y coord / northing", "Longitude / x coord / easting", "Tags", "Geoprivacy"], lines[0]);
        Assert.Equal(["Pica", "Sciuridae", "Pica", "Passeriformes"], lines.Skip(1).Select(line => line[0]));
        Assert.Equal("2026-10-04 07:12:03", lines[1][1]);
        Assert.All(lines.Skip(1), line => Assert.Equal(("39.74", "-104.99", "obscured"), (line[4], line[5], line[7])));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_folder["out"], "pictures")).Length);
        Assert.All(lines.Skip(1), line => Assert.True(File.Exists(Path.Combine(_folder["out"], line[2].Split("File: ")[1]))));
    }

    [Fact]
    public async Task As_a_camera_trap_package_every_picture_is_there_and_keeps_to_the_schema()
    {
        (_, IReadOnlyList<string> output, _) = await ExportAsync("camtrapdp", Names, "--json");

        Assert.Empty(CamtrapSchema.FaultsOf(_folder["out"]));
        Assert.Equal(["leaf"], JsonNode.Parse(output[0])!["unnamed"]!.AsArray().Select(label => (string)label!));
        Dictionary<string, string>[] seen = CamtrapSchema.Rows(Path.Combine(_folder["out"], "observations.csv"));
        Assert.Equal(
            ["animal Pica hudsonia", "animal Pica hudsonia", "animal Sciuridae", "unknown ", "blank ", "animal Poecile", "unknown ", "animal Pica hudsonia", "animal Passer domesticus"],
            seen.Select(row => $"{row["observationType"]} {row["scientificName"]}"));
        Assert.Equal("machine balcony 1 0.9 0.4 0.5 0.1 0.2", string.Join(' ', seen[5]["classificationMethod"], seen[5]["classifiedBy"], seen[5]["classificationProbability"], seen[5]["bboxX"], seen[5]["bboxY"], seen[5]["bboxWidth"], seen[5]["bboxHeight"]));
        Assert.Equal(("human", ""), (seen[0]["classificationMethod"], seen[0]["classificationProbability"]));
        Assert.Equal("label:leaf", seen[3]["observationTags"]);
        Assert.All(seen, row => Assert.Equal("", row["count"]));
        Assert.Equal(8, Directory.GetFiles(Path.Combine(_folder["out"], "media")).Length);
    }

    [Theory]
    [InlineData("observations.csv", "animal", "bird")]
    [InlineData("observations.csv", "Sciuridae", "")]
    [InlineData("observations.csv", ",0.9,", ",90,")]
    [InlineData("observations.csv", "observationLevel", "level")]
    [InlineData("media.csv", "media/", "../media/")]
    [InlineData("media.csv", "T13:12:03Z", " 13:12:03")]
    [InlineData("media.csv", "image/jpeg", "jpeg")]
    [InlineData("deployments.csv", "39.74", "97")]
    [InlineData("deployments.csv", "balcony,,", "attic,,")]
    [InlineData("datapackage.json", "1.0.2/media", "0.6/media")]
    [InlineData("datapackage.json", "opportunistic", "random")]
    [InlineData("datapackage.json", "Pica hudsonia", "Pica pica")]
    public async Task A_spoilt_package_would_be_noticed(string file, string good, string spoilt)
    {
        await ExportAsync("camtrapdp", Names);
        string path = Path.Combine(_folder["out"], file), text = File.ReadAllText(path);
        Assert.Contains(good, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(good, spoilt, StringComparison.Ordinal));

        Assert.NotEmpty(CamtrapSchema.FaultsOf(_folder["out"]));
    }

    [Theory]
    [InlineData("ebird")]
    [InlineData("inat")]
    [InlineData("camtrapdp")]
    public async Task Who_says_where_the_camera_is_must_know_it(string format)
    {
        File.WriteAllText(_folder["birbcam.json"], JsonSerializer.Serialize(new { Store = new { Directory = _folder["state"] } }));
        (int code, _, IReadOnlyList<string> errors) = await BirbcamProcess.RunAsync("review", "export", "--config", _folder["birbcam.json"], "--out", _folder["out"], "--format", format);

        Assert.Equal(78, code);
        Assert.Equal($"birbcam: {format} says where the camera is: set Location.Latitude and Location.Longitude in the configuration", Assert.Single(errors));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData("label,name\n", "the first line must be label,common_name,scientific_name,class")]
    [InlineData("label,common_name,scientific_name,class\nmagpie,Pica hudsonia\n", "line 2: 'magpie,Pica hudsonia' is not of the form")]
    [InlineData("label,common_name,scientific_name,class\nmagpie,\"a,Pica,Aves\n", "line 2: 'magpie,\"a,Pica,Aves' is not of the form")]
    [InlineData("label,common_name,scientific_name,class\nwren,,Troglodytes,Aves\nWren,,Troglodytes,Aves\n", "line 3: 'Wren' was named before")]
    [InlineData("", "is empty, or is no table of names")]
    public async Task Names_that_are_none_are_one_line(string names, string fault)
    {
        (int code, _, IReadOnlyList<string> errors) = await ExportAsync("ebird", names);

        Assert.Equal(2, code);
        Assert.Contains(fault, Assert.Single(errors), StringComparison.Ordinal);
    }

    /// <summary>Record Format (Extended): 19 columns, no quotes within a field; and what a camera may claim.</summary>
    private static string? EbirdFaultOf(IReadOnlyList<string> line)
    {
        if (line.Count != 19)
            return $"{line.Count} columns";
        if (line.Any(field => field.Contains('"', StringComparison.Ordinal)))
            return "a quote";
        if ((line[0].Length == 0 && line[1].Length == 0) || line[5].Length == 0)
            return "no name";
        return line[3] != "X" ? "a count" : line[12] != "Incidental" ? "a protocol" : line[15] != "N" ? "a complete list"
            : !double.TryParse(line[6], CultureInfo.InvariantCulture, out _) || !double.TryParse(line[7], CultureInfo.InvariantCulture, out _) ? "no place"
            : !DateOnly.TryParseExact(line[8], "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? "no day"
            : !TimeOnly.TryParseExact(line[9], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? "no time" : null;
    }

    private IEnumerable<IReadOnlyList<string>> Lines(string name) => File.ReadLines(Path.Combine(_folder["out"], name)).Select(line => CsvLines.Read(line)!);

    private Task<(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> ExportAsync(string format, string? names = null, params string[] more)
    {
        File.WriteAllText(_folder["birbcam.json"], JsonSerializer.Serialize(new { Store = new { Directory = _folder["state"] }, Location = new { Latitude = 39.74, Longitude = -104.99 } }));
        if (names is not null)
            File.WriteAllText(_folder["names.csv"], names);
        return BirbcamProcess.RunAsync(
            ["review", "export", "--config", _folder["birbcam.json"], "--out", _folder["out"], "--format", format, .. names is null ? Array.Empty<string>() : ["--names", _folder["names.csv"]], .. more]);
    }

    private void Keep(Detection detection) => Keep(detection, null);

    /// <param name="said">By a person; null for nothing.</param>
    private void Keep(Detection detection, string[]? said)
    {
        StoredDetection stored = _store.Add(detection with { Image = new ImageEvidence(new string('9', 64), 480, 640) });
        Assert.Equal(PictureOutcome.Saved, _archive.Save(stored, new KeptPictures([0xFF, 0xD8, 0xFF, 0xD9], Panels: null, Map: null)).Outcome);
        if (said is not null)
            _store.Review(stored.Detection.Id, said);
    }
}
