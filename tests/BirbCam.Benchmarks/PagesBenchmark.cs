using System.Globalization;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Vision.Classification;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Benchmarks;

/// <summary>What the pages ask of a full store: 100,000 visits of two years, two detections each, one in ten for a person to look at and one in ten looked at. The aim: under 200 ms.</summary>
internal static class PagesBenchmark
{
    private const int Rounds = 50;

    private static readonly string[] Labels = ["chickadee", "magpie", "sparrow", "squirrel"];

    /// <summary>The one that the service runs: what is said of another's answers is on no page.</summary>
    private static readonly ModelIdentity Model = ModelIdentity.Of(ModelCard.Read(ModelCard.PathBeside(new ModelOptions().FullPath)));

    private static readonly LabelLimit[] Limits = [.. Labels.Select(label => new LabelLimit(label, 0.5, 0.5, IsAsked: false))];

    /// <param name="args">How many visits.</param>
    public static async Task RunAsync(string[] args)
    {
        int visits = args is [string first, ..] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 100_000;
        string directory = Directory.CreateTempSubdirectory("birbcam-pages-").FullName;
        try
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            Fill(directory, visits, now);
            Measure(new SightingPages(directory, Labels, TimeZoneInfo.Utc, TimeProvider.System), visits, now);
            await ServedPagesBenchmark.RunAsync(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Measure(SightingPages pages, int visits, DateTimeOffset now)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{visits} visits, {2 * visits} detections, milliseconds of {Rounds} looks"));
        Console.WriteLine("| page | median | 95 % |");
        Console.WriteLine("|---|---|---|");
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach ((string page, Action look) in new (string, Action)[]
        {
            ("Today", () => pages.Today()),
            ("Review", () => pages.Review(24, ReviewFilter.Everything)),
            ("Review, one label", () => pages.Review(24, new ReviewFilter("magpie", 0.5))),
            ("Timeline", () => pages.Timeline(today, 7)),
            ("Species", () => pages.Species()),
            ("Model", () => pages.Model(Model, Limits)),
        })
        {
            look();
            var taken = new Latencies();
            for (int i = 0; i < Rounds; i++)
                taken.Add(Time(look));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {page} | {taken.Percentile(50):0.0} | {taken.Percentile(95):0.0} |"));
        }
    }

    private static double Time(Action look)
    {
        long began = TimeProvider.System.GetTimestamp();
        look();
        return TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>As the store would have written them, in a few transactions.</summary>
    private static void Fill(string directory, int visits, DateTimeOffset now)
    {
        SightingStore.Open(new StoreSetup(directory, TimeSpan.FromSeconds(60), TimeZoneInfo.Utc, "bench", TimeProvider.System, NullLogger.Instance)).Dispose();
        using StoreDatabase database = StoreDatabase.Open(Path.Combine(directory, SightingStore.FileName));
        TimeSpan between = TimeSpan.FromDays(730) / visits;
        foreach (int[] some in Enumerable.Range(0, visits).Chunk(5_000))
        {
            database.InTransaction(() =>
            {
                foreach (int i in some)
                    Put(database, i, now - (between * (visits - i)));
                return true;
            });
        }
    }

    private static void Put(StoreDatabase database, int i, DateTimeOffset at)
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
        for (int k = 0; k < 2; k++)
        {
            Detection detection = Of(label, at.AddSeconds(10 * k), isUnsure: i % 10 == 0) with { SightingId = visit.Id };
            if (i % 20 < 2)
                detection = detection with { Review = Review.Of(detection, [label], at.AddHours(1)), NeedsReview = false };
            RecordRows.RememberLabels(database, detection);
            RecordRows.Put(database, detection, RecordRows.NextChange(database));
        }
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
