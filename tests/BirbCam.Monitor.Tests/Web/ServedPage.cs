using System.Collections.Concurrent;
using BirbCam.Monitor.Exports;
using BirbCam.Monitor.Exports.Science;
using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Rejects;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Sightings.Reading;
using BirbCam.Monitor.Sightings.Reviews;
using BirbCam.Monitor.Tests.Capture;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Web;
using BirbCam.Monitor.Web.Access;
using BirbCam.Monitor.Web.Api;
using BirbCam.Vision.Motion;
using BirbCam.Vision.Motion.Shown;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests.Web;

/// <summary>The real server on a free port, over a real store and real pictures in a folder of its own. No camera and no gate: a test is both.</summary>
internal sealed class ServedPage : IAsyncDisposable
{
    private static readonly byte[] Picture = TestPictures.Jpeg(32, 24, seed: 1), Panels = TestPictures.Jpeg(48, 24, seed: 2);

    private const double LimitOfCard = 0.6;

    private readonly TestFolder _folder = new();
    private readonly ConcurrentDictionary<string, double?> _asked = new();
    private readonly WebServer _server;
    private readonly PictureArchive _archive;
    private readonly EventStream _events;
    private readonly TimeProvider _time;

    private ServedPage(WebOptions options, TimeProvider time, Hindsight? hindsight)
    {
        Store = SightingStore.Open(new StoreSetup(_folder.Path, TimeSpan.FromSeconds(60), Detections.Denver, "boot-1", time, NullLogger.Instance));
        _archive = new PictureArchive(_folder.Path, new StoreOptions { KeepFreeMegabytes = 0 }, NullLogger.Instance);
        _time = time;
        _events = new EventStream(time);
        Rejects = new RejectFolder(_folder.Path, Detections.Denver);
        Store.Changed += _events.Changed;
        _archive.Added += _events.Changed;
        Pages = new SightingPages(_folder.Path, ["chickadee", "magpie", "sparrow", "squirrel"], Detections.Denver, time);
        Links = PictureLinks.Open(_folder.Path, options.PublicUrl);
        var sources = new WebSources
        {
            Pages = Pages,
            Model = Detections.Accepted("sparrow", Detections.Morning).Model,
            Desk = new ReviewDesk(Store, _archive, Pages.Labels),
            Locks = new PictureLocks(Store, _archive),
            Pictures = _archive.Root,
            Links = Links,
            Live = Live,
            Zones = new GateZones([], Store, zones => Heeded = zones, NullLogger.Instance),
            Rejects = Rejects,
            Hindsight = hindsight,
            Events = _events,
            Limits = Limits,
            SetLimit = (label, limit) => _asked[label] = limit,
            Exports = Export,
            System = Running,
        };
        _server = new WebServer(options, _folder.Path, sources, time, NullLoggerFactory.Instance);
    }

    public Uri Address => _server.Address!;

    public IReadOnlyList<Endpoint> Endpoints => _server.Endpoints;

    public string Password => _server.NewPassword!;

    public SightingStore Store { get; }

    public SightingPages Pages { get; }

    public PictureLinks Links { get; }

    public LivePicture Live { get; } = new(() => new ToleranceMap(2, 1, [1, 32]));

    public RejectFolder Rejects { get; }

    /// <summary>What the gate was told to heed last.</summary>
    public IReadOnlyList<MotionZone> Heeded { get; private set; } = [];

    /// <summary>Of the camera, in the configuration.</summary>
    public GeoPoint? Place { get; set; }

    public string Directory => _folder.Path;

    /// <summary>The file of the tokens.</summary>
    public string Tokens => _folder[TokenFile.FileName];

    public int Listeners => _events.Listeners;

    public static async Task<ServedPage> StartAsync(WebOptions? options = null, TimeProvider? time = null, Hindsight? hindsight = null)
    {
        var page = new ServedPage(options ?? new WebOptions { Listen = "http://localhost:0" }, time ?? TimeProvider.System, hindsight);
        await page._server.StartAsync(TestContext.Current.CancellationToken);
        return page;
    }

    /// <summary>Stores a detection with its pictures.</summary>
    public Detection Keep(Detection detection)
    {
        StoredDetection stored = Store.Add(detection with { Image = new ImageEvidence(new string('9', 64), 32, 24), Explain = Detections.WithAllEvidence().Explain });
        Assert.Equal(PictureOutcome.Saved, _archive.Save(stored, new KeptPictures(Picture, Panels, Map: null)).Outcome);
        return stored.Detection;
    }

    public void Keep((Detection Detection, KeptPictures Pictures) seen)
        => Assert.Equal(PictureOutcome.Saved, _archive.Save(Store.Add(seen.Detection), seen.Pictures).Outcome);

    /// <summary>What retention does.</summary>
    public void LosePictures() => System.IO.Directory.Delete(_archive.Root, recursive: true);

    /// <summary>As the command makes one beside the running service.</summary>
    public string MakeToken(string name, string scope)
    {
        (string shown, ApiToken kept) = ApiToken.Make(name, scope, Detections.Morning);
        TokenFile.Write(Tokens, [.. TokenFile.Read(Tokens), kept]);
        return shown;
    }

    public void RevokeToken(string name) => TokenFile.Write(Tokens, [.. TokenFile.Read(Tokens).Where(token => token.Name != name)]);

    public async Task<Visitor> LogInAsync()
    {
        var visitor = new Visitor(Address);
        using HttpResponseMessage answer = await visitor.LogInAsync(Password);
        answer.EnsureSuccessStatusCode();
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Store.Dispose();
        _folder.Dispose();
    }

    private ExportSetting Export() => new("balcony", _folder.Path, Place, TaxonNames.OfStore(_folder.Path), "0.1.0", _time);

    private LabelLimit[] Limits() => [.. Pages.Labels.Select(label => new LabelLimit(label, _asked.GetValueOrDefault(label) ?? LimitOfCard, LimitOfCard, _asked.GetValueOrDefault(label) is not null))];

    private static SystemState Running() => new(
        "balcony", "0.1.0", "running", null, Detections.Morning, 4711, "sim:balcony?seed=1", "balcony 1", "none", new Dictionary<string, long> { ["still"] = 99, ["triggered"] = 1 },
        100, 100, 1, 1, 0, 0, null, 11.4, 40.2, 61, 12.5, 180, null, null, true, 20_000, 12);
}
