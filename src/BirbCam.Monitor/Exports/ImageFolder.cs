using System.Text.Json;
using System.Text.Json.Nodes;
using BirbCam.Monitor.Exports.Targets;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Exports;

/// <summary>
/// A folder for each class, as torchvision's ImageFolder and others read it, and <c>metadata.jsonl</c> with all labels of each file, as Hugging Face's imagefolder reads
/// it. Several labels at once are a class of their own: <c>chickadee+sparrow</c>.
/// </summary>
internal sealed class ImageFolder(IExportTarget target) : IExportFormat
{
    private readonly TextWriter _metadata = target.Open("metadata.jsonl");

    public async Task<bool> AddAsync(ExportedPicture picture, CancellationToken stop)
    {
        IReadOnlyList<string> labels = picture.Labels!;
        string name = labels is [] ? "none" : ClassName.Of(labels.Select(ClassName.Of).Order(StringComparer.Ordinal), '+');
        string file = $"{name}/{picture.Detection.Id:N}{PictureName.Clean}";
        await target.CopyAsync(picture.Content, file, stop);
        await _metadata.WriteAsync(new JsonObject
        {
            ["file_name"] = file,
            ["labels"] = new JsonArray([.. labels.Select(label => JsonValue.Create(label))]),
            ["verified"] = picture.IsVerified,
        }.ToJsonString(JsonSerializerOptions.Default) + "\n");
        return true;
    }
}
