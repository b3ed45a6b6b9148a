using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BirbCam.Monitor.Bench.Video;

namespace BirbCam.Monitor.Cli.Replay;

/// <summary><c>birbcam replay</c>: what the gate makes of recordings. Only the gate runs; it starts anew for each of them.</summary>
internal static class ReplayCommand
{
    private const double SlowestFps = 0.01;
    private const double FastestFps = 1000;

    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "a video file, or a folder of pictures in name order", Arity = ArgumentArity.OneOrMore };
        Option<double?> fps = Fps("take the frames nearest to this many ticks a second; all frames without it");
        var json = new Option<bool>("--json") { Description = "one line of JSON a frame, and nothing else" };
        var untimed = new Option<bool>("--no-timing") { Description = "leave out what the gate took: the same input then gives the same bytes" };
        var video = new Option<string?>("--video") { Description = "write a video (.mp4) with what moved, the verdict, and where much must change; of one recording" };
        var overwrite = new Option<bool>("--overwrite") { Description = "replace a video that is there already" };

        var command = new Command("replay", "Run recordings through the motion gate.") { paths, fps, json, untimed, video, overwrite };
        command.Validators.Add(result =>
        {
            if (result.GetValue(video) is string written && VideoFault(written, result.GetValue(paths)?.Length, result.GetValue(overwrite)) is string fault)
                result.AddError($"--video {written}: {fault}");
        });
        command.SetAction(async (parsed, stop) =>
        {
            string[] recordings = parsed.GetValue(paths)!;
            LineParts parts = (recordings.Length > 1 ? LineParts.Path : LineParts.None) | (parsed.GetValue(untimed) ? LineParts.None : LineParts.Timing);
            (TextWriter output, TextWriter error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);

            // On a terminal that shows the lines of JSON a bar would only come between them.
            bool terminalIsFree = !Console.IsErrorRedirected && (!parsed.GetValue(json) || Console.IsOutputRedirected);
            var progress = new ProgressLine(terminalIsFree ? error : TextWriter.Null, TimeProvider.System);
            try
            {
                await using ReplayVideo? drawn = parsed.GetValue(video) is string written ? new ReplayVideo(written, parsed.GetValue(fps)) : null;
                foreach (string path in recordings)
                {
                    var run = new GateRun(path, parsed.GetValue(fps), TimeProvider.System, drawn);
                    if (parsed.GetValue(json))
                        await WriteLinesAsync(run, path, parts, output, progress, stop);
                    else
                        await WriteSummaryAsync(run, path, parts, output, progress, stop);
                }

                if (drawn is not null)
                    await drawn.FinishAsync(stop);
            }
            finally
            {
                progress.Clear();
            }
        });
        return command;
    }

    /// <summary>Which frames of a recording are looked at.</summary>
    public static Option<double?> Fps(string description) => new("--fps") { Description = description, CustomParser = ParseFps };

    private static async Task WriteLinesAsync(GateRun run, string path, LineParts parts, TextWriter output, ProgressLine progress, CancellationToken stop)
    {
        using var line = new AnswerLine(parts);
        await foreach (GateAnswer answer in run.AnswersAsync(stop))
        {
            await output.WriteAsync(line.Format(path, answer) + "\n");
            progress.Show(run.Read, answer.Position, run.Total);
        }

        await output.FlushAsync(stop);
    }

    private static async Task WriteSummaryAsync(GateRun run, string path, LineParts parts, TextWriter output, ProgressLine progress, CancellationToken stop)
    {
        var summary = new ReplaySummary();
        await foreach (GateAnswer answer in run.AnswersAsync(stop))
        {
            summary.Add(answer);
            progress.Show(run.Read, answer.Position, run.Total);
        }

        progress.Clear();
        await output.WriteAsync(summary.Describe(path, parts));
        await output.FlushAsync(stop);
    }

    private static double? ParseFps(ArgumentResult result)
    {
        string written = result.Tokens[0].Value;
        if (double.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double fps) && fps is >= SlowestFps and <= FastestFps)
            return fps;

        result.AddError(string.Create(CultureInfo.InvariantCulture, $"--fps {written}: a number from {SlowestFps} to {FastestFps} is wanted"));
        return null;
    }

    private static string? VideoFault(string path, int? recordings, bool mayOverwrite)
        => !path.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase) ? "a file name that ends with .mp4 is wanted"
            : !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))) ? "there is no such folder"
            : recordings > 1 ? "it takes one recording; replay them one after the other"
            : File.Exists(path) && !mayOverwrite ? "it exists already; name another file, or say --overwrite"
            : null;
}
