using BirbCam.Monitor.Exports.Targets;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Exports;

/// <summary>Hands the kept pictures of a store to a format, the oldest first; a service may go on writing and deleting beside it.</summary>
internal static class PictureExport
{
    /// <param name="directory">Of the store.</param>
    /// <param name="choice">Which pictures.</param>
    /// <param name="target">What the format writes to; complete when this returns.</param>
    /// <exception cref="StoreException">There is no store, or it cannot be read.</exception>
    /// <exception cref="IOException">A picture cannot be copied.</exception>
    public static async Task<ExportCounts> RunAsync(string directory, ExportChoice choice, IExportFormat format, IExportTarget target, CancellationToken stop)
    {
        var counts = default(ExportCounts);
        string pictures = Path.Combine(Path.GetFullPath(directory), PictureFolders.Name);
        foreach (Detection detection in new RecordReader(directory).All())
        {
            stop.ThrowIfCancellationRequested();
            IReadOnlyList<string>? labels = ExportedPicture.LabelsOf(detection);
            bool isVerified = detection.Review is not null;
            if (detection.Image is null || (choice == ExportChoice.Verified && !isVerified) || (choice == ExportChoice.Known && labels is null))
                continue;

            string path = PictureName.PathOf(pictures, detection, PictureName.Clean);
            await using FileStream? content = Open(path);
            if (content is null)
            {
                counts = counts with { Gone = counts.Gone + 1 };
                continue;
            }

            counts = await format.AddAsync(new ExportedPicture(detection, path, content, labels), stop)
                ? counts with { Written = counts.Written + 1, Verified = counts.Verified + (isVerified ? 1 : 0) }
                : counts with { LeftOut = counts.LeftOut + 1 };
        }

        await format.FinishAsync(stop);
        await target.CompleteAsync(stop);
        return counts;
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

internal enum ExportChoice
{
    /// <summary>Of which a person, or else the model for certain, said who is there.</summary>
    Known,

    /// <summary>Of which a person said who is there.</summary>
    Verified,

    /// <summary>Also those of which nobody knows who is there.</summary>
    All,
}

/// <param name="Written">Pictures.</param>
/// <param name="Verified">Those of them that a person has seen.</param>
/// <param name="Gone">Pictures that are in the records, and are not kept any more.</param>
/// <param name="LeftOut">Pictures of which the format tells nothing.</param>
internal readonly record struct ExportCounts(int Written, int Verified, int Gone, int LeftOut);
