using System.Collections.Concurrent;

namespace BirbCam.Monitor.Capture.Devices;

/// <summary>
/// A thread of its own for native code that may block for as long as it likes: work is done in order, and whoever waits for it may stop waiting.
/// A call that never returns keeps its thread, and nothing else.
/// </summary>
internal sealed class NativeThread : IDisposable
{
    /// <summary>The caller reads one image at a time: the read that hangs, the release that follows it, and room to spare.</summary>
    private readonly BlockingCollection<Action> _work = new(boundedCapacity: 4);

    /// <summary>The thread may be through with its work before <see cref="Dispose"/> has said that no more will come.</summary>
    private readonly Lock _ending = new();

    public NativeThread(string name) => new Thread(Work) { Name = name, IsBackground = true }.Start();

    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception thrown)
            {
                // Not handled here: it travels to the one who waits.
                done.SetException(thrown);
            }
        });
        return done.Task;
    }

    /// <summary>The thread ends when the work it was given is done.</summary>
    public void Dispose()
    {
        lock (_ending)
            _work.CompleteAdding();
    }

    private void Work()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
            work();
        lock (_ending)
            _work.Dispose();
    }
}
