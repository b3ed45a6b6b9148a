using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using BirbCam.Monitor;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Timing;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Benchmarks;

/// <summary>
/// The running service on <c>sim:balcony</c> at 5 frames a second over a full store: what a person with a browser waits for, and what ten people who look at the live
/// picture and at pages at once take from the gate.
/// </summary>
internal static class ServedPagesBenchmark
{
    private const int Clients = 10;

    /// <summary>Each view is opened so often in the browser, and asked for at the server.</summary>
    private const int Rounds = 5, Asked = 50;

    private static readonly TimeSpan Looked = TimeSpan.FromSeconds(20);

    private static readonly string[] Paths = ["/api/today", "/api/review", "/api/species", "/api/model", "/api/system"];

    /// <summary>All that pages ask; the aim is under 200 ms each.</summary>
    private static readonly string[] AllPaths = [.. Paths, "/api/review?label=sparrow&most=0.5", $"/api/timeline/{TimeProvider.System.GetUtcNow():yyyy-MM-dd}", "/api/locks", "/api/rejects", "/api/zones", "/api/exports"];

    /// <param name="directory">Of the store.</param>
    public static async Task RunAsync(string directory)
    {
        await using var service = new Composition(Options(directory), TimeProvider.System, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        await service.Web.StartAsync(stop.Token);
        Task running = service.RunAsync(stop.Token);

        // The gate settles first.
        await Task.Delay(TimeSpan.FromSeconds(10), stop.Token);
        using HttpClient client = await LogInAsync(service.Web);
        await TimeAsync(client);
        Console.WriteLine("\n| gate | frames judged a second | frames dropped | pages a second | live pictures a second |");
        Console.WriteLine("|---|---|---|---|---|");
        await WatchAsync("nobody looks", service, () => Task.FromResult((0, 0)));
        await WatchAsync($"{Clients} look", service, () => LookAsync(client));
        await BrowseAsync(service.Web);
        await stop.CancelAsync();
        await running;
    }

    private static async Task WatchAsync(string who, Composition service, Func<Task<(int Pages, int Pictures)>> look)
    {
        long judged = service.Metrics.Frames, dropped = DroppedBy(service), began = TimeProvider.System.GetTimestamp();
        Task<(int Pages, int Pictures)> looking = look();
        await Task.Delay(Looked);
        double seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        judged = service.Metrics.Frames - judged;
        dropped = DroppedBy(service) - dropped;
        (int pages, int pictures) = await looking;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {who} | {judged / seconds:0.00} | {dropped} | {pages / seconds:0} | {pictures / seconds:0} |"));
    }

    private static long DroppedBy(Composition service) => service.Camera.Counts.Dropped + service.Pipeline.Dropped;

    private static async Task<HttpClient> LogInAsync(WebServer web)
    {
        var client = new HttpClient { BaseAddress = web.Address };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/api/login", new { password = web.NewPassword });
        answer.EnsureSuccessStatusCode();
        return client;
    }

    /// <summary>Until the whole answer is there.</summary>
    private static async Task TimeAsync(HttpClient client)
    {
        Console.WriteLine($"\n| asked for, milliseconds of {Asked} | median | 95 % | bytes |");
        Console.WriteLine("|---|---|---|---|");
        foreach (string path in AllPaths)
        {
            int bytes = (await client.GetByteArrayAsync(new Uri(path, UriKind.Relative))).Length;
            var taken = new Latencies();
            for (int i = 0; i < Asked; i++)
            {
                long began = TimeProvider.System.GetTimestamp();
                await client.GetByteArrayAsync(new Uri(path, UriKind.Relative));
                taken.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {path} | {taken.Percentile(50):0.0} | {taken.Percentile(95):0.0} | {bytes} |"));
        }
    }

    /// <summary>Each client asks for a page as soon as it has the last, and for a live picture likewise.</summary>
    private static async Task<(int Pages, int Pictures)> LookAsync(HttpClient client)
    {
        using var end = new CancellationTokenSource(Looked);
        int pages = 0, pictures = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).SelectMany(_ => (Task[])[
            AskAsync(i => Paths[i % Paths.Length], () => Interlocked.Increment(ref pages)), AskAsync(_ => "/api/live", () => Interlocked.Increment(ref pictures))]));
        return (pages, pictures);

        async Task AskAsync(Func<int, string> path, Action arrived)
        {
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                try
                {
                    using HttpResponseMessage answer = await client.GetAsync(new Uri(path(i), UriKind.Relative), end.Token);
                    answer.EnsureSuccessStatusCode();
                    await answer.Content.LoadIntoBufferAsync(end.Token);
                    arrived();
                }
                catch (OperationCanceledException) when (end.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    private static async Task BrowseAsync(WebServer web)
    {
        Console.WriteLine($"\n| in Chromium, milliseconds of {Rounds} | median | most |");
        Console.WriteLine("|---|---|---|");
        using Process browser = Process.Start(new ProcessStartInfo("node", ["tests/browser/pages.mjs", "/usr/bin/chromium", $"{web.Address}", web.NewPassword!, $"{Rounds}"]))!;
        await browser.WaitForExitAsync();
        if (browser.ExitCode != 0)
            Console.WriteLine("The browser could not be measured: run this in the root of the checkout, with node, chromium and what tests/run installs.");
    }

    private static BirbCamOptions Options(string directory) => new()
    {
        Node = "pages",
        Camera = new CameraOptions { Uri = "sim:balcony?seed=1", Fps = 5 },
        Location = new LocationOptions { Latitude = 51.05, Longitude = -114.07 },
        Store = new StoreOptions { Directory = directory, KeepFreeMegabytes = 0 },
        Web = new WebOptions { Listen = "http://localhost:0" },
    };
}
