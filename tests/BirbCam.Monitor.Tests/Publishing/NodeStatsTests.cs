using System.Text;
using BirbCam.Monitor.Publishing.Payloads;

namespace BirbCam.Monitor.Tests.Publishing;

public sealed class NodeStatsTests
{
    [Fact]
    public void Statistics_read_as_the_contract_says() => Golden.Same("stats.json", Encoding.UTF8.GetString(new NodeStats(
        "birbcam.stats/1", new FpsStats(5, 5, 0.1), new Dictionary<string, long> { ["frames"] = 18000, ["still"] = 17500 }, new LatencyStats(38, 44, 90),
        new QueueStats(0, 0), 0, 0, 21.4, 210, 61.2, new ThrottledStats(Now: false, SinceBoot: true, "0x50000"), new DiskStats(18211, 2110, 84), ClockSynced: true, 86211).ToPayload()));

    [Fact]
    public void What_the_machine_does_not_tell_is_null()
    {
        string stats = Encoding.UTF8.GetString(new NodeStats(
            "birbcam.stats/1", new FpsStats(0, 0, 0), new Dictionary<string, long>(), new LatencyStats(null, null, null),
            new QueueStats(0, 0), 0, 0, 0, 0, null, null, new DiskStats(0, 0, null), null, 0).ToPayload());

        Assert.Contains("\"cpu_temp_c\":null,\"throttled\":null", stats, StringComparison.Ordinal);
    }
}
