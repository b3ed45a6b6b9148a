namespace BirbCam.Monitor.Web;

/// <summary>Something of the next frame, for all who wait for it; while nobody does, nobody need make it. Any thread may ask.</summary>
internal sealed class NextFrame<T>
{
    private TaskCompletionSource<T>? _asked;
    private int _waiting;

    /// <summary>How many wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public bool IsAsked => Volatile.Read(ref _asked) is not null;

    /// <exception cref="OperationCanceledException">Stopped; no frame may come for a night.</exception>
    public async Task<T> WaitAsync(CancellationToken stop)
    {
        var ours = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<T> asked = Interlocked.CompareExchange(ref _asked, ours, null) ?? ours;
        Interlocked.Increment(ref _waiting);
        try
        {
            return await asked.Task.WaitAsync(stop);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Answer(T answer) => Interlocked.Exchange(ref _asked, null)?.SetResult(answer);
}
