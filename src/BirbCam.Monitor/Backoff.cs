namespace BirbCam.Monitor;

/// <summary>
/// How long to wait before the next try at something that failed: doubling from <paramref name="first"/> to <paramref name="longest"/>, and of each wait
/// a random half is taken off, so that many that lost the same thing do not come back at the same moment. Pure: it does not wait.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    /// <summary>Failures since the last success.</summary>
    public int Failures => _failures;

    /// <summary>Notes a failure; says how long to wait now: between half of the full wait and all of it.</summary>
    public TimeSpan Failed()
    {
        // 2^30 is past every limit of use; beyond it the doubling would overflow.
        double doublings = Math.Pow(2, Math.Min(_failures, 30));
        _failures++;
        double full = Math.Min(first.TotalSeconds * doublings, longest.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + (0.5 * random.NextDouble())));
    }

    /// <summary>The next failure is the first again.</summary>
    public void Succeeded() => _failures = 0;
}
