using System.CommandLine;
using System.Text.Json;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Imports;
using BirbCam.Monitor.Sightings;
using BirbCam.Onnx;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Cli.Imports;

/// <summary><c>birbcam import</c>: what another program has seen.</summary>
internal static class ImportCommand
{
    public static Command Create() => new("import", "Take over what another program has seen.") { Database() };

    private static Command Database()
    {
        Option<string> config = SharedOptions.Config();
        Option<bool> json = SharedOptions.Json();
        var path = new Argument<string>("path") { Description = "its model_results.db" };
        var pictures = new Option<string?>("--pictures") { Description = "the folder of its pictures [default: imgs beside the database's folder]" };
        var command = new Command("birbcam-db", "Take over the results, reviews and pictures of birbcam.py, while the service is stopped and as its user.") { path, pictures, config, json };
        command.SetAction(async (parsed, stop) =>
        {
            BirbCamOptions options = ConfigurationFile.Read(parsed.GetValue(config)!);
            string database = Path.GetFullPath(parsed.GetValue(path)!);
            if (!File.Exists(database) || PlainFile.IsEmpty(database))
                throw new UsageException($"{database} does not exist, is empty or is no plain file");
            string folder = parsed.GetValue(pictures) ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(database)!, "..", "imgs"));
            if (!Directory.Exists(folder))
                throw new UsageException($"there is no folder of pictures {folder}: name it with --pictures");

            await SharedOptions.LetSignalsThrough();
            ImportCounts counts = Import(options, AncestorDatabase.Read(database), folder, TimeProvider.System, stop);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json) ? Json(counts) : Text(counts, options.Store.MaxAge));
            return ExitCode.Success;
        });
        return command;
    }

    private static ImportCounts Import(BirbCamOptions options, AncestorResults results, string pictures, TimeProvider time, CancellationToken stop)
    {
        string directory = StateDirectory.Of(options.Store);
        TimeZoneInfo place = options.Location.Zone(time);
        using SightingStore store = Open(new StoreSetup(directory, options.Sightings.JoinGap, place, "import", time, NullLogger.Instance));
        var archive = new PictureArchive(directory, options.Store, NullLogger.Instance);
        return new AncestorImport(store, archive, options.Store, options.Node, options.Sightings.JoinGap, time).Run(results, pictures, stop);
    }

    private static SightingStore Open(StoreSetup setup)
    {
        try
        {
            return SightingStore.Open(setup);
        }
        catch (StoreException refused)
        {
            throw new CommandFailedException($"{refused.Message} Stop the service first, as with: sudo systemctl stop birbcam");
        }
    }

    private static string Json(ImportCounts counts) => JsonSerializer.Serialize(new
    {
        taken = counts.Taken,
        reviewed = counts.Reviewed,
        pictures = counts.Pictures,
        known = counts.Known,
        too_old = counts.TooOld,
        unreadable = counts.Unreadable,
    });

    private static string Text(ImportCounts counts, TimeSpan maxAge)
    {
        string old = counts.TooOld == 0 ? "" : $"; {counts.TooOld} left out, older than Store.MaxAge ({maxAge.TotalDays:0.#} days): raise it to have them too";
        string unreadable = counts.Unreadable == 0 ? "" : $"; {counts.Unreadable} rows make no sense";
        return $"{counts.Taken} detections taken over, {counts.Reviewed} of them reviewed, {counts.Pictures} with their picture; {counts.Known} were here already{old}{unreadable}";
    }
}
