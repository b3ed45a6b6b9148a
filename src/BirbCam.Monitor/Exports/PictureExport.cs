using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Storage;

namespace BirbCam.Monitor.Exports;

/// <summary>Hands the kept pictures of a store to a format, the oldest first; a service may go on writing beside it.</summary>
internal static class PictureExport
{
    /// <param name="directory">Of the store.</param>
    /// <param name="choice">Which pictures.</param>
    /// <exception cref="StoreException">There is no store, or it cannot be read.</exception>
    /// <exception cref="IOException">A picture cannot be copied.</exception>
    public static ExportCounts Run(string directory, ExportChoice choice, IExportFormat format, CancellationToken stop)
    {
        var counts = default(ExportCounts);
        string pictures = Path.Combine(Path.GetFullPath(directory), PictureFolders.Name);
        foreach (Detection detection in new RecordReader(directory).All())
        {
            stop.ThrowIfCancellationRequested();
            bool isVerified = detection.Review is not null;
            if (detection.Image is null || (choice == ExportChoice.Verified && !isVerified) || ExportedPicture.LabelsOf(detection) is not IReadOnlyList<string> labels)
                continue;

            string path = PictureName.PathOf(pictures, detection, PictureName.Clean);
            if (!File.Exists(path))
            {
                counts = counts with { Gone = counts.Gone + 1 };
                continue;
            }

            format.Add(new ExportedPicture(detection, path, labels, isVerified));
            counts = counts with { Written = counts.Written + 1, Verified = counts.Verified + (isVerified ? 1 : 0) };
        }

        return counts;
    }
}

internal enum ExportChoice
{
    /// <summary>Of which a person, or else the model for certain, said who is there.</summary>
    Known,

    /// <summary>Of which a person said who is there.</summary>
    Verified,
}

/// <param name="Written">Pictures.</param>
/// <param name="Verified">Those of them that a person has seen.</param>
/// <param name="Gone">Pictures that are in the records, and are not kept any more.</param>
internal readonly record struct ExportCounts(int Written, int Verified, int Gone);
