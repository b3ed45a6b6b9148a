using System.CommandLine;
using System.Text.Json;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Exports;

namespace BirbCam.Monitor.Cli.Reviews;

/// <summary><c>birbcam review export</c>: the pictures and what is known of them, for training and for tables.</summary>
internal static class ReviewExportCommand
{
    private static readonly Dictionary<string, Func<string, IExportFormat>> Formats = new()
    {
        ["ancestor"] = folder => new AncestorFolder(folder),
        ["imagefolder"] = folder => new ImageFolder(folder),
        ["csv"] = folder => new CsvTable(folder),
    };

    public static Command Create()
    {
        Option<string> config = SharedOptions.Config();
        Option<bool> json = SharedOptions.Json();
        var format = new Option<string>("--format") { Description = "label1_label2_DATE.jpg, a folder for each class, or a table", DefaultValueFactory = _ => "ancestor" };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        var folder = new Option<string>("--out") { Description = "a folder that is new or empty", Required = true };
        var verified = new Option<bool>("--verified-only") { Description = "only what a person has said of it who is there" };
        var command = new Command("export", "Write the kept pictures, and who is on them, into a folder.") { format, folder, verified, config, json };
        command.SetAction((parsed, stop) =>
        {
            string directory = StateDirectory.Of(ConfigurationFile.Read(parsed.GetValue(config)!).Store);
            string target = SharedOptions.MakeFolder("--out", parsed.GetValue(folder)!);
            if (Directory.EnumerateFileSystemEntries(target).Any())
                throw new UsageException($"--out {target} is not empty: name another folder, so that old labels do not stay beside new ones");

            ExportCounts counts;
            using (IExportFormat writing = Formats[parsed.GetValue(format)!](target))
                counts = PictureExport.Run(directory, parsed.GetValue(verified) ? ExportChoice.Verified : ExportChoice.Known, writing, stop);

            return WriteAsync(parsed.InvocationConfiguration.Output, parsed.GetValue(json), target, counts);
        });
        return command;
    }

    private static async Task<int> WriteAsync(TextWriter output, bool isJson, string target, ExportCounts counts)
    {
        await output.WriteLineAsync(isJson
            ? JsonSerializer.Serialize(new { folder = target, pictures = counts.Written, verified = counts.Verified, gone = counts.Gone })
            : $"{counts.Written} pictures in {target}, {counts.Verified} of them seen by a person; {counts.Gone} more are in the records and not kept any more");
        return ExitCode.Success;
    }
}
