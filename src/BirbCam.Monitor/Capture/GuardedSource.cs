namespace BirbCam.Monitor.Capture;

/// <summary>
/// A source that is waited for only so long, whatever it does with its cancellation token. One that hangs is left behind: it holds no memory but its own.
/// The heart rests while the world is waited for, and beats otherwise.
/// </summary>
internal sealed class GuardedSource(IFrameSource source, TimeSpan stallAfter, TimeProvider time, Heartbeat heartbeat) : IAsyncDisposable
{
    /// <summary>For a child process to be killed and a device to be released; a source that needs longer hangs.</summary>
    private static readonly TimeSpan DisposeLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _abandon = new();

    /// <exception cref="CaptureException">It cannot be opened, or not within the limit.</exception>
    public async ValueTask OpenAsync(CancellationToken stop)
    {
        Task opening = source.OpenAsync(_abandon.Token).AsTask();
        if (!await EndsInTimeAsync(opening, stallAfter, stop))
            throw new CaptureException($"the camera did not open within {stallAfter.TotalSeconds:0.#} s.");
        await opening;
    }

    /// <exception cref="CaptureException">The camera is lost, or delivered nothing for too long.</exception>
    public async ValueTask<CapturedImage?> ReadAsync(CancellationToken stop)
    {
        ValueTask<CapturedImage?> reading = source.ReadAsync(_abandon.Token);
        if (reading.IsCompleted)
            return await reading;

        Task<CapturedImage?> read = reading.AsTask();
        if (!await EndsInTimeAsync(read, stallAfter, stop))
            throw new CaptureException($"no picture for {stallAfter.TotalSeconds:0.#} s.");
        return await read;
    }

    /// <summary>Does not throw and does not hang: what the source still does, it does without us.</summary>
    public async ValueTask DisposeAsync()
    {
        await _abandon.CancelAsync();
        await EndsInTimeAsync(source.DisposeAsync().AsTask(), DisposeLimit, CancellationToken.None);
        _abandon.Dispose();
    }

    private async Task<bool> EndsInTimeAsync(Task task, TimeSpan limit, CancellationToken stop)
    {
        heartbeat.Rest();
        await task.WaitAsync(limit, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        heartbeat.Beat();
        stop.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }
}
