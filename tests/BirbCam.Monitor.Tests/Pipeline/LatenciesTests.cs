using BirbCam.Monitor.Pipeline;

namespace BirbCam.Monitor.Tests.Pipeline;

public sealed class LatenciesTests
{
    private readonly Latencies _latencies = new();

    [Fact]
    public void Before_the_first_there_is_none() => Assert.Null(_latencies.Percentile(50));

    [Fact]
    public void Percentiles_are_of_the_nearest_rank()
    {
        foreach (int milliseconds in Enumerable.Range(1, 20).Reverse())
            _latencies.Add(milliseconds);

        Assert.Equal((1.0, 10.0, 19.0, 20.0), (_latencies.Percentile(0), _latencies.Percentile(50), _latencies.Percentile(95), _latencies.Percentile(100)));
    }

    [Fact]
    public void What_was_long_ago_is_forgotten()
    {
        _latencies.Add(1e9);
        for (int i = 0; i < 512; i++)
            _latencies.Add(3);

        Assert.Equal(3, _latencies.Percentile(100));
    }
}
