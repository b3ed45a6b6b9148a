using System.Globalization;
using System.Text.Json;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Tests.Capture;
using BirbCam.Monitor.Tests.Cli;
using BirbCam.Monitor.Tests.Sightings;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Imports;

/// <summary><c>birbcam import birbcam-db</c> as a process, on a database as the ancestor makes it.</summary>
public sealed class AncestorImportTests : IDisposable
{
    private const string Table = "CREATE TABLE results(utc_datetime text NOT NULL PRIMARY KEY, datetime text NOT NULL, file_name text NOT NULL, prediction text NOT NULL, confidence real NOT NULL, true_label text, inaturalist_id INTEGER);";

    private readonly TestFolder _folder = new();
    private readonly DateTimeOffset _noon = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-3).AddHours(12), TimeSpan.Zero);

    public AncestorImportTests()
    {
        Directory.CreateDirectory(_folder["data"]);
        Directory.CreateDirectory(_folder["imgs"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_ancestor_saw_and_people_said_becomes_history_with_its_pictures()
    {
        Make(Table);
        Add(_noon, "chickadee", 0.81);
        Add(_noon.AddSeconds(10), "chickadee", 0.97, "chickadee");
        Add(_noon.AddMinutes(30), "chickadee,sparrow", 0.62, "none");
        Add(_noon.AddMinutes(60), "none", 0.7, "magpie");
        Add(_noon.AddMinutes(90), "none", 0.99, hasPicture: false);

        (int code, IReadOnlyList<string> output, _) = await ImportAsync();
        Assert.Equal((0, "5 detections taken over, 3 of them reviewed, 4 with their picture; 0 were here already"), (code, Assert.Single(output)));

        Detection[] all = [.. new RecordReader(_folder["state"]).All()];
        Assert.Equal([Decision.Accepted, Decision.Accepted, Decision.Accepted, Decision.None, Decision.None], all.Select(one => one.Decision));
        Assert.Equal([null, ReviewVerdict.Confirmed, ReviewVerdict.Rejected, ReviewVerdict.Relabelled, null], all.Select(one => one.Review?.Verdict));
        Assert.All(all, one => Assert.Equal("birbcam.py", one.Model.Name));
        Assert.Equal([0, 10, 1800, 3600, 5400], all.Select(one => (one.CapturedAt - _noon).TotalSeconds));
        Assert.All(all, one => Assert.Equal(7, one.Id.Version));
        Assert.Equal(all[0].SightingId, all[1].SightingId);
        Assert.Equal((32, 24), (all[0].Image!.Width, all[0].Image!.Height));
        Assert.Null(all[4].Image);
        Assert.All(all[..4], one => Assert.Equal(
            TestPictures.Jpeg(32, 24, seed: 1), File.ReadAllBytes(PictureName.PathOf(Path.Combine(_folder["state"], PictureFolders.Name), one, PictureName.Clean))));

        TimelinePage timeline = Pages().Timeline(DateOnly.FromDateTime(_noon.Date), 7);
        Assert.Equal(["chickadee Accepted", "chickadee Rejected", "sparrow Accepted"], timeline.Events.Select(visit => $"{visit.Label} {visit.Verdict}").Order(StringComparer.Ordinal));
        Assert.Equal((2, true), (timeline.Events[^1].Detections, timeline.Events.All(visit => visit.Ended)));
    }

    [Fact]
    public async Task Whom_only_people_named_is_among_those_who_ever_came()
    {
        Make(Table);
        Add(_noon, "chickadee", 0.81, "Cooper's  hawk");
        await ImportAsync();

        Assert.Contains(("cooper's hawk", _noon, _noon), Pages().Species().Species.Select(card => (card.Label, card.FirstSeen, card.LastSeen)));
    }

    [Fact]
    public async Task Neither_the_broker_nor_a_second_import_gets_any_of_it()
    {
        using (SightingStore before = OpenStore())
            before.Add(Detections.Accepted("squirrel", TimeProvider.System.GetUtcNow()));
        Make(Table);
        for (int i = 0; i < 20; i++)
            Add(_noon.AddSeconds(100 * i), "sparrow", 0.8, i % 2 == 0 ? "sparrow" : "magpie");
        await ImportAsync();
        (_, IReadOnlyList<string> again, _) = await ImportAsync("--json");

        JsonElement counts = JsonDocument.Parse(again[0]).RootElement;
        Assert.Equal((0, 20, 0), (counts.GetProperty("taken").GetInt32(), counts.GetProperty("known").GetInt32(), counts.GetProperty("pictures").GetInt32()));
        Assert.Equal(21, new RecordReader(_folder["state"]).All().Count());

        using SightingStore store = OpenStore();
        store.ReclaimPublished(TimeSpan.FromDays(1));
        store.EndOverdue();
        Assert.All(store.TakeUnpublished(100), item => Assert.Contains("squirrel", item.Payload, StringComparison.Ordinal));
        Assert.Equal(2, store.CountUnpublished());
    }

    [Fact]
    public async Task Two_in_one_second_are_two()
    {
        // As a table without its key would have them.
        Make(Table.Replace(" PRIMARY KEY", "", StringComparison.Ordinal));
        Add(_noon, "sparrow", 0.8);
        Add(_noon, "magpie", 0.9);
        await ImportAsync();

        Detection[] both = [.. new RecordReader(_folder["state"]).All()];
        Assert.Equal(["magpie", "sparrow"], both.Select(one => one.Labels[0]).Order(StringComparer.Ordinal));
        Assert.Equal(both[0].CapturedAt, both[1].CapturedAt);
    }

    [Fact]
    public async Task What_is_too_old_to_be_kept_or_makes_no_sense_is_counted_and_left_out()
    {
        Make(Table);
        Add(_noon, "sparrow", 0.8, hasPicture: false);
        Add(_noon.AddDays(-200), "sparrow", 0.8);
        Add(_noon.AddDays(300), "sparrow", 0.8);
        Execute("INSERT INTO results VALUES ('yesterday', '', 'a.jpg', 'sparrow', 0.8, NULL, NULL)");
        Execute("INSERT INTO results VALUES (x'32303230', '', 'a.jpg', 'sparrow', 0.8, NULL, NULL)");
        Execute($"INSERT INTO results VALUES ('{Text(_noon.AddHours(1))}', '', 'a.jpg', '<script>', 0.8, NULL, NULL)");
        Execute($"INSERT INTO results VALUES ('{Text(_noon.AddHours(2))}', '', 'a.jpg', 'sparrow', 80, NULL, NULL)");
        Execute($"INSERT INTO results VALUES ('{Text(_noon.AddHours(3))}', '', '../data/model_results.db', 'sparrow', 0.8, NULL, NULL)");

        (_, IReadOnlyList<string> output, _) = await ImportAsync();
        Assert.Equal(
            "1 detections taken over, 0 of them reviewed, 0 with their picture; 0 were here already; 1 left out, older than Store.MaxAge (90 days): raise it to have them too; 6 rows make no sense",
            Assert.Single(output));
    }

    [Fact]
    public async Task A_picture_that_is_a_link_or_no_JPEG_is_not_taken()
    {
        Make(Table);
        File.WriteAllBytes(_folder["secret.jpg"], TestPictures.Jpeg(32, 24, seed: 1));
        File.CreateSymbolicLink(Path.Combine(_folder["imgs"], Name(_noon, "sparrow")), _folder["secret.jpg"]);
        File.WriteAllText(Path.Combine(_folder["imgs"], Name(_noon.AddMinutes(5), "sparrow")), "no picture");
        Add(_noon, "sparrow", 0.8, hasPicture: false);
        Add(_noon.AddMinutes(5), "sparrow", 0.8, hasPicture: false);

        (_, IReadOnlyList<string> output, _) = await ImportAsync();
        Assert.StartsWith("2 detections taken over, 0 of them reviewed, 0 with their picture;", Assert.Single(output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE results(utc_datetime text, prediction text)", "has no column file_name")]
    [InlineData("CREATE TABLE other(a)", "has no table results")]
    [InlineData("CREATE VIEW results AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS utc_datetime, x AS file_name, x AS prediction, x AS confidence, x AS true_label FROM n", "has no table results")]
    [InlineData(null, "is no database that can be read")]
    [InlineData("", "does not exist, is empty or is no plain file")]
    public async Task What_is_no_database_of_the_ancestors_is_one_line(string? table, string fault)
    {
        if (table is null)
            File.WriteAllText(_folder["data/model_results.db"], string.Concat(Enumerable.Repeat("no database ", 1000)));
        else if (table.Length > 0)
            Make(table);

        (int code, _, IReadOnlyList<string> errors) = await ImportAsync();
        Assert.Equal(2, code);
        Assert.Contains(fault, Assert.Single(errors), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["state"]));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(8192)]
    public async Task A_damaged_database_is_one_line_and_what_is_here_stays(int at)
    {
        Make(Table);
        for (int i = 0; i < 300; i++)
            Add(_noon.AddSeconds(i), "sparrow", 0.8, hasPicture: false);
        byte[] file = File.ReadAllBytes(_folder["data/model_results.db"]);
        file.AsSpan(at, 1500).Fill(0xA5);
        File.WriteAllBytes(_folder["data/model_results.db"], file);

        (int code, _, IReadOnlyList<string> errors) = await ImportAsync();
        Assert.Equal(2, code);
        Assert.Contains("is no database that can be read", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_service_has_the_store_nothing_is_taken_over()
    {
        Make(Table);
        Add(_noon, "sparrow", 0.8);
        using SightingStore service = OpenStore();
        (int code, _, IReadOnlyList<string> errors) = await ImportAsync();

        Assert.Equal(1, code);
        Assert.EndsWith("Stop the service first, as with: sudo systemctl stop birbcam", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Empty(new RecordReader(_folder["state"]).All());
    }

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Name(DateTimeOffset at, string labels) => $"{Text(at)}_{labels.Replace(',', '_')}.jpg";

    private SightingStore OpenStore()
        => SightingStore.Open(new StoreSetup(_folder["state"], TimeSpan.FromSeconds(60), TimeZoneInfo.Utc, "boot-1", TimeProvider.System, NullLogger.Instance));

    private SightingPages Pages() => new(_folder["state"], ["chickadee", "magpie", "sparrow", "squirrel"], TimeZoneInfo.Utc, TimeProvider.System);

    private void Make(string schema) => Execute(schema);

    private void Add(DateTimeOffset at, string prediction, double confidence, string? said = null, bool hasPicture = true)
    {
        string name = Name(at, prediction);
        if (hasPicture)
            File.WriteAllBytes(Path.Combine(_folder["imgs"], name), TestPictures.Jpeg(32, 24, seed: 1));
        Execute(
            "INSERT INTO results VALUES ($utc, $local, $name, $prediction, $confidence, $said, NULL)",
            ("$utc", Text(at)), ("$local", Text(at.AddHours(-7))), ("$name", name), ("$prediction", prediction), ("$confidence", confidence), ("$said", (object?)said ?? DBNull.Value));
    }

    private void Execute(string sql, params (string Name, object Value)[] values)
    {
        using var connection = new SqliteConnection($"Data Source={_folder["data/model_results.db"]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in values)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private Task<(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> ImportAsync(params string[] more)
    {
        File.WriteAllText(_folder["birbcam.json"], JsonSerializer.Serialize(new { Store = new { Directory = _folder["state"], KeepFreeMegabytes = 0 }, Location = new { TimeZone = "UTC" } }));
        return BirbcamProcess.RunAsync(["import", "birbcam-db", _folder["data/model_results.db"], "--config", _folder["birbcam.json"], .. more]);
    }
}
