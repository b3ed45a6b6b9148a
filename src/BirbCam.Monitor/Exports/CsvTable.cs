using System.Globalization;
using BirbCam.Monitor.Sightings;

namespace BirbCam.Monitor.Exports;

/// <summary><c>detections.csv</c> (RFC 4180): a line for each picture, which stays where it is. Several labels are parted by semicolons.</summary>
internal sealed class CsvTable : IExportFormat
{
    private readonly StreamWriter _table;

    public CsvTable(string folder)
    {
        _table = new StreamWriter(Path.Combine(folder, "detections.csv")) { NewLine = "\r\n" };
        Write("id", "captured_at", "local_time", "camera", "labels", "verified", "decision", "model_labels", "confidence", "review", "reviewed_at", "sighting_id", "model", "picture");
    }

    public void Add(ExportedPicture picture)
    {
        Detection detection = picture.Detection;
        Write(
            $"{detection.Id}", TimeOf(detection.CapturedAt.UtcDateTime), TimeOf(detection.LocalTime), detection.Camera, string.Join(';', picture.Labels), picture.IsVerified ? "yes" : "no",
            Decisions.WordOf(detection.Decision), string.Join(';', detection.Labels), detection.Confidence.ToString("0.####", CultureInfo.InvariantCulture),
            detection.Review is null ? "" : detection.Review.Verdict.ToString().ToLowerInvariant(), detection.Review is null ? "" : TimeOf(detection.Review.At.UtcDateTime),
            $"{detection.SightingId}", $"{detection.Model.Name} {detection.Model.Version}", picture.Path);
    }

    public void Dispose() => _table.Dispose();

    private static string TimeOf(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private void Write(params IEnumerable<string> fields) => _table.WriteLine(string.Join(',', fields.Select(Quote)));

    private static string Quote(string field)
        => field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
