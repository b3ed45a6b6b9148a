using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.House;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Tests.Web;
using BirbCam.Monitor.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace BirbCam.Monitor.Tests;

/// <summary>What is asked on the page or over MQTT, at the whole service: its server, its store and its model.</summary>
public sealed class NodeControlsTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private string? _password;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_limit_that_was_set_on_the_page_holds_at_once_and_after_a_restart_until_it_is_given_back()
    {
        double ofCard;
        await using (Composition service = Compose())
        {
            using Visitor visitor = await LogInAsync(service);
            JsonElement before = LimitOf(await visitor.ReadAsync("/api/model"), "sparrow");
            ofCard = before.GetProperty("limit").GetDouble();
            Assert.Equal((ofCard, false), (before.GetProperty("of_card").GetDouble(), before.GetProperty("is_asked").GetBoolean()));

            Assert.Equal((0.61, ofCard, true), Told(await SetAsync(visitor, "sparrow", "0.61")));
        }

        await using (Composition service = Compose())
        {
            using Visitor visitor = await LogInAsync(service);
            Assert.Equal((0.61, ofCard, true), Told(LimitOf(await visitor.ReadAsync("/api/model"), "sparrow")));
            Assert.Equal((ofCard, ofCard, false), Told(await SetAsync(visitor, "sparrow", "null")));
        }

        await using (Composition service = Compose())
        {
            using Visitor visitor = await LogInAsync(service);
            Assert.Equal((ofCard, ofCard, false), Told(LimitOf(await visitor.ReadAsync("/api/model"), "sparrow")));
        }
    }

    [Theory]
    [InlineData("sparrow", """{"limit":0}""", "0.05 to 0.99")]
    [InlineData("sparrow", """{"limit":0.0499}""", "0.05 to 0.99")]
    [InlineData("sparrow", """{"limit":2}""", "0.05 to 0.99")]
    [InlineData("sparrow", """{"limit":1e400}""", "0.05 to 0.99")]
    [InlineData("sparrow", """{"limit":NaN}""", "0.05 to 0.99")]
    [InlineData("sparrow", """{"limit":"NaN"}""", "0.05 to 0.99")]
    [InlineData("sparrow", "{}", "0.05 to 0.99")]
    [InlineData("sparrow", "null", "0.05 to 0.99")]
    [InlineData("heron", """{"limit":0.5}""", "no such label")]
    [InlineData("heron", """{"limit":null}""", "no such label")]
    public async Task What_is_no_limit_is_refused_in_one_line_and_changes_nothing(string label, string body, string fault)
    {
        await using Composition service = Compose();
        using Visitor visitor = await LogInAsync(service);
        string before = (await visitor.ReadAsync("/api/model")).GetRawText();

        using HttpResponseMessage answer = await visitor.PostAsync($"/api/thresholds/{label}", body);
        string error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("error").GetString()!;

        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity]);
        Assert.Contains(fault, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
        Assert.Equal(before, (await visitor.ReadAsync("/api/model")).GetRawText());
    }

    [Fact]
    public async Task What_was_asked_over_mqtt_holds_without_a_broker_but_for_a_pause_that_nobody_could_end()
    {
        Remember(("threshold/magpie", "0.33"), ("threshold/sparrow", "NaN"), ("enabled", "OFF"));
        await using Composition service = Compose();
        using Visitor visitor = await LogInAsync(service);
        JsonElement model = await visitor.ReadAsync("/api/model");

        Assert.Equal((0.33, true), (LimitOf(model, "magpie").GetProperty("limit").GetDouble(), LimitOf(model, "magpie").GetProperty("is_asked").GetBoolean()));
        Assert.False(LimitOf(model, "sparrow").GetProperty("is_asked").GetBoolean());

        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task running = service.RunAsync(end.Token);
        await Eventually.HoldsAsync(() => service.Camera.Counts.Delivered > 0, "pictures come");
        await end.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_broker_hears_of_what_was_set_on_the_page_and_the_page_of_what_was_asked_over_mqtt()
    {
        await using BrokerInProcess broker = await BrokerInProcess.StartAsync();
        MqttOptions options = PublishingTo(broker);
        await using Composition service = Compose(options);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await service.Web.StartAsync(Stop);
        Task running = service.RunAsync(end.Token);
        using Visitor visitor = await LogInAsync(service);
        await using BrokerConnection other = await BrokerConnection.OpenAsync(options, MqttCredentials.Load(options), "other", will: null, Stop);
        string? heard = null;
        other.Receive(message => heard = Encoding.UTF8.GetString(message.Payload.Span));
        await other.SubscribeAsync("birbcam/balcony/threshold/sparrow/state", Stop);

        await SetAsync(visitor, "sparrow", "0.61");
        await Eventually.HoldsAsync(() => heard == "0.61", () => $"the state says 0.61; it says {heard}");
        await other.PublishAsync(new WireMessage("birbcam/balcony/threshold/sparrow/set", "0.44"u8.ToArray(), Retained: false), Stop);
        await Eventually.HoldsAsync(() => heard == "0.44", () => $"the state says 0.44; it says {heard}");
        Assert.Equal(0.44, LimitOf(await visitor.ReadAsync("/api/model"), "sparrow").GetProperty("limit").GetDouble());
        JsonElement back = await SetAsync(visitor, "sparrow", "null");
        await Eventually.HoldsAsync(() => heard == back.GetProperty("of_card").GetRawText(), () => $"the state says the card's; it says {heard}");

        await end.CancelAsync();
        await running;
    }

    private static MqttOptions PublishingTo(BrokerInProcess broker) => new() { Host = BrokerInProcess.Host, Port = broker.Port };

    private static JsonElement LimitOf(JsonElement model, string label) => model.GetProperty("limits").EnumerateArray().Single(limit => limit.GetProperty("label").GetString() == label);

    private static (double Limit, double OfCard, bool IsAsked) Told(JsonElement limit)
        => (limit.GetProperty("limit").GetDouble(), limit.GetProperty("of_card").GetDouble(), limit.GetProperty("is_asked").GetBoolean());

    /// <returns>The label's limit, as the answer tells it.</returns>
    private static async Task<JsonElement> SetAsync(Visitor visitor, string label, string limit)
    {
        using HttpResponseMessage answer = await visitor.PostAsync($"/api/thresholds/{label}", $$"""{"limit":{{limit}}}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return LimitOf(await answer.Content.ReadFromJsonAsync<JsonElement>(Stop), label);
    }

    /// <summary>As an earlier run of the program did.</summary>
    private void Remember(params (string Key, string Value)[] wishes)
    {
        using SightingStore store = SightingStore.Open(
            new StoreSetup(_folder.Path, TimeSpan.FromSeconds(60), Detections.Denver, "boot-0", TimeProvider.System, NullLogger.Instance));
        store.RememberSettings("controls", wishes.ToDictionary(wish => wish.Key, wish => wish.Value));
    }

    private Composition Compose(MqttOptions? broker = null) => new(
        new BirbCamOptions
        {
            Node = "balcony",
            Camera = new CameraOptions { Uri = "sim:balcony?seed=1&width=320&height=240", Width = 320, Height = 240, Fps = 1 },
            Model = new ModelOptions { Path = Path.Combine(Repository.Root, "models/balcony.onnx") },
            Store = new StoreOptions { Directory = _folder.Path, KeepFreeMegabytes = 0 },
            Mqtt = broker ?? new MqttOptions(),
            Web = new WebOptions { Listen = "http://localhost:0" },
        },
        TimeProvider.System,
        NullLoggerFactory.Instance);

    /// <summary>The first start tells the password.</summary>
    private async Task<Visitor> LogInAsync(Composition service)
    {
        await service.Web.StartAsync(Stop);
        _password = service.Web.NewPassword ?? _password;
        var visitor = new Visitor(service.Web.Address!);
        using HttpResponseMessage answer = await visitor.LogInAsync(_password!);
        answer.EnsureSuccessStatusCode();
        return visitor;
    }
}
