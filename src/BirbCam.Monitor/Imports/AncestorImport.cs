using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BirbCam.Monitor.Sightings;
using BirbCam.Onnx;
using BirbCam.Vision.Imaging.Jpeg;

namespace BirbCam.Monitor.Imports;

/// <summary>
/// Takes the ancestor's results into the store as history: under its own model's name, with what people said, joined into visits, and with the pictures that are still
/// there. The broker is told of none of it. What is in the store already is left alone.
/// </summary>
/// <param name="node">The camera's name.</param>
/// <param name="joinGap">As in <see cref="SightingOptions"/>.</param>
internal sealed class AncestorImport(SightingStore store, PictureArchive archive, StoreOptions options, string node, TimeSpan joinGap, TimeProvider time)
{
    /// <summary>From which probability on a label counted: fastai's usual one, which camera-app/birbcam.py writes down again.</summary>
    private const double Threshold = 0.5;

    /// <summary>No network camera's picture is larger.</summary>
    private const long MostPictureBytes = 32 << 20;

    /// <summary>Its file is not at hand, hence no hash: it is nobody else's.</summary>
    private static readonly ModelIdentity Model = new("birbcam.py", "fastai", new string('0', 64));

    private SightingTracker _past = new(joinGap, []);

    /// <param name="pictures">The folder that the ancestor kept its pictures in.</param>
    /// <exception cref="StoreException">What is counted was taken over, and the rest was not: it can be run again.</exception>
    public ImportCounts Run(AncestorResults found, string pictures, CancellationToken stop)
    {
        var counts = new ImportCounts { Unreadable = found.Unreadable };
        DateTimeOffset now = time.GetUtcNow();
        try
        {
            foreach (AncestorResult result in found.Results)
            {
                stop.ThrowIfCancellationRequested();
                counts = result.At < now - options.MaxAge ? counts with { TooOld = counts.TooOld + 1 }
                    : result.At > now ? counts with { Unreadable = counts.Unreadable + 1 }
                    : Take(result, Path.Combine(pictures, result.FileName), counts);
            }
        }
        finally
        {
            store.EndPast(_past);
        }

        return counts;
    }

    private ImportCounts Take(AncestorResult result, string path, ImportCounts counts)
    {
        byte[]? picture = ReadPicture(path);
        if (store.AddPast(DetectionOf(result, picture), result.Said, ref _past) is not StoredDetection stored)
            return counts with { Known = counts.Known + 1 };

        bool isKept = picture is not null && archive.Save(stored, new KeptPictures(picture, Panels: null, Map: null)).Outcome == PictureOutcome.Saved;
        return counts with
        {
            Taken = counts.Taken + 1,
            Reviewed = counts.Reviewed + (result.Said is null ? 0 : 1),
            Pictures = counts.Pictures + (isKept ? 1 : 0),
        };
    }

    /// <summary>A JPEG of its own; null where there is none. A link may lead to what was never a picture of the camera's.</summary>
    private static byte[]? ReadPicture(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.LinkTarget is not null || PlainFile.IsEmpty(path) || file.Length > MostPictureBytes)
                return null;

            byte[] picture = File.ReadAllBytes(path);
            return JpegHeader.TryRead(picture, out _) ? picture : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private Detection DetectionOf(AncestorResult result, byte[]? picture)
    {
        bool isNobody = result.Predicted is [];
        return new Detection
        {
            Id = IdOf(result),
            Camera = node,
            CapturedAt = result.At,
            Decision = isNobody ? Decision.None : Decision.Accepted,
            Labels = result.Predicted,
            Scores = result.Predicted.ToDictionary(label => label, _ => result.Confidence),
            Thresholds = result.Predicted.ToDictionary(label => label, _ => Threshold),
            Confidence = result.Confidence,
            NoneScore = isNobody ? result.Confidence : 1 - result.Confidence,
            NeedsReview = false,
            Reasons = [],
            Text = FormattableString.Invariant($"{(isNobody ? "Nobody" : string.Join(", ", result.Predicted))} {result.Confidence:0.00}, as birbcam.py said."),
            Motion = null,
            Explain = null,
            Image = picture is not null && JpegHeader.TryRead(picture, out JpegHeader header)
                ? new ImageEvidence(Convert.ToHexStringLower(SHA256.HashData(picture)), header.Width, header.Height)
                : null,
            Model = Model,
            TimingMs = new DetectionTiming(0, 0, 0, null, 0),
        };
    }

    /// <summary>Version 7 of the time, with a hash in place of chance: the same row is the same detection whenever it is taken over, and two of one second are two.</summary>
    private static Guid IdOf(AncestorResult result)
    {
        Span<byte> id = stackalloc byte[16];
        SHA256.HashData(Encoding.UTF8.GetBytes($"birbcam.py {result.At:O} {result.FileName}")).AsSpan(0, 16).CopyTo(id);
        long milliseconds = result.At.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteUInt16BigEndian(id, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(id[2..], (uint)milliseconds);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }
}

/// <summary>What became of the ancestor's results.</summary>
internal readonly record struct ImportCounts
{
    public int Taken { get; init; }

    /// <summary>Those of them of which a person had said who is there.</summary>
    public int Reviewed { get; init; }

    /// <summary>Those of them whose picture was taken over too.</summary>
    public int Pictures { get; init; }

    /// <summary>In the store already.</summary>
    public int Known { get; init; }

    /// <summary>Older than <see cref="StoreOptions.MaxAge"/>: the service would delete them at once.</summary>
    public int TooOld { get; init; }

    public int Unreadable { get; init; }
}
