namespace BirbCam.Monitor.Exports.Targets;

/// <summary>A folder that was empty.</summary>
internal sealed class FolderTarget(string folder) : IExportTarget
{
    private readonly List<StreamWriter> _open = [];

    public async Task CopyAsync(Stream picture, string name, CancellationToken stop)
    {
        await using var file = new FileStream(PathOf(name), FileMode.CreateNew, FileAccess.Write);
        await picture.CopyToAsync(file, stop);
    }

    public Task WriteAsync(string name, string text, CancellationToken stop) => File.WriteAllTextAsync(PathOf(name), text, stop);

    public TextWriter Open(string name)
    {
        var writer = new StreamWriter(PathOf(name));
        _open.Add(writer);
        return writer;
    }

    public async Task CompleteAsync(CancellationToken stop)
    {
        foreach (StreamWriter writer in _open)
            await writer.FlushAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (StreamWriter writer in _open)
            await writer.DisposeAsync();
    }

    private string PathOf(string name)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
