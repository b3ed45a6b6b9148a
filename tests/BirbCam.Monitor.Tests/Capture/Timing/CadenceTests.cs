using BirbCam.Monitor.Capture.Timing;

namespace BirbCam.Monitor.Tests.Capture.Timing;

public sealed class CadenceTests
{
    [Theory]
    [InlineData(30, 5)]
    [InlineData(25, 5)]
    [InlineData(15, 4)]
    [InlineData(60, 0.5)]
    public void A_faster_camera_is_thinned_to_the_asked_rate(double camera, double asked)
    {
        var cadence = new Cadence(asked);

        int kept = Enumerable.Range(0, (int)(camera * 100)).Count(i => cadence.IsDue(TimeSpan.FromSeconds(i / camera)));

        Assert.InRange(kept, asked * 100, (asked * 100) + 1);
    }

    [Fact]
    public void A_camera_at_the_asked_rate_keeps_every_image_for_all_its_jitter()
    {
        var cadence = new Cadence(5);
        var jitter = new Random(3);

        for (int i = 0; i < 1000; i++)
            Assert.True(cadence.IsDue(TimeSpan.FromSeconds((i / 5.0) + (jitter.NextDouble() * 0.04))));
    }

    [Fact]
    public void After_a_pause_there_is_no_burst()
    {
        var cadence = new Cadence(5);
        Assert.True(cadence.IsDue(TimeSpan.Zero));

        int kept = Enumerable.Range(0, 30).Count(i => cadence.IsDue(TimeSpan.FromSeconds(100 + (i / 30.0))));

        Assert.InRange(kept, 5, 7);
    }
}
