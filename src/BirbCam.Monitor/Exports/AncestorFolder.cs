using System.Globalization;
using BirbCam.Monitor.Exports.Targets;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Exports;

/// <summary>
/// Pictures as the ancestor named them, <c>label1_label2_DATE.jpg</c> or <c>none_DATE.jpg</c>, each with its record beside it, which tells the training what moved.
/// </summary>
internal sealed class AncestorFolder(IExportTarget target) : IExportFormat
{
    private readonly HashSet<string> _stems = new(StringComparer.Ordinal);

    public async Task<bool> AddAsync(ExportedPicture picture, CancellationToken stop)
    {
        string labels = picture.Labels is [] ? "none" : ClassName.Of(picture.Labels!.Select(ClassName.Of), '_');
        string date = picture.Detection.LocalTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);

        // Local times come twice when the clocks go back.
        string stem = $"{labels}_{date}";
        for (int i = 2; !_stems.Add(stem); i++)
            stem = $"{labels}_{date}-{i}";

        await target.CopyAsync(picture.Content, stem + PictureName.Clean, stop);
        await target.WriteAsync(stem + PictureName.Record, RecordJson.Write(picture.Detection), stop);
        return true;
    }
}
