namespace BirbCam.Monitor.Pipeline;

/// <summary>The last latencies of something, for their percentiles. Any thread.</summary>
internal sealed class Latencies
{
    /// <summary>Half an hour of a bird in every burst; enough for a 95th percentile that rests on more than a few.</summary>
    private const int Kept = 512;

    private readonly Lock _gate = new();
    private readonly double[] _milliseconds = new double[Kept];
    private long _count;

    public void Add(double milliseconds)
    {
        lock (_gate)
            _milliseconds[_count++ % Kept] = milliseconds;
    }

    /// <param name="percent">0–100.</param>
    /// <returns>Milliseconds by nearest rank; null where there were none.</returns>
    public double? Percentile(int percent)
    {
        double[] sorted;
        lock (_gate)
            sorted = _milliseconds[..(int)Math.Min(_count, Kept)];

        Array.Sort(sorted);
        return sorted.Length == 0 ? null : sorted[Math.Max((int)Math.Ceiling(sorted.Length * percent / 100.0) - 1, 0)];
    }
}
