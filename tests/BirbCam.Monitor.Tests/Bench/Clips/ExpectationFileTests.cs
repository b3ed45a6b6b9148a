using BirbCam.Monitor.Bench.Clips;
using BirbCam.Monitor.Capture.Streams;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Bench.Clips;

public sealed class ExpectationFileTests : IDisposable
{
    private const double Fps = 5;

    private readonly TestFolder _folder = new();
    private readonly List<string> _notes = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Visits_their_boxes_and_the_settling_time_are_read()
    {
        ClipExpectation read = Read("""
            {"fps": 10, "settle_s": 12, "visits": [{"start": 1.5, "end": 2.5}, {"start": 9, "end": 9}],
             "boxes": [{"frame": 15, "box": [10, 20, 30, 40]}, {"frame": 15, "box": [1, 2, 3, 4]}, {"frame": 25, "box": [11, 20, 30.4, 40]}, {"frame": 60, "box": [0, 0, 1, 1]}]}
            """);

        Assert.Equal((ExpectedOf.Visits, TimeSpan.FromSeconds(12)), (read.Expected, read.Settle));
        Assert.Equal(2, read.Visits.Length);
        Assert.Equal([new PixelRect(10, 20, 30, 40), new PixelRect(1, 2, 3, 4)], read.Visits[0].BoxesAt(TimeSpan.FromSeconds(1.52)));
        Assert.Equal([new PixelRect(11, 20, 30, 40)], read.Visits[0].BoxesAt(TimeSpan.FromSeconds(2.5)));
        Assert.Empty(read.Visits[0].BoxesAt(TimeSpan.FromSeconds(6)));
        Assert.Empty(read.Visits[1].Boxes);
        Assert.Empty(_notes);
    }

    [Fact]
    public void Boxes_without_a_rate_count_frames_at_the_rate_that_is_looked_at()
        => Assert.Single(Read("""{"visits": [{"start": 2, "end": 3}], "boxes": [{"frame": 10, "box": [1, 2, 3, 4]}]}""").Visits[0].BoxesAt(TimeSpan.FromSeconds(10 / Fps)));

    [Theory]
    [InlineData("{}", "nothing")]
    [InlineData("""{"visits": [], "boxes": []}""", "nothing")]
    [InlineData("""{"visits": null, "expect": null, "settle_s": null}""", "nothing")]
    [InlineData("""{"visits": [{"start": 1, "end": 2}]}""", "visits")]
    [InlineData("""{"expect": "trigger", "note": "cars"}""", "trigger")]
    [InlineData("""{"expect": "unjudged", "visits": [{"start": 1, "end": 2}]}""", "unjudged")]
    [InlineData("""{"expect": "nothing", /* by night */ }""", "nothing")]
    public void What_is_not_written_follows_from_what_is(string json, string expected)
    {
        ClipExpectation read = Read(json);

        Assert.Equal((expected, ClipExpectation.UsualSettle), (ClipExpectation.WordOf(read.Expected), read.Settle));
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("\u0000\u0001", "JSON")]
    [InlineData("[]", "object")]
    [InlineData("""{"expect": "birds"}""", "'birds': one of unjudged, nothing, trigger, visits is wanted")]
    [InlineData("""{"expect": 7}""", "'7'")]
    [InlineData("""{"expect": "nothing", "visits": [{"start": 1, "end": 2}]}""", "expects nothing and has visits")]
    [InlineData("""{"expect": "visits"}""", "expects visits and has none")]
    [InlineData("""{"fps": 0}""", "fps")]
    [InlineData("""{"fps": 1e400}""", "fps")]
    [InlineData("""{"settle_s": -1}""", "settle_s")]
    [InlineData("""{"settle_s": "12"}""", "settle_s")]
    [InlineData("""{"visits": {}}""", "\"visits\" is not a list")]
    [InlineData("""{"visits": [3]}""", "visits[0] needs")]
    [InlineData("""{"visits": [{"start": 1}]}""", "visits[0] needs")]
    [InlineData("""{"visits": [{"start": 1, "end": 2}, {"start": 3, "end": 2}]}""", "visits[1] ends before it starts")]
    [InlineData("""{"visits": [{"start": 1, "end": 1e300}]}""", "visits[0].end")]
    [InlineData("""{"boxes": [{"frame": 1.5, "box": [1, 2, 3, 4]}]}""", "boxes[0] needs a whole")]
    [InlineData("""{"boxes": [{"frame": 1}]}""", "boxes[0] needs a \"box\"")]
    [InlineData("""{"boxes": [{"frame": 1, "box": [1, 2, 3]}]}""", "boxes[0] needs a \"box\"")]
    [InlineData("""{"boxes": [{"frame": 1, "box": [1, 2, 0, 4]}]}""", "boxes[0].box is empty")]
    [InlineData("""{"boxes": [{"frame": 1, "box": [1, 2, "3", 4]}]}""", "boxes[0].box holds")]
    [InlineData("""{"boxes": [{"frame": 1, "box": [1, 2, 3e300, 4]}]}""", "boxes[0].box holds")]
    public void What_makes_no_sense_is_refused_in_one_line_that_names_the_file(string json, string said)
    {
        string message = Assert.Throws<RecordingException>(() => Read(json)).Message;

        Assert.StartsWith(_folder["clip.json"], message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_file_without_end_is_refused()
        => Assert.Contains("MiB", Assert.Throws<RecordingException>(() => ExpectationFile.Read("/dev/zero", Fps, _notes)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_misspelt_key_is_mentioned()
    {
        Read("""{"vists": []}""");

        Assert.Contains("'vists' is not read", Assert.Single(_notes), StringComparison.Ordinal);
    }

    private ClipExpectation Read(string json)
    {
        File.WriteAllText(_folder["clip.json"], json);
        return ExpectationFile.Read(_folder["clip.json"], Fps, _notes);
    }
}
