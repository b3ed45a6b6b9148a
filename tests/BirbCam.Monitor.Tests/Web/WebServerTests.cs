using System.Net;
using System.Net.Sockets;
using BirbCam.Monitor.Tests.Cli;
using BirbCam.Monitor.Web;

namespace BirbCam.Monitor.Tests.Web;

public sealed class WebServerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("http://localhost:8080", null, 8080)]
    [InlineData("http://localhost:0", "127.0.0.1", 0)]
    [InlineData("http://0.0.0.0:80", "0.0.0.0", 80)]
    [InlineData("http://[::]:8080/", "::", 8080)]
    public void An_address_of_this_machine_is_listened_on(string text, string? address, int port)
        => Assert.Equal((address, port), (ListenAddress.Parse(text).Address?.ToString(), ListenAddress.Parse(text).Port));

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("https://localhost:8080")]
    [InlineData("http://birds.example:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://localhost:8080/birds")]
    [InlineData("")]
    public void Any_other_is_refused_with_one_that_works(string text)
        => Assert.Contains("write http://localhost:8080", Assert.Throws<WebListenException>(() => ListenAddress.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_port_that_is_taken_is_one_line_and_exit_code_78()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        string config = _folder["birbcam.json"];
        await File.WriteAllTextAsync(
            config,
            $$"""{ "Camera": { "Uri": "sim:balcony?seed=1" }, "Store": { "Directory": "{{_folder["state"]}}" }, "Web": { "Listen": "http://127.0.0.1:{{port}}" } }""",
            TestContext.Current.CancellationToken);

        (int code, _, IReadOnlyList<string> errors) = await BirbcamProcess.RunAsync("run", "--config", config);

        Assert.Equal(78, code);
        Assert.Equal($"birbcam: Web.Listen http://127.0.0.1:{port}: another program has this port; write another one, or end that program", Assert.Single(errors));
    }

    [Fact]
    public async Task The_service_says_where_its_page_is_and_its_password_once()
    {
        string config = _folder["birbcam.json"];
        await File.WriteAllTextAsync(
            config,
            $$"""{ "Camera": { "Uri": "sim:balcony?seed=1" }, "Store": { "Directory": "{{_folder["state"]}}" }, "Web": { "Listen": "http://127.0.0.1:0" } }""",
            TestContext.Current.CancellationToken);

        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", config);
        await Eventually.HoldsAsync(() => service.Output.Any(Tells), "the password is told");
        string password = After(service.Output.Single(Tells), "password is ")[..19];
        var address = new Uri(After(service.Output.Single(line => line.Contains("The page is at ", StringComparison.Ordinal)), "page is at "));
        using (var visitor = new Visitor(address))
        using (HttpResponseMessage answer = await visitor.LogInAsync(password))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await service.StopAsync());

        Assert.DoesNotContain(password, await File.ReadAllTextAsync(_folder["state/web-password"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using BirbcamProcess again = BirbcamProcess.Start("run", "--config", config);
        await Eventually.HoldsAsync(() => again.Output.Any(line => line.Contains("The page is at ", StringComparison.Ordinal)), "it serves again");
        Assert.Equal(0, await again.StopAsync());
        Assert.DoesNotContain(again.Output, Tells);
    }

    [Fact]
    public async Task Who_wants_no_page_has_none()
    {
        string config = _folder["birbcam.json"];
        await File.WriteAllTextAsync(
            config, $$"""{ "Camera": { "Uri": "sim:balcony?seed=1" }, "Store": { "Directory": "{{_folder["state"]}}" }, "Web": { "Listen": null } }""", TestContext.Current.CancellationToken);

        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", config);
        await Eventually.HoldsAsync(() => service.Output.Any(line => line.Contains(" is Running", StringComparison.Ordinal)), "it watches");
        Assert.Equal(0, await service.StopAsync());

        Assert.DoesNotContain(service.Output, line => line.Contains("page", StringComparison.Ordinal));
        Assert.False(File.Exists(_folder["state/web-password"]));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_an_open_page()
    {
        string config = _folder["birbcam.json"];
        await File.WriteAllTextAsync(config, $$"""{ "Camera": { "Uri": "sim:balcony?seed=1" }, "Store": { "Directory": "{{_folder["state"]}}" } }""", TestContext.Current.CancellationToken);
        using BirbcamProcess service = BirbcamProcess.Start("run", "--config", config);
        await Eventually.HoldsAsync(() => service.Output.Any(Tells), "the password is told");
        using var visitor = new Visitor(new Uri(After(service.Output.Single(line => line.Contains("The page is at ", StringComparison.Ordinal)), "page is at ")));
        using HttpResponseMessage login = await visitor.LogInAsync(After(service.Output.Single(Tells), "password is ")[..19]);
        using HttpResponseMessage events = await visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/events"));
        Assert.Equal("text/event-stream", events.Content.Headers.ContentType!.MediaType);

        Assert.Equal(0, await service.StopAsync());
        Assert.Empty(service.Errors);
    }

    [Fact]
    public async Task The_demo_has_the_page_too_and_prints_how_to_get_in()
    {
        using BirbcamProcess demo = BirbcamProcess.Start("demo");
        await Eventually.HoldsAsync(() => demo.Output.Any(line => line.Contains("  page  ", StringComparison.Ordinal)), "the page is printed");
        string[] words = demo.Output.Single(line => line.Contains("  page  ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);

        using var visitor = new Visitor(new Uri(words[1]));
        using HttpResponseMessage login = await visitor.LogInAsync(words[^1]);
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        Assert.Equal("demo", (await visitor.ReadAsync("/api/system")).GetProperty("node").GetString());
        await demo.StopAsync();
    }

    private static bool Tells(string line) => line.Contains("password is ", StringComparison.Ordinal);

    private static string After(string line, string words) => line[(line.IndexOf(words, StringComparison.Ordinal) + words.Length)..];
}
