using System.Text;
using BirbCam.Monitor.Sightings.Storage;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Sightings;

/// <summary>What became of a picture.</summary>
internal enum PictureOutcome
{
    Saved,

    /// <summary>The volume has less free space than is to be kept free.</summary>
    NoSpace,

    /// <summary>The disk refused: full, read-only, gone.</summary>
    Refused,
}

/// <param name="Path">Of the clean picture; null unless saved.</param>
internal readonly record struct PictureResult(PictureOutcome Outcome, string? Path);

/// <summary>What is kept of an explained frame beside its record.</summary>
/// <param name="Clean">The picture as JPEG bytes.</param>
/// <param name="Panels">The picture beside its explanation as JPEG bytes; null where the model cannot be explained.</param>
/// <param name="Map">The explanation's map as it was computed: a numpy array [rows, columns] of float32; null where there is none.</param>
internal sealed record KeptPictures(byte[] Clean, byte[]? Panels, byte[]? Map)
{
    /// <summary>What moved, to be laid over the picture, as PNG bytes; null where nobody knows.</summary>
    public byte[]? Moved { get; init; }
}

/// <summary>
/// Keeps detections as sets of files: the clean picture, the panels and the raw map where it was explained, what moved, and last the record, which seals the set.
/// Each file appears whole or not at all. One thread at a time writes; <see cref="Retention"/> may delete beside it.
/// </summary>
internal sealed partial class PictureArchive
{
    private readonly StoreOptions _options;
    private readonly ILogger _logger;
    private long _saved;
    private long _refused;
    private bool _lastWasRefused;

    /// <param name="directory">The store's directory; pictures go to the folder <c>pictures</c> in it. Files half-written by a killed run are removed.</param>
    public PictureArchive(string directory, StoreOptions options, ILogger logger)
    {
        Root = Path.Combine(Path.GetFullPath(directory), PictureFolders.Name);
        _options = options;
        _logger = logger;
        RemoveTemporaries();
    }

    /// <summary>A set can be looked at. Raised once all of it lies on the disk, on the thread that wrote.</summary>
    public event Action? Added;

    /// <summary>The folder of pictures.</summary>
    public string Root { get; }

    /// <summary>Sets saved since the start.</summary>
    public long Saved => Interlocked.Read(ref _saved);

    /// <summary>Sets that were not saved since the start, for want of space or because the disk refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Writes a set; where a file of it cannot be written, none of it stays.</summary>
    public PictureResult Save(StoredDetection stored, KeptPictures pictures)
    {
        string folder = Path.Combine(Root, PictureName.FolderOf(stored.Detection));
        string stem = PictureName.StemOf(stored.Detection);
        try
        {
            Directory.CreateDirectory(folder);
            if (Volume.FreeMegabytes(Root) < _options.KeepFreeMegabytes)
                return Refuse(PictureOutcome.NoSpace, $"less than {_options.KeepFreeMegabytes} MB are free (Store.KeepFreeMegabytes)");

            Write(folder, stem + PictureName.Clean, pictures.Clean);
            if (pictures.Panels is not null)
                Write(folder, stem + PictureName.Panels, pictures.Panels);
            if (pictures.Map is not null)
                Write(folder, stem + PictureName.Map, pictures.Map);
            if (pictures.Moved is not null)
                Write(folder, stem + PictureName.Moved, pictures.Moved);
            Write(folder, stem + PictureName.Record, Encoding.UTF8.GetBytes(stored.Payload));
            DurableFile.FlushFolder(folder);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            foreach (string ending in PictureName.Endings.Reverse())
                DurableFile.TryDelete(Path.Combine(folder, stem + ending));

            return Refuse(PictureOutcome.Refused, failed.Message);
        }

        Interlocked.Increment(ref _saved);
        _lastWasRefused = false;
        Added?.Invoke();
        return new PictureResult(PictureOutcome.Saved, Path.Combine(folder, stem + PictureName.Clean));
    }

    /// <summary>Writes the record anew beside a picture that is still kept. Where it cannot be written the old one stays: the store knows better.</summary>
    public void Amend(StoredDetection stored)
    {
        string record = PictureName.PathOf(Root, stored.Detection, PictureName.Record);
        if (!File.Exists(record))
            return;

        try
        {
            Write(Path.GetDirectoryName(record)!, Path.GetFileName(record), Encoding.UTF8.GetBytes(stored.Payload));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            LogNotAmended(Path.GetFileName(record), failed.Message);
        }
    }

    private static void Write(string folder, string name, ReadOnlySpan<byte> content)
        => DurableFile.Write(Path.Combine(folder, name), Path.Combine(folder, PictureName.Temporary + name), content);

    private PictureResult Refuse(PictureOutcome outcome, string reason)
    {
        Interlocked.Increment(ref _refused);

        // A full disk refuses every picture; one line for each stretch of them is enough.
        if (!_lastWasRefused)
            LogRefused(reason);

        _lastWasRefused = true;
        return new PictureResult(outcome, null);
    }

    private void RemoveTemporaries()
    {
        foreach (string folder in PictureFolders.Days(Root))
        {
            foreach (string file in Directory.EnumerateFiles(folder, PictureName.Temporary + "*"))
                DurableFile.TryDelete(file);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pictures are not kept: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The record {Record} does not say what a person said of it: {Reason}")]
    private partial void LogNotAmended(string record, string reason);
}
