using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Diagnosis;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Cli;
using BirbCam.Monitor.Tests.Cli.Models;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Diagnosis;

public sealed class DoctorTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_works_is_good_and_the_broker_gives_back_what_it_is_given()
    {
        await using BrokerInProcess broker = await BrokerInProcess.StartAsync();

        IReadOnlyList<Finding> findings = await ExamineAsync("sim:balcony", broker.Port);

        foreach (string subject in new[] { "onnxruntime", "skia", "sqlite", "model", "camera", "broker", "disk" })
            Assert.Equal((subject, Health.Good), findings.Where(finding => finding.Subject == subject).Select(finding => (finding.Subject, finding.Health)).Single());
    }

    [Fact]
    public async Task Every_failure_ends_with_what_mends_it()
    {
        IReadOnlyList<Finding> findings = await ExamineAsync("v4l2:/dev/video99", port: 1);

        Assert.Equal(["broker", "camera"], findings.Where(finding => finding.Health == Health.Bad && finding.Subject != "opencv").Select(finding => finding.Subject).Order());
        Assert.All(findings, finding => Assert.Equal(finding.Health == Health.Good, finding.Remedy is null));
        Assert.All(findings, finding => Assert.DoesNotContain('\n', finding.Says));
    }

    [Fact]
    public async Task A_recording_that_is_not_there_does_not_end_the_examination()
    {
        IReadOnlyList<Finding> findings = await ExamineAsync("replay:/nowhere", port: 1);

        Assert.Equal(Health.Bad, findings.Single(finding => finding.Subject == "camera").Health);
        Assert.Contains(findings, finding => finding.Subject == "disk");
    }

    [Fact]
    public async Task A_library_that_does_not_load_says_so_through_its_child()
    {
        (int code, IReadOnlyList<string> output, IReadOnlyList<string> errors) = await BirbcamProcess.RunAsync("doctor", NativeLibraries.ProbeOption, "sqlite");

        Assert.Equal(0, code);
        Assert.NotEmpty(output);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task It_says_which_library_decodes_the_cameras_jpegs()
    {
        Finding turbo = await NativeLibraries.TryAsync("turbojpeg", BirbcamProcess.Command, TestContext.Current.CancellationToken);

        if (JpegDecoder.Library == JpegLibrary.TurboJpeg)
            Assert.Equal(Finding.Good("turbojpeg", "decodes the camera's JPEGs"), turbo);
        else
            Assert.Equal((Health.Doubtful, true), (turbo.Health, turbo.Remedy!.Contains("apt install libturbojpeg0", StringComparison.Ordinal)));
    }

    /// <summary>The service would not start with this one.</summary>
    [Fact]
    public async Task A_method_that_the_model_does_not_allow_is_bad()
    {
        Finding model = await ModelAsync(new ExplainOptions { Method = "hirescam" });

        Assert.Equal(Health.Bad, model.Health);
        Assert.Contains("hirescam needs an exact gradient", model.Says, StringComparison.Ordinal);
        Assert.Contains("Explain.Method", model.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_whose_explanations_are_estimates_is_doubtful()
    {
        Finding model = await ModelAsync(new ExplainOptions());

        Assert.Equal(Health.Doubtful, model.Health);
        Assert.Contains("not exact", model.Says, StringComparison.Ordinal);
    }

    private async Task<Finding> ModelAsync(ExplainOptions explain)
    {
        IReadOnlyList<Finding> findings = await ExamineAsync("replay:/nowhere", port: 1, new ModelOptions { Path = QuantisedModel.In(_folder) }, explain);
        return findings.Single(finding => finding.Subject == "model");
    }

    private async Task<IReadOnlyList<Finding>> ExamineAsync(string camera, int port, ModelOptions? model = null, ExplainOptions? explain = null)
    {
        var options = new BirbCamOptions
        {
            Model = model ?? new ModelOptions(),
            Explain = explain ?? new ExplainOptions(),
            Camera = new CameraOptions { Uri = camera },
            Store = new StoreOptions { Directory = _folder.Path, KeepFreeMegabytes = 1 },
            Mqtt = new MqttOptions { Host = BrokerInProcess.Host, Port = port },
        };
        var findings = new List<Finding>();
        await foreach (Finding finding in new Doctor(options, BirbcamProcess.Command, TimeProvider.System).ExamineAsync(TestContext.Current.CancellationToken))
            findings.Add(finding);
        return findings;
    }
}
