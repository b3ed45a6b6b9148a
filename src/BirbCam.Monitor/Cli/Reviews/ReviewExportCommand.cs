using System.CommandLine;
using System.Text.Json;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Exports;
using BirbCam.Monitor.Exports.Science;
using BirbCam.Monitor.Exports.Targets;

namespace BirbCam.Monitor.Cli.Reviews;

/// <summary><c>birbcam review export</c>: the pictures and what is known of them, for training, for tables and for those who count animals.</summary>
internal static class ReviewExportCommand
{
    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        Option<bool> json = SharedOptions.Json();
        var format = new Option<string>("--format") { Description = string.Join("; ", ExportFormat.All.Select(one => $"{one.Word}: {one.Description}")), DefaultValueFactory = _ => ExportFormat.All[0].Word };
        format.AcceptOnlyFromAmong([.. ExportFormat.All.Select(one => one.Word)]);
        var folder = new Option<string>("--out") { Description = "a folder that is new or empty", Required = true };
        var verified = new Option<bool>("--verified-only") { Description = "only what a person has said of it who is there; ebird and inat never take anything else" };
        var names = new Option<string?>("--names")
        {
            Description = $"which animals the labels are, for ebird, inat and camtrapdp: a table label,common_name,scientific_name,class [default: {TaxonNames.FileName} in Store.Directory]",
        };
        var command = new Command("export", "Write the kept pictures, and who is on them, into a folder.") { format, folder, verified, names, config, json };
        command.SetAction(async (parsed, stop) =>
        {
            BirbCamOptions options = ConfigurationFile.Read(parsed.GetValue(config)!);
            ExportFormat chosen = ExportFormat.Find(parsed.GetValue(format))!;
            ExportSetting setting = SettingOf(options, parsed.GetValue(names));
            if (chosen.FaultOf(setting) is string fault)
                throw new ConfigurationException(fault);

            string place = SharedOptions.MakeFolder("--out", parsed.GetValue(folder)!);
            if (Directory.EnumerateFileSystemEntries(place).Any())
                throw new UsageException($"--out {place} is not empty: name another folder, so that old labels do not stay beside new ones");

            await SharedOptions.LetSignalsThrough();
            await using var target = new FolderTarget(place);
            IExportFormat writing = chosen.Create(target, setting);
            ExportCounts counts = await PictureExport.RunAsync(setting.Directory, parsed.GetValue(verified) ? ExportChoice.Verified : chosen.Usual, writing, target, stop);
            return await TellAsync(parsed.InvocationConfiguration.Output, parsed.GetValue(json), place, chosen, counts, writing.Unnamed);
        });
        return command;
    }

    private static ExportSetting SettingOf(BirbCamOptions options, string? names)
    {
        string directory = StateDirectory.Of(options.Store);
        return new ExportSetting(
            options.Node, directory, GeoPoint.Of(options.Location.Latitude, options.Location.Longitude), names is null ? TaxonNames.OfStore(directory) : TaxonNames.Read(names),
            Composition.Version, TimeProvider.System);
    }

    private static async Task<int> TellAsync(TextWriter output, bool isJson, string target, ExportFormat format, ExportCounts counts, IReadOnlyCollection<string> unnamed)
    {
        if (isJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { folder = target, pictures = counts.Written, verified = counts.Verified, gone = counts.Gone, left_out = counts.LeftOut, unnamed }));
            return ExitCode.Success;
        }

        await output.WriteLineAsync($"{counts.Written} pictures in {target}, {counts.Verified} of them seen by a person; {counts.Gone} more are in the records and not kept any more");
        if (counts.LeftOut > 0)
            await output.WriteLineAsync($"{counts.LeftOut} pictures are left out: {format.Word} takes {format.Taken!.Words}, and nobody on these is one");
        if (unnamed.Count > 0)
            await output.WriteLineAsync($"Nobody has said which species these are: {string.Join(", ", unnamed)}. Name them with --names, or in {TaxonNames.FileName} beside the store");
        return ExitCode.Success;
    }
}
