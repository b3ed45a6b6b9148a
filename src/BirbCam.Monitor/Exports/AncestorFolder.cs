using System.Globalization;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Exports;

/// <summary>
/// Pictures as the ancestor named them, <c>label1_label2_DATE.jpg</c> or <c>none_DATE.jpg</c>, each with its record beside it, which tells the training what moved.
/// </summary>
internal sealed class AncestorFolder(string folder) : IExportFormat
{
    public void Add(ExportedPicture picture)
    {
        string labels = picture.Labels is [] ? "none" : string.Join('_', picture.Labels.Select(PictureName.Sanitise));
        string date = picture.Detection.LocalTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        string stem = Path.Combine(folder, $"{labels}_{date}");
        File.Copy(picture.Path, stem + PictureName.Clean);
        File.WriteAllText(stem + PictureName.Record, Sightings.RecordJson.Write(picture.Detection));
    }

    public void Dispose()
    {
    }
}
