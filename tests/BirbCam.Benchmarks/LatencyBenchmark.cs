using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using BirbCam.Monitor;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Benchmarks;

/// <summary>
/// How long a subscriber waits: from the choice of the best frame to its record, received through a mosquitto on the loopback interface, while the whole service runs
/// at 640×480 on a busy simulated balcony. Every detection keeps its picture and is drawn: the worst case. The aim: at the 95th percentile at most 25 ms above inference.
/// </summary>
internal static class LatencyBenchmark
{
    /// <summary>Beyond, somebody is stuck.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <param name="args">How many detections.</param>
    public static async Task RunAsync(string[] args)
    {
        int wanted = args is [string first, ..] && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 200;
        string directory = Directory.CreateTempSubdirectory("birbcam-latency-").FullName;
        int port = BrokerInProcess.FreePort();
        using Process broker = Process.Start(new ProcessStartInfo("mosquitto", ["-p", $"{port}"]) { RedirectStandardError = true })!;
        try
        {
            await MeasureAsync(Options(directory, port), wanted);
        }
        finally
        {
            broker.Kill();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(BirbCamOptions options, int wanted)
    {
        var chosen = new ConcurrentDictionary<Guid, (long At, double Infer)>();
        int heard = 0;
        Latencies waits = new(), above = new();
        await using var service = new Composition(options, TimeProvider.System, NullLoggerFactory.Instance);
        service.Pipeline.Recognised += (recognized, _) => chosen[recognized.Detection.Id] = (recognized.ChosenAt, recognized.Detection.TimingMs.Infer);
        using var stop = new CancellationTokenSource(Longest);
        Task running = service.RunAsync(stop.Token);
        var topics = new MqttTopics(options.Mqtt.BaseTopic, options.Node);
        await using (NodeListener listener = await ListenAsync(options.Mqtt, topics, stop.Token))
        {
            await foreach (WireMessage message in listener.HearAsync(stop.Token))
            {
                long received = TimeProvider.System.GetTimestamp();
                if (message.Topic != topics.Detections || !chosen.TryRemove(RecordJson.ReadDetection(Encoding.UTF8.GetString(message.Payload.Span)).Id, out (long At, double Infer) one))
                    continue;

                double waited = TimeProvider.System.GetElapsedTime(one.At, received).TotalMilliseconds;
                waits.Add(waited);
                above.Add(waited - one.Infer);
                if (++heard == wanted)
                    break;
            }
        }

        await stop.CancelAsync();
        await running;
        Report(service.Metrics, wanted, waits, above);
    }

    /// <summary>The broker needs a moment to listen.</summary>
    private static async Task<NodeListener> ListenAsync(MqttOptions options, MqttTopics topics, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await NodeListener.OpenAsync(options, topics, stop);
            }
            catch (BrokerException)
            {
                await Task.Delay(200, stop);
            }
        }
    }

    private static void Report(PipelineMetrics metrics, int heard, Latencies waits, Latencies above)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{heard} detections at 640×480, milliseconds"));
        Console.WriteLine("| | median | 95 % |");
        Console.WriteLine("|---|---|---|");
        Print("inference", metrics.Infer);
        Print("encoding the picture (before the record)", metrics.Encode);
        Print("drawing the explanation (after the record)", metrics.Draw);
        Print("best frame chosen to record received", waits);
        Print("of that, above its own inference", above);
    }

    private static void Print(string figure, Latencies taken)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {figure} | {taken.Percentile(50):0.0} | {taken.Percentile(95):0.0} |"));

    private static BirbCamOptions Options(string directory, int port) => new()
    {
        Node = "latency",
        Camera = new CameraOptions { Uri = "sim:balcony?seed=1&width=640&height=480&pace=15", Width = 640, Height = 480 },
        Explain = new ExplainOptions { Below = 1, SampleEvery = 1, MaxPerSighting = 1000 },
        Sightings = new SightingOptions { Burst = TimeSpan.FromMilliseconds(500) },
        Store = new StoreOptions { Directory = directory, KeepFreeMegabytes = 0 },
        Mqtt = new MqttOptions { Host = "127.0.0.1", Port = port },
        Web = new WebOptions { Listen = "http://localhost:0" },
    };
}
