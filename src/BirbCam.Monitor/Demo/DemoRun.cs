using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Storage;
using BirbCam.Monitor.Simulation;
using BirbCam.Monitor.Web;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Demo;

/// <summary>
/// The whole service on a simulated balcony, with a broker in the process. What it prints is what came back from that broker: nothing
/// is shown that was not published.
/// </summary>
/// <param name="output">Where people read.</param>
internal sealed class DemoRun(int seed, TextWriter output, TimeProvider time)
{
    private const string Node = "demo";

    /// <summary>Vapour is told of this often at the most.</summary>
    private static readonly TimeSpan PlumeNews = TimeSpan.FromSeconds(10);

    /// <summary>A demo makes one detection a second at the most: what is beyond this comes from a stranger on this machine.</summary>
    private const int MostArrivals = 1000;

    private readonly ConcurrentQueue<Detection> _arrived = new();
    private DateTimeOffset? _begin;
    private int _plumes;

    /// <summary>Runs until <paramref name="duration"/> is over, or stopped.</summary>
    /// <exception cref="OperationCanceledException">Never: a stop is an ordinary end.</exception>
    public async Task<DemoResult> RunAsync(TimeSpan? duration, CancellationToken stop)
    {
        string directory = Directory.CreateTempSubdirectory("birbcam-demo-").FullName;
        await using BrokerInProcess broker = await BrokerInProcess.StartAsync();
        BirbCamOptions options = Options(directory, broker.Port);
        var simulation = SimulationOptions.Parse(options.Camera.Uri);
        using var scene = new BalconyScene(simulation);
        var tally = new DemoTally(scene.VisitsBetween);

        using ILoggerFactory logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true));
        await using var service = new Composition(options, time, logs);
        service.Pipeline.Judged += Judged;
        await service.Web.StartAsync(stop);
        await IntroduceAsync(options, service);

        await using BrokerConnection listener = await BrokerConnection.OpenAsync(
            options.Mqtt, MqttCredentials.Load(options.Mqtt), "birbcam-demo-listener", will: null, stop);
        listener.Receive(message => Arrived(message.Payload));
        await listener.SubscribeAsync($"{options.Mqtt.BaseTopic}/{Node}/detections", stop);

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (duration is TimeSpan limit)
            ending.CancelAfter(limit);
        Task running = service.RunAsync(ending.Token);
        await ReportAsync(tally, service, running);
        await running;

        DemoResult result = tally.Until(Simulated(time.GetUtcNow()));
        await SummariseAsync(result, service);
        return result;
    }

    private BirbCamOptions Options(string directory, int port) => new()
    {
        Node = Node,
        Camera = new CameraOptions { Uri = $"sim:balcony?seed={seed}&pace=8" },
        // The shipped model is hardly ever in doubt about its own drawings, and a demo should show some explanations.
        Explain = new ExplainOptions { SampleEvery = 3 },
        Store = new StoreOptions { Directory = directory, KeepFreeMegabytes = 100 },

        // The balcony's clock runs eight times as fast as ours: a minute there.
        Sightings = new SightingOptions { JoinGap = TimeSpan.FromSeconds(7.5) },
        Mqtt = new MqttOptions { Host = BrokerInProcess.Host, Port = port },

        // Any free port: a service may have the usual one. With a password like any other page, since other users of this machine can reach it too.
        Web = new WebOptions { Listen = "http://localhost:0" },
    };

    private void Arrived(ReadOnlyMemory<byte> payload)
    {
        try
        {
            if (_arrived.Count < MostArrivals)
                _arrived.Enqueue(RecordJson.ReadDetection(Encoding.UTF8.GetString(payload.Span)));
        }
        catch (JsonException)
        {
            // The broker is open to this machine; what is no detection is not ours.
        }
    }

    private void Judged(MotionResult motion, DateTimeOffset at)
    {
        _begin ??= at;
        if (motion.Verdict == MotionVerdict.Plume)
            Interlocked.Increment(ref _plumes);
    }

    /// <summary>Since the first frame: the simulation began with it.</summary>
    private TimeSpan Simulated(DateTimeOffset at) => _begin is DateTimeOffset begin ? at - begin : TimeSpan.Zero;

    private async Task IntroduceAsync(BirbCamOptions options, Composition service)
    {
        await output.WriteLineAsync($"""
            A simulated balcony, the shipped model, a broker of its own. Ctrl-C ends it.
              camera     {options.Camera.Uri}
              subscribe  mosquitto_sub -h {options.Mqtt.Host} -p {options.Mqtt.Port} -t '{options.Mqtt.BaseTopic}/{Node}/#' -F '%t %l bytes'
              pictures   {service.Archive.Root}
              page       {service.Web.Address}   password {service.Web.NewPassword}
            What follows is what comes back from the broker.

            """);
    }

    private async Task ReportAsync(DemoTally tally, Composition service, Task running)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(0.2), time);
        int plumesTold = 0;
        DateTimeOffset plumesToldAt = time.GetUtcNow();
        do
        {
            while (_arrived.TryDequeue(out Detection? detection))
                await TellAsync(detection, tally, service);

            int plumes = Volatile.Read(ref _plumes);
            if (plumes > plumesTold && time.GetUtcNow() - plumesToldAt > PlumeNews)
            {
                await output.WriteLineAsync($"{Clock(time.GetUtcNow())}  {"plume",-10}       held back: {plumes - plumesTold} frames that would have woken a brightness gate");
                (plumesTold, plumesToldAt) = (plumes, time.GetUtcNow());
            }
        }
        while (await timer.WaitForNextTickAsync() && (!running.IsCompleted || !_arrived.IsEmpty));
    }

    private async Task TellAsync(Detection detection, DemoTally tally, Composition service)
    {
        IReadOnlyList<string> accepted = detection.Decision == Decision.Accepted ? detection.Labels : [];
        tally.Arrived(accepted, Simulated(detection.CapturedAt));

        string what = detection.Decision switch
        {
            Decision.Accepted => string.Join(", ", detection.Labels),
            Decision.LowConfidence or Decision.Abstained or Decision.RejectedBackground => detection.Labels[0] + "?",
            Decision.Unknown => "unknown",
            _ => "nothing known",
        };
        string line = string.Create(CultureInfo.InvariantCulture, $"{Clock(detection.CapturedAt)}  {what,-10} {detection.Confidence:0.00}  {detection.Text}");
        await output.WriteLineAsync(line);
        if (detection.Explain is not null)
            await output.WriteLineAsync($"       why: {Path.Combine(service.Archive.Root, PictureName.FolderOf(detection), PictureName.StemOf(detection) + PictureName.Panels)}");
    }

    private string Clock(DateTimeOffset at) => Simulated(at).ToString("mm\\:ss", CultureInfo.InvariantCulture);

    private async Task SummariseAsync(DemoResult result, Composition service)
    {
        PipelineMetrics metrics = service.Metrics;
        string verdicts = string.Join(", ", Enum.GetValues<MotionVerdict>()
            .Where(verdict => metrics.FramesWith(verdict) > 0)
            .Select(verdict => $"{verdict.ToSnakeCase()} {metrics.FramesWith(verdict)}"));
        await output.WriteLineAsync($"""

            After {Clock(time.GetUtcNow())}: {result.Came} visitors came, {result.Seen} were seen, {result.Named} were named right; {result.NamedWrong} names were wrong.
              frames     {metrics.Frames}: {verdicts}
              detections {metrics.Classified} made, {result.Detections} came back from the broker
              pictures   {service.Archive.Saved} explained, in {service.Archive.Root}
            """);
    }
}
