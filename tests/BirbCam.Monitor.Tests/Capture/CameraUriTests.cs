using BirbCam.Monitor.Capture;

namespace BirbCam.Monitor.Tests.Capture;

public sealed class CameraUriTests
{
    [Theory]
    [InlineData("v4l2:/dev/video0", typeof(V4l2Camera))]
    [InlineData("V4L2:/dev/v4l/by-id/usb-cam", typeof(V4l2Camera))]
    [InlineData("rpicam:", typeof(RpicamCamera))]
    [InlineData("rpicam:1?awb=daylight&roi=0.2,0.2,0.5,0.5", typeof(RpicamCamera))]
    [InlineData("rtsp://10.0.0.7:554/stream1", typeof(RtspCamera))]
    [InlineData("http://cam/mjpg/video.mjpg?resolution=640x480", typeof(HttpCamera))]
    [InlineData("https://cam/snapshot.jpg", typeof(HttpCamera))]
    [InlineData("replay:clips/a.mp4", typeof(Recording))]
    [InlineData("sim:balcony?seed=1", typeof(SimulatedCamera))]
    public void Every_kind_is_understood(string text, Type kind) => Assert.IsType(kind, CameraUri.Parse(text));

    [Theory]
    [InlineData("/dev/vid", "'/dev/vid' is not a camera. Use one of: v4l2:, rtsp:, http:, rpicam:, replay:, sim:.")]
    [InlineData("", "'' is not a camera. Use one of: v4l2:, rtsp:, http:, rpicam:, replay:, sim:.")]
    [InlineData("usb:0", "'usb:0' is not a camera. Use one of: v4l2:, rtsp:, http:, rpicam:, replay:, sim:.")]
    [InlineData("v4l2:video0", "'v4l2:video0' names no device. Write it as v4l2:/dev/video0.")]
    [InlineData("rpicam:left", "'rpicam:left' names no camera. Write rpicam: for the first camera, rpicam:1 for the second.")]
    [InlineData("rpicam:?zoom=2", "'zoom' is not a setting of 'rpicam:'. Use one of: autofocus-mode, awb, exposure, gain, lens-position, roi, shutter.")]
    [InlineData("rpicam:?roi", "'roi' in 'rpicam:?roi' is not a setting. Write key=value, joined by '&'.")]
    [InlineData("rpicam:?gain=1&gain=2", "'gain' is given twice in 'rpicam:?gain=1&gain=2'.")]
    [InlineData("rpicam:?awb=--output", "'awb=--output' in 'rpicam:?awb=--output' is not a setting. Write key=value, joined by '&'.")]
    [InlineData("rtsp:camera", "this is not an address of a camera. Write it as rtsp://user:password@host/path, with %40 for an @ and %2F for a / in the password.")]
    [InlineData("http://", "this is not an address of a camera. Write it as http://user:password@host/path, with %40 for an @ and %2F for a / in the password.")]
    [InlineData("replay:", "'replay:' names no recording. Write it as replay:PATH, a folder of pictures or a video file.")]
    [InlineData("replay:a?fps=fast", "'fast' is not a frame rate. Write replay:PATH?fps=5 with a number from 0.2 to 240.")]
    public void What_is_no_camera_gets_one_line_that_says_what_to_change(string text, string mistake)
        => Assert.Equal(mistake, Assert.Throws<FormatException>(() => CameraUri.Parse(text)).Message);

    [Theory]
    [InlineData("rtsp://admin:hunter2@cam/stream", "rtsp://admin:***@cam/stream")]
    [InlineData("http://admin:hunter2@cam:8080/", "http://admin:***@cam:8080/")]
    [InlineData("http://cam/video?user=a&password=hunter2&size=1", "http://cam/video?user=a&password=***&size=1")]
    [InlineData("http://cam/video?loginpas=a&apikey=hunter2", "http://cam/video?loginpas=a&apikey=***")]
    [InlineData("http://cam:8080/video", "http://cam:8080/video")]
    public void A_password_is_never_shown(string text, string shown)
    {
        Assert.True(CameraUri.TryParse(text, out CameraUri? camera, out string? _));
        Assert.Equal(shown, camera.Display);
        Assert.Equal(shown, camera.ToString());
        Assert.DoesNotContain("hunter2", $"{camera}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://admin:hun/ter2@cam/")]
    [InlineData("http://admin:hun@ter2@cam/")]
    [InlineData("htp://admin:hunter2@cam/")]
    public void Not_even_where_the_address_is_wrong(string text)
    {
        Assert.False(CameraUri.TryParse(text, out _, out string? mistake));
        Assert.DoesNotContain("ter2", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void User_and_password_may_be_percent_encoded()
    {
        HttpCamera camera = Assert.IsType<HttpCamera>(CameraUri.Parse("http://me%40home:a%3Ab@cam/"));

        Assert.Equal(("me@home", "a:b"), (camera.Address.Credential!.UserName, camera.Address.Credential.Password));
        Assert.Equal("http://cam/", camera.Address.WithoutCredential.AbsoluteUri);
    }

    [Fact]
    public void A_recording_may_have_a_question_mark_in_its_name_and_a_rate()
    {
        Assert.Equal(new Recording("what?", 5), CameraUri.Parse("replay:what?"));
        Assert.Equal(new Recording("what?", 12.5), CameraUri.Parse("replay:what??fps=12.5"));
    }
}
