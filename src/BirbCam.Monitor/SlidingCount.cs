namespace BirbCam.Monitor;

/// <summary>How much something that only grows has grown over a while: totals, looked at in equal steps.</summary>
/// <param name="steps">So many make up the while.</param>
internal sealed class SlidingCount<T>(int steps)
{
    private readonly Queue<T> _totals = new(steps + 1);

    /// <summary>Takes the total of now.</summary>
    /// <returns>The total of the beginning of the while; of the first look, where the while is longer than that.</returns>
    public T Slide(T total)
    {
        _totals.Enqueue(total);
        if (_totals.Count > steps + 1)
            _totals.Dequeue();
        return _totals.Peek();
    }
}
