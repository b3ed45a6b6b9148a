using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Tests.House;
using BirbCam.Monitor.Tests.Publishing;
using BirbCam.Monitor.Tests.Service;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Web;

/// <summary>The page in a real Chromium, used as a person uses it: tests/browser/page.mjs. Its pictures of the page lie under artifacts/browser.</summary>
public sealed class BrowserTests
{
    private const int Unsure = 14;

    private static readonly string Folder = Path.Combine(Repository.Root, "tests/browser");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_logs_in_reviews_by_keyboard_takes_back_and_looks_around_on_a_desk_and_on_a_phone()
    {
        string node = Programs.Find("node", "nodejs, 20 or newer");
        string chromium = Programs.Find("chromium", "chromium");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules/playwright-core")), "playwright-core is not installed: tests/run installs it by npm");
        string pictures = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts/browser")).FullName;

        var time = new FakeTimeProvider(Detections.Morning.AddHours(6));
        using var visits = new DrawnVisits();
        await using ServedPage page = await ServedPage.StartAsync(time: time, hindsight: visits.Hindsight);
        Fill(page, visits);
        HoldBack(page, visits);
        await using ServedPage open = await ServedPage.StartAsync(new WebOptions { Listen = "http://localhost:0", Guests = true }, time);
        Fill(open, visits);
        ReviewSparrows(open);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task camera = FilmAsync(page, visits, end.Token);

        Finished run = await Shell.RunAsync(node, [Path.Combine(Folder, "page.mjs"), chromium, page.Address.ToString(), page.Password, pictures, open.Address.ToString(), open.Password], Stop);
        await end.CancelAsync();
        await camera;

        Assert.True(run.Output.TrimEnd().EndsWith("done", StringComparison.Ordinal), run.Output);
        Assert.Equal(1, visits.Hindsight.Asked);
        Assert.Equal(Unsure - 9, page.Pages.Review(24, ReviewFilter.Everything).Pending);
    }

    /// <summary>Who came during a morning, and what the model was unsure of.</summary>
    private static void Fill(ServedPage page, DrawnVisits visits)
    {
        for (int i = 0; i < 12; i++)
            page.Keep(visits.Detect(Decision.Accepted, Detections.Morning.AddMinutes(25 * i), 0.97 - (0.01 * i)));
        for (int i = 0; i < Unsure; i++)
            page.Keep(visits.Detect(i % 5 == 0 ? Decision.Unknown : Decision.LowConfidence, Detections.Morning.AddMinutes((25 * i) + 9), 0.25 + (0.02 * i)));
    }

    /// <summary>As many with the bird as without: enough to say that the limit is too high.</summary>
    private static void ReviewSparrows(ServedPage page)
    {
        for (int i = 0; i < 50; i++)
        {
            bool isThere = i % 2 == 0;
            double score = isThere ? 0.5 : 0.2;
            Detection looked = Detections.Of(Decision.LowConfidence, Detections.Morning.AddMinutes(-i), score, "sparrow") with { Scores = new Dictionary<string, double> { ["sparrow"] = score } };
            page.Store.Review(page.Store.Add(looked).Detection.Id, isThere ? ["sparrow"] : []);
        }
    }

    /// <summary>What the gate held back.</summary>
    private static void HoldBack(ServedPage page, DrawnVisits visits)
    {
        foreach (string verdict in new[] { "plume", "too_small" })
        {
            using Frame frame = visits.Next(out SimulatedVisit _, out PixelRect _);
            page.Rejects.Save(new Reject(verdict, Detections.Morning, 2, 3, 5, 0.01, 0.1), [.. Enumerable.Repeat((ReadOnlyMemory<byte>)JpegEncoder.Encode(frame), 3)], 10, 0);
        }
    }

    /// <summary>The camera: a frame every now and then, of which nothing is encoded unless somebody looks.</summary>
    private static async Task FilmAsync(ServedPage page, DrawnVisits visits, CancellationToken stop)
    {
        using Frame frame = visits.Next(out SimulatedVisit _, out PixelRect box);
        var motion = new MotionResult(MotionVerdict.Triggered, 0.03, 0, [box], TimeSpan.FromSeconds(1));
        while (!stop.IsCancellationRequested)
        {
            page.Live.Offer(frame, motion);
            await Task.Delay(TimeSpan.FromMilliseconds(100), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
