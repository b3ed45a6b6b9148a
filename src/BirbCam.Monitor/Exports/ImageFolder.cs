using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Exports;

/// <summary>
/// A folder for each class, as torchvision's ImageFolder and others read it, and <c>metadata.jsonl</c> with all labels of each file, as Hugging Face's imagefolder reads
/// it. Several labels at once are a class of their own: <c>chickadee+sparrow</c>.
/// </summary>
internal sealed class ImageFolder(string folder) : IExportFormat
{
    private readonly StreamWriter _metadata = new(Path.Combine(folder, "metadata.jsonl"));

    public void Add(ExportedPicture picture)
    {
        string name = picture.Labels is [] ? "none" : string.Join('+', picture.Labels.Select(PictureName.Sanitise).Order(StringComparer.Ordinal));
        string file = $"{name}/{picture.Detection.Id:N}{PictureName.Clean}";
        Directory.CreateDirectory(Path.Combine(folder, name));
        File.Copy(picture.Path, Path.Combine(folder, file));
        _metadata.Write(new JsonObject
        {
            ["file_name"] = file,
            ["labels"] = new JsonArray([.. picture.Labels.Select(label => JsonValue.Create(label))]),
            ["verified"] = picture.IsVerified,
        }.ToJsonString(JsonSerializerOptions.Default) + "\n");
    }

    public void Dispose() => _metadata.Dispose();
}
