using BirbCam.Monitor.Pipeline;
using BirbCam.Monitor.Sightings;
using BirbCam.Monitor.Tests.Sightings;
using BirbCam.Monitor.Tests.Web;
using BirbCam.Vision.Imaging;

namespace BirbCam.Monitor.Tests.Pipeline;

public sealed class HindsightTests : IDisposable
{
    private readonly DrawnVisits _visits = new();

    public void Dispose() => _visits.Dispose();

    [Fact]
    public void Every_label_of_the_model_has_a_map_of_its_own_over_the_same_picture()
    {
        (Detection detection, KeptPictures pictures) = _visits.Detect(Decision.LowConfidence, Detections.Morning, 0.5);

        byte[][] maps = [.. ((string[])["chickadee", "magpie", "sparrow", "squirrel"]).Select(label => Draw(detection, pictures.Clean, label))];

        Assert.All(maps, map => Assert.Equal((640, 480), JpegDecoder.ReadSize(map)));
        Assert.Equal(4, maps.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(maps[0], Draw(detection, pictures.Clean, "chickadee"));
    }

    [Fact]
    public void Of_a_label_that_the_model_does_not_know_there_is_none()
    {
        (Detection detection, KeptPictures pictures) = _visits.Detect(Decision.Unknown, Detections.Morning, 0.5);

        Assert.Null(Draw(detection, pictures.Clean, "heron"));
        Assert.NotNull(Draw(detection with { Motion = null }, pictures.Clean, "magpie"));
    }

    [Fact]
    public void A_damaged_picture_is_refused_and_the_next_one_drawn()
    {
        (Detection detection, KeptPictures pictures) = _visits.Detect(Decision.LowConfidence, Detections.Morning, 0.5);

        Assert.Throws<ImageFormatException>(() => Draw(detection, pictures.Clean[..200], "magpie"));
        Assert.NotNull(Draw(detection, pictures.Clean, "magpie"));
    }

    [Fact]
    public void Of_many_who_ask_at_once_few_wait_and_the_others_are_sent_away()
    {
        (Detection detection, KeptPictures pictures) = _visits.Detect(Decision.LowConfidence, Detections.Morning, 0.5);
        using var all = new Barrier(3 * Hindsight.MaxAtOnce);
        bool[] drawn = new bool[all.ParticipantCount];
        Thread[] asking = [.. drawn.Select((_, i) => new Thread(() =>
        {
            all.SignalAndWait();
            drawn[i] = _visits.Hindsight.TryDraw(detection, pictures.Clean, "magpie", out byte[]? _);
        }))];
        foreach (Thread one in asking)
            one.Start();
        foreach (Thread one in asking)
            one.Join();

        Assert.Contains(false, drawn);
        Assert.InRange(drawn.Count(one => one), Hindsight.MaxAtOnce, drawn.Length);
        Assert.Equal(drawn.Count(one => one), _visits.Hindsight.Asked);
        Assert.NotNull(Draw(detection, pictures.Clean, "magpie"));
    }

    private byte[] Draw(Detection detection, byte[] clean, string label)
    {
        Assert.True(_visits.Hindsight.TryDraw(detection, clean, label, out byte[]? drawn));
        return drawn!;
    }
}
