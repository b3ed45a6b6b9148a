using System.Globalization;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Simulation;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Imaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Benchmarks;

/// <summary>A full store for <see cref="ServedPagesBenchmark"/>: 100,000 visits of two years, two detections each, one in ten for a person to look at and one in ten looked at.</summary>
internal static class PagesBenchmark
{
    /// <summary>Of so many of the newest visits pictures lie on the disk, and of so many that are locked.</summary>
    private const int Pictured = 500, Locked = 1000;

    private static readonly string[] Labels = ["chickadee", "magpie", "sparrow", "squirrel"];

    /// <summary>The one that the service runs: what is said of another's answers is on no page.</summary>
    private static readonly ModelIdentity Model = ModelIdentity.Of(ModelCard.Read(ModelCard.PathBeside(new ModelOptions().FullPath)));

    /// <param name="args">How many visits.</param>
    public static async Task RunAsync(string[] args)
    {
        int visits = args is [string first, ..] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 100_000;
        string directory = Directory.CreateTempSubdirectory("birbcam-pages-").FullName;
        try
        {
            Fill(directory, visits, TimeProvider.System.GetUtcNow());
            await ServedPagesBenchmark.RunAsync(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>As the store would have written them, in a few transactions.</summary>
    private static void Fill(string directory, int visits, DateTimeOffset now)
    {
        SightingStore.Open(new StoreSetup(directory, TimeSpan.FromSeconds(60), TimeZoneInfo.Utc, "bench", TimeProvider.System, NullLogger.Instance)).Dispose();
        using StoreDatabase database = StoreDatabase.Open(Path.Combine(directory, SightingStore.FileName));
        var archive = new PictureArchive(directory, new StoreOptions { KeepFreeMegabytes = 0 }, NullLogger.Instance);
        KeptPictures pictures = Pictures();
        TimeSpan between = TimeSpan.FromDays(730) / visits;
        foreach (int[] some in Enumerable.Range(0, visits).Chunk(5_000))
        {
            database.InTransaction(() =>
            {
                foreach (int i in some)
                {
                    Detection first = Put(database, i, now - (between * (visits - i)));
                    bool isLocked = i % Math.Max(1, visits / Locked) == 1;
                    if (isLocked)
                        LockRows.Add(database, first.Id);
                    if (isLocked || i >= visits - Pictured)
                        archive.Save(new StoredDetection(first, "{}", []), pictures);
                }

                return true;
            });
        }
    }

    private static KeptPictures Pictures()
    {
        using var scene = new BalconyScene(new SimulationOptions { Width = 640, Height = 480 });
        byte[] bgr = new byte[640 * 480 * 3];
        scene.Render(TimeSpan.FromSeconds(10), bgr);
        byte[] jpeg = JpegEncoder.Encode(bgr, 640, 480, JpegEncoder.KeptQuality);
        return new KeptPictures(jpeg, jpeg, Map: null);
    }

    /// <returns>The first of its detections.</returns>
    private static Detection Put(StoreDatabase database, int i, DateTimeOffset at)
    {
        string label = Labels[i % Labels.Length];
        string day = at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var visit = new Sighting
        {
            Id = Guid.CreateVersion7(at),
            Revision = 3,
            Camera = "bench",
            Label = label,
            FirstSeen = at,
            LastSeen = at.AddSeconds(20),
            Ended = true,
            Detections = 2,
            Accepted = 2,
            Moments = 2,
            Explained = 1,
            Best = new BestDetection(Guid.CreateVersion7(at), 0.9, at),
        };
        RecordRows.Put(database, new SightingChange("birbcam.sighting/1", i + 1, "bench", "end", visit), day);
        Detection[] detections = [.. Enumerable.Range(0, 2).Select(k => Of(label, at.AddSeconds(-10 * k), isUnsure: i % 10 == 0) with { SightingId = visit.Id })];
        foreach (Detection made in detections)
        {
            Detection detection = i % 20 < 2 ? made with { Review = Review.Of(made, [label], at.AddHours(1)), NeedsReview = false } : made;
            RecordRows.RememberLabels(database, detection);
            RecordRows.Put(database, detection, RecordRows.NextChange(database));
        }

        return detections[0];
    }

    private static Detection Of(string label, DateTimeOffset at, bool isUnsure) => new()
    {
        Id = Guid.CreateVersion7(at),
        Camera = "bench",
        CapturedAt = at,
        LocalTime = at,
        Decision = isUnsure ? Decision.LowConfidence : Decision.Accepted,
        Labels = [label],
        Scores = Labels.ToDictionary(one => one, one => one == label ? (isUnsure ? 0.4 : 0.9) : 0.01),
        Thresholds = Labels.ToDictionary(one => one, _ => 0.5),
        Confidence = isUnsure ? 0.4 : 0.9,
        NoneScore = 0.1,
        NeedsReview = isUnsure,
        Reasons = isUnsure ? ["low_confidence"] : [],
        Text = "As it would be written.",
        Motion = null,
        Explain = null,
        Image = new ImageEvidence(new string('9', 64), 640, 480),
        Model = Model,
        TimingMs = new DetectionTiming(0.4, 1, 38, 0.4, 61),
    };
}
