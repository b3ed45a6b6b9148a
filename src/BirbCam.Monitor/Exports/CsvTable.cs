using System.Globalization;
using BirbCam.Monitor.Exports.Targets;
using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Exports;

/// <summary><c>detections.csv</c>: a line for each picture, which stays where it is. Several labels are parted by semicolons.</summary>
internal sealed class CsvTable(IExportTarget target) : IExportFormat
{
    private static readonly string[] Heads =
        ["id", "captured_at", "local_time", "camera", "labels", "verified", "decision", "model_labels", "confidence", "review", "reviewed_at", "sighting_id", "model", "picture"];

    private readonly TextWriter _table = target.Open("detections.csv");
    private bool _hasHeads;

    public async Task<bool> AddAsync(ExportedPicture picture, CancellationToken stop)
    {
        await BeginAsync();
        Detection detection = picture.Detection;
        await CsvLines.WriteAsync(
            _table,
            $"{detection.Id}", TimeOf(detection.CapturedAt.UtcDateTime), TimeOf(detection.LocalTime), detection.Camera, string.Join(';', picture.Labels!), picture.IsVerified ? "yes" : "no",
            Decisions.WordOf(detection.Decision), string.Join(';', detection.Labels), detection.Confidence.ToString("0.####", CultureInfo.InvariantCulture),
            detection.Review is null ? "" : detection.Review.Verdict.ToString().ToLowerInvariant(), detection.Review is null ? "" : TimeOf(detection.Review.At.UtcDateTime),
            $"{detection.SightingId}", $"{detection.Model.Name} {detection.Model.Version}", picture.Path);
        return true;
    }

    public Task FinishAsync(CancellationToken stop) => BeginAsync();

    private async Task BeginAsync()
    {
        if (!_hasHeads)
            await CsvLines.WriteAsync(_table, Heads);
        _hasHeads = true;
    }

    private static string TimeOf(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
