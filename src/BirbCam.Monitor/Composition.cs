using System.Reflection;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Timing;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Exports;
using BirbCam.Monitor.Exports.Science;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;
using BirbCam.Onnx;
using BirbCam.Onnx.Analysis;
using BirbCam.Vision.Classification;
using BirbCam.Vision.Explanation;
using BirbCam.Vision.Imaging;
using BirbCam.Vision.Motion;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor;

/// <summary>The only place that knows every room: makes what the service consists of, joins it, and gives it to a host. Owns what it made.</summary>
internal sealed partial class Composition : IAsyncDisposable
{
    /// <summary>How long the loops may take to end: what the recognition has in its hands is finished, and the broker is told goodbye.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(10);

    /// <summary>How soon the store is told that a sighting is over.</summary>
    private static readonly TimeSpan UpkeepEvery = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);

    private readonly ILoggerFactory _logs;
    private readonly TimeProvider _time;
    private readonly Classifier _classifier;
    private readonly Explainer? _explainer;
    private readonly SightingStore _store;
    private readonly Retention _retention;
    private readonly RejectRecorder _rejects;
    private readonly string _directory;
    private readonly MotionPresence _presence;
    private readonly ILogger _logger;

    /// <exception cref="ModelException">The model cannot be used.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    /// <exception cref="MqttOptionsException">The broker's files cannot be used.</exception>
    public Composition(BirbCamOptions options, TimeProvider time, ILoggerFactory logs)
    {
        _logs = logs;
        _time = time;
        _logger = logs.CreateLogger<Composition>();
        string bootId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N")[^8..];
        _directory = StateDirectory.Of(options.Store);
        TimeZoneInfo place = options.Location.Zone(time);
        var random = new Random(bootId.GetHashCode(StringComparison.Ordinal));

        _classifier = Classifier.Load(options.Model.FullPath, options.Model.Threads, layer: null, new AnalysisCache(CacheDirectory.Models));
        _explainer = OpenExplainer(_classifier, options.Explain);
        _store = SightingStore.Open(new StoreSetup(_directory, options.Sightings.JoinGap, place, bootId, time, logs.CreateLogger<SightingStore>()));
        Archive = new PictureArchive(_directory, options.Store, logs.CreateLogger<PictureArchive>());
        var locks = new PictureLocks(_store, Archive);
        _retention = new Retention(
            Archive, _store, locks, options.Store, new OutboxBounds(options.Mqtt.OutboxMaxAge, options.Mqtt.OutboxMaxRecords), time, logs.CreateLogger<Retention>());

        CameraUri uri = CameraUri.Parse(options.Camera.Uri);
        Camera = new Camera(
            options.Camera, () => FrameSources.Create(uri, options.Camera, time), DaySchedule.Of(options.Schedule, options.Location), time, random, logs.CreateLogger<Camera>());
        var choice = new ExplainChoice(options.Explain, options.Sightings.JoinGap);
        var links = PictureLinks.Open(_directory, options.Web.PublicUrl);
        var recognition = new Recognition(_classifier, _explainer, choice, options.Node, _store.FindOpen, links.For, time);
        Pipeline = new FramePipeline(
            new MotionGate(options.Gate), recognition, _store, Archive, options.Sightings.Burst, Metrics, time, logs.CreateLogger<FramePipeline>());

        _presence = new MotionPresence(time);
        if (options.Mqtt.Host is not null)
        {
            if (_classifier.Card.Labels.Length > PublisherSetup.MostLabels)
                LogManyLabels(_classifier.Card.Labels.Length, PublisherSetup.MostLabels);
            var setup = new PublisherSetup(
                options.Mqtt, options.Node, bootId, Version, [.. _classifier.Card.Labels.Take(PublisherSetup.MostLabels)], File.ReadAllBytes(ModelCard.PathBeside(options.Model.FullPath)));
            Publisher = new MqttPublisher(setup, _store, new Backoff(FirstRetry, LongestRetry, random), time, logs.CreateLogger<MqttPublisher>());
        }

        var zones = new GateZones(options.Gate.Zones, _store, Heed, logs.CreateLogger<GateZones>());
        zones.Restore();
        var live = new LivePicture(Pipeline.Tolerance);
        Pipeline.Seen += live.Offer;
        var rejects = new RejectFolder(_directory, place);
        _rejects = new RejectRecorder(options.Rejects, rejects, options.Store.KeepFreeMegabytes, logs.CreateLogger<RejectRecorder>());
        Pipeline.Seen += _rejects.Look;
        var events = new EventStream(time);
        _store.Changed += events.Changed;
        Archive.Added += events.Changed;
        var system = new SystemLook(options, _directory, _classifier.Card, Camera, Pipeline, Metrics, _store, _retention, Publisher, time);
        var pages = new SightingPages(_directory, _classifier.Card.Labels, place, time);
        var desk = new ReviewDesk(_store, Archive, _classifier.Card.Labels);
        var controls = new NodeControls(Camera, Pipeline, _classifier, _store, desk, Publisher, logs.CreateLogger<NodeControls>());
        var sources = new WebSources
        {
            Pages = pages,
            Model = ModelIdentity.Of(_classifier.Card),
            Desk = desk,
            Locks = locks,
            Pictures = Archive.Root,
            Links = links,
            Live = live,
            Zones = zones,
            Rejects = rejects,
            Hindsight = new Hindsight(recognition),
            Events = events,
            Limits = controls.Limits,
            SetLimit = (label, limit) => controls.Do(new SetThreshold(label, limit)),
            Exports = () => new ExportSetting(
                options.Node, _directory, GeoPoint.Of(options.Location.Latitude, options.Location.Longitude), TaxonNames.OfStore(_directory), Version, time),
            System = system.Look,
        };
        Web = new WebServer(options.Web, _directory, sources, time, logs);
        Join(controls);

        void Heed(IReadOnlyList<MotionZone> heeded)
        {
            Pipeline.SetZones(heeded);
            recognition.Zones = [.. heeded.Select(zone => new NamedZone(zone.Name, zone.Polygon))];
        }
    }

    /// <summary>Of the program, as <c>--version</c> prints it.</summary>
    public static string Version { get; } = typeof(Composition).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public Camera Camera { get; }

    public FramePipeline Pipeline { get; }

    public PipelineMetrics Metrics { get; } = new();

    public PictureArchive Archive { get; }

    /// <summary>Null where no broker is configured.</summary>
    public MqttPublisher? Publisher { get; }

    public WebServer Web { get; }

    private FramePool Frames { get; } = new(FramePipeline.FramesAlive);

    /// <summary>Runs all loops until stopped, the end of a recording, or a loop that fails: its exception comes out here.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        // Before anything else runs: an address that is taken ends the program with one line.
        await Web.StartAsync(stop);
        using IHost host = BuildHost();

        // Starting is over at once and must not be broken off: loops that had begun would outlive the model and the store that they use.
        await host.StartAsync(CancellationToken.None);
        await host.WaitForShutdownAsync(stop);

        // A host whose loop failed ends as if all were well.
        foreach (HostedLoop loop in HostedLoop.Of(host.Services))
            await loop.Completion;
    }

    private IHost BuildHost()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "birbcam" });
        builder.Services.AddSystemd();
        builder.Services.AddSingleton(_logs);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestFarewell);

        // The host stops them from the last to the first: first come no more frames, then the broker hears the last words.
        builder.Services.AddSingleton<IHostedService>(MakeWatchdog);
        Add(builder, _ => _retention.RunAsync);
        Add(builder, _ => _rejects.RunAsync);
        Add(builder, _ => Web.RunAsync);
        Add(builder, _ => KeepUpAsync);
        if (Publisher is not null)
        {
            Add(builder, _ => Publisher.RunAsync);
            Add(builder, _ => new StatsReporter(Camera, Pipeline, Metrics, _store, _retention, _directory, Publisher, _time, _logs.CreateLogger<StatsReporter>()).RunAsync);
        }

        Add(builder, _ => new StatusReporter(Camera, Pipeline, _presence, Publisher, _time).RunAsync);
        Add(builder, services => stop => WatchAsync(services.GetRequiredService<IHostApplicationLifetime>(), stop));
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        _store.Dispose();
        _explainer?.Dispose();
        _classifier.Dispose();
    }

    /// <summary>Null for a model none of whose layers is a map of the picture: it is run all the same, and said to be unexplained.</summary>
    private Explainer? OpenExplainer(Classifier classifier, ExplainOptions options)
    {
        ExplainableModel model = classifier.Model;
        if (model.Target is null)
        {
            LogUnexplained(model.WhyNotExact!);
            return null;
        }

        if (model.WhyNotExact is string reason)
            LogInexact(reason);
        var explainer = new Explainer(model, Explainer.MethodFor(classifier, options.Method));
        if (Explainer.WarningOf(model, explainer.Method) is string warning)
            LogMisleading(warning);
        return explainer;
    }

    private static void Add(HostApplicationBuilder builder, Func<IServiceProvider, Func<CancellationToken, Task>> loop)
        => builder.Services.AddSingleton<IHostedService>(services => new HostedLoop(loop(services)));

    private void Join(NodeControls controls)
    {
        controls.Restore();
        Pipeline.Judged += (motion, _) =>
        {
            if (motion.IsTriggered)
                _presence.Triggered();
        };
        if (Publisher is null)
            return;

        Publisher.Commanded += controls.Do;
        Pipeline.SnapshotTaken += frame => Publisher.SetSnapshot(WirePicture.From(JpegEncoder.Encode(frame)));
        _presence.Began += Publisher.MotionBegan;
        _presence.Ended += Publisher.MotionEnded;
        Pipeline.Recognised += (recognized, frame) => Publisher.SetSnapshot(WirePicture.From(recognized.Clean ?? JpegEncoder.Encode(frame)));
        Pipeline.Explained += panels => Publisher.SetExplanation(WirePicture.From(panels));
    }

    private Watchdog MakeWatchdog(IServiceProvider services) => new(
        [Camera.Heartbeat, Pipeline.GateHeartbeat, Pipeline.RecognitionHeartbeat],
        Watchdog.PeriodFor(Environment.GetEnvironmentVariable("WATCHDOG_USEC")),
        services.GetService<ISystemdNotifier>() ?? new SystemdNotifier(),
        _time,
        _logs.CreateLogger<Watchdog>());

    private async Task WatchAsync(IHostApplicationLifetime lifetime, CancellationToken stop)
    {
        await Pipeline.RunAsync(Camera.ReadFramesAsync(Frames, stop), stop);
        if (!stop.IsCancellationRequested)
            lifetime.StopApplication();
    }

    private async Task KeepUpAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(UpkeepEvery, _time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                _store.EndOverdue();

                // Nobody will ever fetch what is owed; a broker that is configured later begins with what is new.
                if (Publisher is null)
                    _store.WaiveOutbox();
            }
            catch (StoreException refused)
            {
                LogUpkeepFailed(refused.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing will be explained: {Reason}")]
    private partial void LogUnexplained(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Explanations are not exact: {Reason}")]
    private partial void LogInexact(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Explanations may mislead: {Reason}")]
    private partial void LogMisleading(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model knows {Count} labels: only the first {Most} get topics of their own at the broker")]
    private partial void LogManyLabels(int count, int most);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store could not be kept up, trying again: {Reason}")]
    private partial void LogUpkeepFailed(string reason);
}
