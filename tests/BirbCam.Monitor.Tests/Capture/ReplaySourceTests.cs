using System.Diagnostics;
using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Tests;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Capture;

public sealed class ReplaySourceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_is_read_in_name_order_and_a_jpeg_stays_what_it_is()
    {
        byte[] one = TestPictures.Jpeg(32, 24, 1);
        byte[] two = TestPictures.Jpeg(32, 24, 2);
        File.WriteAllBytes(_folder["b.JPG"], two);
        File.WriteAllBytes(_folder["a.jpeg"], one);
        File.WriteAllText(_folder["notes.txt"], "not a picture");

        var seen = await Reading.ImagesAsync(new ReplaySource(_folder.Path, 4), 99, image => (image.Encoding, image.Position, Data: image.Data.ToArray()));

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(0.25)], seen.Select(image => image.Position));
        Assert.Equal([one, two], seen.Select(image => image.Data));
        Assert.All(seen, image => Assert.Equal(ImageEncoding.Jpeg, image.Encoding));
    }

    [Fact]
    public async Task Other_pictures_are_decoded_whatever_their_name_says()
    {
        File.WriteAllBytes(_folder["red.jpg"], RedPng);

        var seen = await Reading.ImagesAsync(new ReplaySource(_folder["red.jpg"]), 99, image => (image.Encoding, image.Width, image.Height, Data: image.Data.ToArray()));

        Assert.Equal((ImageEncoding.Bgr, 1, 1), (seen[0].Encoding, seen[0].Width, seen[0].Height));
        Assert.Equal([0, 0, 255], seen[0].Data);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(300)]
    public async Task A_picture_that_is_cut_short_is_named(int length)
    {
        File.WriteAllBytes(_folder["1.jpg"], TestPictures.Jpeg(32, 24, 1));
        File.WriteAllBytes(_folder["2.jpg"], TestPictures.Jpeg(320, 240, 1)[..length]);

        ImageFormatException damaged = await Assert.ThrowsAsync<ImageFormatException>(() => Reading.ImagesAsync(new ReplaySource(_folder.Path), 99, image => image.Width));

        Assert.StartsWith(_folder["2.jpg"], damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_nowhere_is_named()
    {
        File.CreateSymbolicLink(_folder["1.jpg"], "/nowhere/1.jpg");

        ImageFormatException gone = await Assert.ThrowsAsync<ImageFormatException>(() => Reading.ImagesAsync(new ReplaySource(_folder.Path), 99, image => image.Width));

        Assert.StartsWith(_folder["1.jpg"], gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_holds_nothing_is_told()
    {
        RecordingException missing = await Assert.ThrowsAsync<RecordingException>(() => Reading.ImagesAsync(new ReplaySource("/nowhere/at/all"), 1, image => image.Width));
        RecordingException empty = await Assert.ThrowsAsync<RecordingException>(() => Reading.ImagesAsync(new ReplaySource(_folder.Path), 1, image => image.Width));

        Assert.Equal("'/nowhere/at/all' does not exist. A recording is a folder of pictures or a video file.", missing.Message);
        Assert.Equal($"'{_folder.Path}' holds no pictures (.jpg, .jpeg, .png, .webp).", empty.Message);
    }

    [Fact]
    public async Task A_video_file_is_read_frame_by_frame_with_its_times()
    {
        SkipWithoutOpenCv();
        string video = await VideoAsync();

        var seen = await Reading.ImagesAsync(new ReplaySource(video), 99, image => (image.Encoding, image.Width, image.Height, image.Position));

        Assert.Equal(20, seen.Count);
        Assert.All(seen, image => Assert.Equal((ImageEncoding.Bgr, 160, 120), (image.Encoding, image.Width, image.Height)));
        for (int i = 0; i < seen.Count; i++)
            Assert.Equal(i / 10.0, seen[i].Position!.Value.TotalSeconds, precision: 3);
    }

    [Fact]
    public async Task The_frames_of_a_video_come_home()
    {
        SkipWithoutOpenCv();
        string video = await VideoAsync();

        Assert.Equal(20, (await Reading.FramesAsync(() => new ReplaySource(video), Reading.Options, 99, frame => frame.Sequence)).Count);
    }

    [Fact]
    public async Task A_file_that_is_no_video_is_told()
    {
        SkipWithoutOpenCv();
        File.WriteAllText(_folder["clip.mp4"], "this is not a clip");

        CaptureException wrong = await Assert.ThrowsAsync<CaptureException>(() => Reading.ImagesAsync(new ReplaySource(_folder["clip.mp4"]), 1, image => image.Width));

        Assert.Equal($"'{_folder["clip.mp4"]}' cannot be read as a video.", wrong.Message);
    }

    [Fact]
    public async Task The_times_of_a_real_clip_go_forward()
    {
        SkipWithoutOpenCv();
        string clip = SharedData.Require("data/clips/animals/feeder-12_10_17.mp4");

        List<TimeSpan> times = await Reading.ImagesAsync(new ReplaySource(clip), int.MaxValue, image => image.Position!.Value);

        Assert.True(times.Count > 100);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.First < pair.Second));
    }

    /// <summary>A red point.</summary>
    private static byte[] RedPng => Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private static void SkipWithoutOpenCv() => Assert.SkipUnless(OpenCvSource.TryLoad(out string? missing), missing ?? "");

    private async Task<string> VideoAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "ffmpeg is not installed");
        string path = _folder["clip.mp4"];
        using Process ffmpeg = Process.Start("/usr/bin/ffmpeg", ["-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=160x120:rate=10", "-frames:v", "20", "-pix_fmt", "yuv420p", path]);
        await ffmpeg.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }
}
