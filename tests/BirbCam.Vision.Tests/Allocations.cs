namespace BirbCam.Tests;

/// <summary>What a piece of work allocates on the managed heap.</summary>
internal static class Allocations
{
    /// <summary>
    /// The least of three rounds on this thread, after one to warm up, in bytes. The runtime allocates now and then when it compiles a
    /// method anew; work that allocates does so in every round.
    /// </summary>
    public static long Of(Action work)
    {
        work();
        long least = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
