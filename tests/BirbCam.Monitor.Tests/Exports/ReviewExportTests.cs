using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Cli;
using BirbCam.Monitor.Tests.Sightings;

namespace BirbCam.Monitor.Tests.Exports;

/// <summary><c>birbcam review export</c> as a process, on a store that a service has open.</summary>
public sealed class ReviewExportTests : IDisposable
{
    private static readonly DateTimeOffset Morning = Detections.Morning;

    private readonly TestFolder _folder = new();
    private readonly SightingStore _store;
    private readonly PictureArchive _archive;

    /// <summary>A chickadee that was none, a sparrow and a magpie whom a person has seen, a sparrow, nobody, somebody unsure, and a squirrel whose picture is gone.</summary>
    public ReviewExportTests()
    {
        var log = new LogLines();
        _store = SightingStore.Open(new StoreSetup(_folder["state"], TimeSpan.FromSeconds(60), Detections.Denver, "boot-1", TimeProvider.System, log));
        _archive = new PictureArchive(_folder["state"], new StoreOptions { KeepFreeMegabytes = 0 }, log);
        Reviewed(Detections.Accepted("chickadee", Morning), []);
        Reviewed(Detections.Unsure("sparrow", Morning.AddMinutes(1)), ["sparrow", "Black-billed magpie"]);
        Save(Detections.Accepted("sparrow", Morning.AddMinutes(2)));
        Save(Detections.Of(Decision.None, Morning.AddMinutes(3), 0.9));
        Save(Detections.Unsure("sparrow", Morning.AddMinutes(4)));
        File.Delete(Save(Detections.Accepted("squirrel", Morning.AddMinutes(5))));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task For_the_training_pictures_are_named_as_the_ancestor_named_them()
    {
        (int code, IReadOnlyList<string> output, _) = await ExportAsync("ancestor");

        Assert.Equal(0, code);
        Assert.StartsWith("4 pictures in ", Assert.Single(output), StringComparison.Ordinal);
        Assert.EndsWith("2 of them seen by a person; 1 more are in the records and not kept any more", output[0], StringComparison.Ordinal);
        Assert.Equal(
            ["none_20261004T071203412.jpg", "none_20261004T071503412.jpg", "sparrow_20261004T071403412.jpg", "sparrow_black-billed-magpie_20261004T071303412.jpg"],
            Files("*.jpg"));
        Assert.All(Files("*.jpg"), name => Assert.Equal([0xFF, 0xD8, 0xFF, 0xD9], File.ReadAllBytes(Path.Combine(_folder["out"], name))));
        Assert.Equal(Files("*.jpg").Select(name => Path.ChangeExtension(name, ".json")), Files("*.json"));
        Assert.Equal("rejected", (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["out"], "none_20261004T071203412.json")))!["review"]!["verdict"]);
    }

    [Fact]
    public async Task Only_what_a_person_has_seen_where_that_is_asked()
    {
        (_, IReadOnlyList<string> output, _) = await ExportAsync("ancestor", "--verified-only", "--json");

        JsonNode counts = JsonNode.Parse(Assert.Single(output))!;
        Assert.Equal((2, 2, 0), ((int)counts["pictures"]!, (int)counts["verified"]!, (int)counts["gone"]!));
        Assert.Equal(["none_20261004T071203412.jpg", "sparrow_black-billed-magpie_20261004T071303412.jpg"], Files("*.jpg"));
    }

    [Fact]
    public async Task As_a_folder_for_each_class_every_file_is_in_the_metadata()
    {
        await ExportAsync("imagefolder");

        JsonNode[] metadata = [.. File.ReadLines(Path.Combine(_folder["out"], "metadata.jsonl")).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["black-billed-magpie+sparrow", "none", "none", "sparrow"], metadata.Select(line => Path.GetDirectoryName((string)line["file_name"]!)).Order(StringComparer.Ordinal));
        Assert.All(metadata, line => Assert.True(File.Exists(Path.Combine(_folder["out"], (string)line["file_name"]!))));
        Assert.Equal(4, Directory.GetFiles(_folder["out"], "*.jpg", SearchOption.AllDirectories).Length);
        Assert.Equal(["sparrow", "Black-billed magpie"], metadata[1]["labels"]!.AsArray().Select(label => (string)label!));
        Assert.Equal([true, true, false, false], metadata.Select(line => (bool)line["verified"]!));
    }

    [Fact]
    public async Task Names_in_any_letters_are_classes_of_their_own_and_many_of_them_still_a_name()
    {
        string[] many = [.. Enumerable.Range(1, 8).Select(i => $"गौरैया गौरैया गौरैया गौरैया {i}")];
        Reviewed(Detections.Accepted("sparrow", Morning.AddMinutes(6)), ["गौरैया"]);
        Reviewed(Detections.Accepted("sparrow", Morning.AddMinutes(8)), ["สวัสดี"]);
        Reviewed(Detections.Accepted("sparrow", Morning.AddMinutes(10)), ["cooper’s hawk"]);
        Reviewed(Detections.Accepted("sparrow", Morning.AddMinutes(12)), many);
        Reviewed(Detections.Accepted("sparrow", Morning.AddMinutes(14)), [.. many[1..], "wren"]);
        (int code, _, _) = await ExportAsync("imagefolder", "--verified-only");

        string[] classes = [.. Directory.GetDirectories(_folder["out"]).Select(path => Path.GetFileName(path))];
        Assert.Equal((0, 7), (code, classes.Length));
        Assert.All((string[])["गौरैया", "สวัสดี", "cooper-s-hawk"], name => Assert.Contains(name, classes));
        Assert.All(classes, name => Assert.InRange(Encoding.UTF8.GetByteCount(name), 1, 200));
    }

    [Fact]
    public async Task As_a_table_a_picture_is_a_line()
    {
        Reviewed(Detections.Accepted("wren, \"house\"", Morning.AddMinutes(6)), null);
        await ExportAsync("csv");

        string[] lines = File.ReadAllText(Path.Combine(_folder["out"], "detections.csv")).Split("\r\n");
        Assert.Equal("id,captured_at,local_time,camera,labels,verified,decision,model_labels,confidence,review,reviewed_at,sighting_id,model,picture", lines[0]);
        Assert.Equal("", lines[^1]);
        Assert.Equal(7, lines.Length);
        Assert.Contains(",2026-10-04T13:13:03.412+00:00,2026-10-04T07:13:03.412-06:00,balcony,sparrow;Black-billed magpie,yes,low_confidence,sparrow,0.5,relabelled,", lines[2], StringComparison.Ordinal);
        Assert.Contains(",\"wren, \"\"house\"\"\",no,accepted,", lines[5], StringComparison.Ordinal);
        Assert.Empty(Files("*.jpg"));
    }

    [Fact]
    public async Task A_folder_that_holds_something_is_refused()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(Path.Combine(_folder["out"], "sparrow_1.jpg"), "");
        (int code, _, IReadOnlyList<string> errors) = await ExportAsync("ancestor");

        Assert.Equal(2, code);
        Assert.EndsWith("is not empty: name another folder, so that old labels do not stay beside new ones", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_service_has_run_there_is_nothing_to_export()
    {
        (int code, _, IReadOnlyList<string> errors) = await ExportAsync("csv", _folder["nowhere"]);

        Assert.Equal(1, code);
        Assert.Contains("has the service run", Assert.Single(errors), StringComparison.Ordinal);
    }

    private Task<(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> ExportAsync(string format, params string[] more)
        => more is [string directory] && Path.IsPathRooted(directory) ? RunAsync(directory, format) : RunAsync(_folder["state"], [format, .. more]);

    private Task<(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> RunAsync(string directory, params string[] format)
    {
        File.WriteAllText(_folder["birbcam.json"], JsonSerializer.Serialize(new { Store = new { Directory = directory } }));
        return BirbcamProcess.RunAsync(["review", "export", "--config", _folder["birbcam.json"], "--out", _folder["out"], "--format", .. format]);
    }

    private string[] Files(string pattern)
        => [.. Directory.GetFiles(_folder["out"], pattern).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <param name="labels">What a person says; null for nothing.</param>
    private void Reviewed(Detection detection, string[]? labels)
    {
        Save(detection);
        if (labels is not null)
            _store.Review(detection.Id, labels);
    }

    /// <returns>The path of the picture.</returns>
    private string Save(Detection detection)
    {
        StoredDetection stored = _store.Add(detection with { Image = new ImageEvidence(new string('9', 64), 480, 640) });
        return _archive.Save(stored, new KeptPictures([0xFF, 0xD8, 0xFF, 0xD9], Panels: null, Map: null)).Path!;
    }
}
