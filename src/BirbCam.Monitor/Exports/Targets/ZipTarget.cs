using System.IO.Compression;

namespace BirbCam.Monitor.Exports.Targets;

/// <summary>
/// A .zip that is on its way while it is made: nothing is held but what is being copied. Only one entry can be written at a time, so that what grows waits in a
/// temporary file: tables, never pictures.
/// </summary>
internal sealed class ZipTarget : IExportTarget
{
    private readonly HeldWrites _output;
    private readonly ZipArchive _archive;
    private readonly List<(string Name, StreamWriter Writer)> _open = [];

    private ZipTarget(HeldWrites output, ZipArchive archive) => (_output, _archive) = (output, archive);

    /// <param name="output">Stays open. It need not seek, and is only written to asynchronously.</param>
    public static async Task<ZipTarget> StartAsync(Stream output, CancellationToken stop)
    {
        var held = new HeldWrites(output);
        return new ZipTarget(held, await ZipArchive.CreateAsync(held, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, stop));
    }

    /// <summary>JPEG does not get smaller.</summary>
    public Task CopyAsync(Stream picture, string name, CancellationToken stop) => AddAsync(name, CompressionLevel.NoCompression, picture, stop);

    public async Task WriteAsync(string name, string text, CancellationToken stop)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        await AddAsync(name, CompressionLevel.Fastest, content, stop);
    }

    public TextWriter Open(string name)
    {
        string path = Path.Combine(Path.GetTempPath(), $"birbcam-{Path.GetRandomFileName()}");
        var writer = new StreamWriter(new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose));
        _open.Add((name, writer));
        return writer;
    }

    public async Task CompleteAsync(CancellationToken stop)
    {
        foreach ((string name, StreamWriter writer) in _open)
        {
            await writer.FlushAsync(stop);
            writer.BaseStream.Position = 0;
            await AddAsync(name, CompressionLevel.Fastest, writer.BaseStream, stop);
        }

        // Writes the directory at the end of the file. Without it no program takes the file for a whole one.
        await _archive.DisposeAsync();
        await _output.FlushAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((_, StreamWriter writer) in _open)
            await writer.DisposeAsync();
    }

    private async Task AddAsync(string name, CompressionLevel level, Stream content, CancellationToken stop)
    {
        await using Stream entry = await _archive.CreateEntry(name, level).OpenAsync(stop);
        await content.CopyToAsync(entry, stop);
    }
}
