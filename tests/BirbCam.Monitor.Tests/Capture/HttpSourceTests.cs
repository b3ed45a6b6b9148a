using System.Text;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Addresses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor.Tests.Capture;

/// <summary>Against a real web server that plays cameras of several makes.</summary>
public sealed class HttpSourceTests : IAsyncLifetime
{
    private static readonly byte[] One = TestPictures.Jpeg(320, 240, 1);
    private static readonly byte[] Two = TestPictures.Jpeg(320, 240, 2);

    private WebApplication _cameras = null!;
    private string _host = "";
    private string? _sentToOther;
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _cameras = builder.Build();
        _cameras.MapGet("/axis", context => StreamAsync(context, "multipart/x-mixed-replace; boundary=myboundary", "--myboundary\r\nContent-Type: image/jpeg\r\nContent-Length: {0}\r\n\r\n", "\r\n"));
        _cameras.MapGet("/esp32", context => StreamAsync(context, "multipart/x-mixed-replace;boundary=123456789000", "\r\n--123456789000\r\nContent-Type: image/jpeg\r\nContent-Length: {0}\r\n\r\n", ""));
        _cameras.MapGet("/quoted", context => StreamAsync(context, "multipart/x-mixed-replace; boundary=\"--frame\"", "--frame\r\nContent-type: image/jpeg\r\n\r\n", "\r\n"));
        _cameras.MapGet("/bare-newlines", context => StreamAsync(context, "multipart/x-mixed-replace; boundary=b", "--b\nContent-Type: image/jpeg\n\n", "\n"));
        _cameras.MapGet("/wrong-length", context => StreamAsync(context, "multipart/x-mixed-replace; boundary=b", "--b\r\nContent-Length: 7\r\n\r\n", "\r\n"));
        _cameras.MapGet("/no-boundary", context => StreamAsync(context, "multipart/x-mixed-replace", "", ""));
        _cameras.MapGet("/motion-jpeg", context => StreamAsync(context, "video/x-motion-jpeg", "", ""));
        _cameras.MapGet("/snapshot", () => Results.Bytes(_asked++ % 2 == 0 ? One : Two, "image/jpeg"));
        _cameras.MapGet("/page", () => Results.Text("<html>log in</html>", "text/html"));
        _cameras.MapGet("/locked", context =>
        {
            bool isKnown = context.Request.Headers.Authorization == "Basic " + Convert.ToBase64String("me@home:hunter2"u8);
            context.Response.StatusCode = isKnown ? 200 : 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"camera\"";
            return isKnown ? StreamAsync(context, "multipart/x-mixed-replace; boundary=b", "--b\r\n\r\n", "\r\n") : Task.CompletedTask;
        });
        _cameras.MapGet("/moved", () => Results.Redirect("/axis"));
        _cameras.MapGet("/round", () => Results.Redirect("/round"));
        _cameras.MapGet("/elsewhere", context =>
        {
            context.Response.Redirect($"http://localhost:{new Uri(_host).Port}/other");
            return Task.CompletedTask;
        });
        _cameras.MapGet("/other", context =>
        {
            _sentToOther = context.Request.Headers.Authorization;
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"thief\"";
            return Task.CompletedTask;
        });
        _cameras.MapGet("/short", async context =>
        {
            context.Response.ContentType = "multipart/x-mixed-replace; boundary=b";
            await context.Response.Body.WriteAsync(One);
        });
        _cameras.MapGet("/silent", async context =>
        {
            context.Response.ContentType = "multipart/x-mixed-replace; boundary=b";
            await context.Response.Body.WriteAsync(One);
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        _cameras.MapGet("/endless", async context =>
        {
            context.Response.ContentType = "image/jpeg";
            byte[] never = [.. One[..^2], .. new byte[100_000]];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(never);
        });
        await _cameras.StartAsync();
        _host = _cameras.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public ValueTask DisposeAsync() => _cameras.DisposeAsync();

    [Theory]
    [InlineData("/axis")]
    [InlineData("/esp32")]
    [InlineData("/quoted")]
    [InlineData("/bare-newlines")]
    [InlineData("/wrong-length")]
    [InlineData("/no-boundary")]
    [InlineData("/motion-jpeg")]
    [InlineData("/moved")]
    public async Task Motion_jpeg_is_read_however_the_camera_frames_it(string path)
    {
        List<byte[]> seen = await Reading.ImagesAsync(Source(path), 6, image => image.Data.ToArray());

        Assert.Equal([One, Two, One, Two, One, Two], seen);
    }

    [Fact]
    public async Task A_single_picture_is_asked_for_again_and_again()
    {
        List<byte[]> seen = await Reading.ImagesAsync(Source("/snapshot"), 4, image => image.Data.ToArray());

        Assert.Equal([One, Two, One, Two], seen);
    }

    [Fact]
    public async Task The_frames_come_home()
        => Assert.Equal([0, 1, 2], await Reading.FramesAsync(() => Source("/axis"), Reading.Options, 3, frame => frame.Sequence));

    [Fact]
    public async Task The_password_of_the_address_opens_a_locked_camera()
    {
        string address = _host.Replace("http://", "http://me%40home:hunter2@", StringComparison.Ordinal) + "/locked";

        Assert.Single(await Reading.ImagesAsync(new HttpSource(NetworkAddress.Parse(address), 5, TimeProvider.System), 1, image => image.Width));
    }

    [Fact]
    public async Task The_password_is_not_carried_to_another_host()
    {
        string address = _host.Replace("http://", "http://me:hunter2@", StringComparison.Ordinal) + "/elsewhere";

        await Assert.ThrowsAsync<CaptureException>(() => Reading.ImagesAsync(new HttpSource(NetworkAddress.Parse(address), 5, TimeProvider.System), 1, image => image.Width));

        Assert.True(string.IsNullOrEmpty(_sentToOther));
    }

    [Theory]
    [InlineData("/locked", "the camera answers 401 Unauthorized. Write the user and password into the address: http://user:password@host/path.")]
    [InlineData("/nowhere", "the camera answers 404 Not Found. Its manual knows the path of the stream.")]
    [InlineData("/page", "the camera answers with text/html, not with pictures.")]
    [InlineData("/round", "the camera answers 302 Found.")]
    public async Task What_is_no_camera_is_told_in_one_line(string path, string message)
        => Assert.Equal(message, (await Assert.ThrowsAsync<CaptureException>(() => Reading.ImagesAsync(Source(path), 1, image => image.Width))).Message);

    [Fact]
    public async Task A_stream_that_ends_is_a_lost_camera()
        => Assert.Equal("the camera ended the stream.", (await Assert.ThrowsAsync<CaptureException>(() => Reading.ImagesAsync(Source("/short"), 2, image => image.Width))).Message);

    [Fact]
    public async Task Nobody_at_the_address_is_a_lost_camera()
    {
        string address = _host;
        await _cameras.StopAsync(TestContext.Current.CancellationToken);

        CaptureException lost = await Assert.ThrowsAsync<CaptureException>(
            () => Reading.ImagesAsync(new HttpSource(NetworkAddress.Parse(address), 5, TimeProvider.System), 1, image => image.Width));
        Assert.StartsWith("the camera cannot be reached: Connection refused", lost.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/silent")]
    [InlineData("/endless")]
    public async Task A_stream_without_pictures_is_given_up(string path)
    {
        CameraOptions options = Reading.Options with { StallAfter = TimeSpan.FromSeconds(1) };
        var sources = new Queue<IFrameSource>([Source(path), Source("/axis")]);
        int before = path == "/silent" ? 1 : 0;

        List<int> seen = await Reading.FramesAsync(sources.Dequeue, options, before + 2, frame => frame.Jpeg.Length);

        Assert.Equal(One.Length, seen[before]);
        Assert.Empty(sources);
    }

    private HttpSource Source(string path) => new(NetworkAddress.Parse(_host + path), 30, TimeProvider.System);

    private static async Task StreamAsync(HttpContext context, string type, string head, string tail)
    {
        context.Response.ContentType = type;
        for (int i = 0; !context.RequestAborted.IsCancellationRequested; i++)
        {
            byte[] picture = i % 2 == 0 ? One : Two;
            await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, head, picture.Length)));
            await context.Response.Body.WriteAsync(picture);
            await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(tail));
            await context.Response.Body.FlushAsync();
            await Task.Delay(5, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
