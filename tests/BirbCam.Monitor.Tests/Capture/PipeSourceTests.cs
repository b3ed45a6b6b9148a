using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Devices;

namespace BirbCam.Monitor.Tests.Capture;

/// <summary>Through a shell script that stands in for rpicam-vid and is called as it would be.</summary>
public sealed class PipeSourceTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly byte[] _one = TestPictures.Jpeg(320, 240, 1);
    private readonly byte[] _two = TestPictures.Jpeg(320, 240, 2);

    public PipeSourceTests()
    {
        File.WriteAllBytes(_folder["one.jpg"], _one);
        File.WriteAllBytes(_folder["two.jpg"], _two);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_pictures_of_a_program_arrive_as_they_are()
    {
        PipeSource source = Program("while :; do cat one.jpg two.jpg; done");

        List<byte[]> seen = await Reading.ImagesAsync(source, 20, image => image.Data.ToArray());

        Assert.Equal(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? _one : _two), seen);
    }

    [Fact]
    public async Task Rpicam_vid_is_asked_for_what_the_configuration_says()
    {
        var camera = (RpicamCamera)CameraUri.Parse("rpicam:1?awb=daylight");
        var asked = new CameraOptions { Width = 640, Height = 480, Fps = 2.5 };
        PipeSource source = Program("echo \"$@\" > asked; cat one.jpg; sleep 100", ChildProgram.RpicamVid(camera, asked).Arguments);

        await Reading.ImagesAsync(source, 1, image => image.Width);

        Assert.Equal(
            "--codec mjpeg --quality 90 --nopreview --timeout 0 --flush --camera 1 --width 640 --height 480 --framerate 2.5 --awb daylight --output -",
            File.ReadAllText(_folder["asked"]).Trim());
    }

    [Fact]
    public async Task A_program_that_ends_is_a_lost_camera_with_its_last_words()
    {
        PipeSource source = Program("cat one.jpg; echo hello >&2; printf 'ERROR: no cameras available\\n\\n' >&2; exit 3");

        CaptureException lost = await Assert.ThrowsAsync<CaptureException>(() => Reading.ImagesAsync(source, 2, image => image.Width));

        Assert.Equal("/bin/sh ended (exit code 3): ERROR: no cameras available", lost.Message);
    }

    [Fact]
    public async Task Its_last_words_hold_no_password_and_no_control_letters()
    {
        PipeSource source = Program("printf 'rtsp://me:hunter2@cam/x:\\033[31m refused\\r' >&2; exit 1");

        CaptureException lost = await Assert.ThrowsAsync<CaptureException>(() => Reading.ImagesAsync(source, 1, image => image.Width));

        Assert.Equal("/bin/sh ended (exit code 1): rtsp://me:***@cam/x:[31m refused", lost.Message);
    }

    [Fact]
    public async Task A_program_that_never_stops_talking_does_not_fill_the_memory_or_block()
    {
        PipeSource source = Program("head -c 20000000 /dev/zero >&2; cat one.jpg; echo the end >&2; exit 1");

        CaptureException lost = await Assert.ThrowsAsync<CaptureException>(() => Reading.ImagesAsync(source, 2, image => image.Width));

        Assert.EndsWith("the end", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_program_says_what_to_install()
    {
        var source = new PipeSource(new ChildProgram("rpicam-vid-of-nobody", [], "Install it with: sudo apt install rpicam-apps"));

        CaptureException missing = await Assert.ThrowsAsync<CaptureException>(() => Reading.ImagesAsync(source, 1, image => image.Width));

        Assert.Equal("rpicam-vid-of-nobody cannot be started. Install it with: sudo apt install rpicam-apps", missing.Message);
    }

    [Theory]
    [InlineData("head -c 300000 /dev/urandom; cat one.jpg; sleep 100")]
    [InlineData("head -c 5000 one.jpg; cat one.jpg; sleep 100")]
    [InlineData("head -c 100000000 /dev/zero; cat one.jpg; sleep 100")]
    public async Task Pictures_are_found_after_garbage(string script)
    {
        List<byte[]> seen = await Reading.ImagesAsync(Program(script), 1, image => image.Data.ToArray());

        Assert.Equal(_one, seen[0]);
    }

    [Theory]
    [InlineData("exec sleep 1000")]
    [InlineData("trap '' TERM HUP INT; sh -c 'trap \"\" TERM; echo $$ > grandchild; sleep 1000'; :")]
    public async Task A_program_that_hangs_is_killed_with_all_that_it_started(string hang)
    {
        string script = $"echo $$ > child; [ -e again ] && {{ while :; do cat two.jpg; sleep 0.05; done; }}; touch again; cat one.jpg; {hang}";
        CameraOptions options = Reading.Options with { StallAfter = TimeSpan.FromSeconds(1) };

        List<int> hung = [];
        List<long> seen = await Reading.FramesAsync(() => Program(script), options, 4, frame =>
        {
            if (frame.Sequence == 0)
                hung.AddRange(Pids());
            return frame.Sequence;
        });

        Assert.Equal([0, 1, 2, 3], seen);
        Assert.All(hung.Concat(Pids()), pid => Assert.False(IsRunning(pid), $"{pid} is still there"));
    }

    private IEnumerable<int> Pids()
        => from name in new[] { "child", "grandchild" }
           where File.Exists(_folder[name])
           from line in File.ReadAllLines(_folder[name])
           select int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsRunning(int pid)
    {
        // A killed grandchild is nobody's child until init takes it.
        string stat = $"/proc/{pid}/stat";
        return File.Exists(stat) && File.ReadAllText(stat).Split(") ")[^1][0] is not 'Z';
    }

    private PipeSource Program(string script, params IEnumerable<string> arguments)
    {
        string file = _folder["rpicam-vid.sh"];
        File.WriteAllText(file, $"cd '{_folder.Path}'\n{script}\n");
        return new PipeSource(new ChildProgram("/bin/sh", [file, .. arguments], "nothing"));
    }
}
