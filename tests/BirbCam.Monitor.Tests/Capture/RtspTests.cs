using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using BirbCam.Monitor.Capture;

namespace BirbCam.Monitor.Tests.Capture;

/// <summary>A real RTSP server (GStreamer, H.264), read through the real ffmpeg.</summary>
public sealed class RtspTests
{
    /// <summary>Debian's own interpreter: another python3 first on the path does not know GStreamer.</summary>
    private const string Python = "/usr/bin/python3";

    private const string Server = """
        import sys, gi
        gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0')
        from gi.repository import Gst, GstRtspServer, GLib
        Gst.init(None)
        server = GstRtspServer.RTSPServer(); server.set_address('127.0.0.1'); server.set_service(sys.argv[1])
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch('( videotestsrc is-live=true pattern=ball ! video/x-raw,width=640,height=480,framerate=20/1 '
                           '! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=20 ! rtph264pay name=pay0 )')
        auth = GstRtspServer.RTSPAuth()
        token = GstRtspServer.RTSPToken(); token.set_string('media.factory.role', 'user')
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic('me', 'hunter2'), token)
        server.set_auth(auth)
        factory.add_role_from_structure(Gst.Structure.new_from_string('user, media.factory.access=true, media.factory.construct=true'))
        server.get_mount_points().add_factory('/cam', factory); server.attach(None)
        print('ready', flush=True)
        GLib.MainLoop().run()
        """;

    [Fact]
    public async Task An_rtsp_camera_is_read_thinned_and_shrunk_to_what_was_asked_for()
    {
        await using var server = await RunningServer.StartAsync();
        CameraOptions options = Reading.Options with { Fps = 5, Width = 320, Height = 320, StallAfter = TimeSpan.FromSeconds(30) };
        CameraUri uri = CameraUri.Parse($"rtsp://me:hunter2@127.0.0.1:{server.Port}/cam");

        List<(int Width, int Height, bool IsMoving)> seen = [];
        byte[] before = [];
        await Reading.FramesAsync(() => FrameSources.Create(uri, options, TimeProvider.System), options, 6, frame =>
        {
            seen.Add((frame.Width, frame.Height, !frame.Pixels.SequenceEqual(before)));
            before = frame.Pixels.ToArray();
            return frame.Sequence;
        });

        Assert.All(seen, frame => Assert.Equal((320, 240, true), frame));
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_not_shown()
    {
        await using var server = await RunningServer.StartAsync();
        CameraUri uri = CameraUri.Parse($"rtsp://me:hunter3@127.0.0.1:{server.Port}/cam");

        CaptureException refused = await Assert.ThrowsAsync<CaptureException>(
            () => Reading.ImagesAsync(FrameSources.Create(uri, Reading.Options, TimeProvider.System), 1, image => image.Width));

        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter3", refused.Message, StringComparison.Ordinal);
    }

    private sealed class RunningServer(Process process, int port) : IAsyncDisposable
    {
        public int Port => port;

        public static async Task<RunningServer> StartAsync()
        {
            Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "ffmpeg is not installed");
            Assert.SkipUnless(File.Exists(Python), $"{Python} is not installed");
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            int port = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();

            var start = new ProcessStartInfo(Python, ["-c", Server, $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            Process process = Process.Start(start)!;
            if (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) == "ready")
                return new RunningServer(process, port);

            string why = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            process.Dispose();
            Assert.SkipWhen(why.Contains("Namespace GstRtspServer not available", StringComparison.Ordinal) || why.Contains("No module named 'gi'", StringComparison.Ordinal), "GStreamer's RTSP server is not installed");
            Assert.Fail(why);
            return null;
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
