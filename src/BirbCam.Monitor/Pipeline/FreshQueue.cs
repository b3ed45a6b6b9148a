using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace BirbCam.Monitor.Pipeline;

/// <summary>
/// A bounded queue that would rather be fresh than complete: when it is full the oldest item is dropped, disposed and counted.
/// It owns what is in it. One writer, one reader; disposed after both have ended.
/// </summary>
internal sealed class FreshQueue<T> : IDisposable
    where T : class, IDisposable
{
    private readonly Channel<T> _items;
    private long _dropped;

    public FreshQueue(int capacity)
    {
        var options = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true };
        _items = Channel.CreateBounded<T>(options, Drop);
    }

    /// <summary>How many were dropped because newer ones came.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public int Count => _items.Reader.Count;

    /// <summary>Takes the item over; an ended queue disposes it at once.</summary>
    public void Put(T item)
    {
        if (!_items.Writer.TryWrite(item))
            item.Dispose();
    }

    /// <summary>No more will come: the reader gets what is left and then the end.</summary>
    public void End() => _items.Writer.TryComplete();

    /// <summary>Everything in order, to be disposed by the reader, until the writer has ended the queue.</summary>
    public async IAsyncEnumerable<T> TakeAllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        while (await _items.Reader.WaitToReadAsync(stop))
        {
            while (!stop.IsCancellationRequested && _items.Reader.TryRead(out T? item))
                yield return item;
        }
    }

    /// <summary>Ends the queue and disposes what nobody took: a completed channel does not.</summary>
    public void Dispose()
    {
        End();
        while (_items.Reader.TryRead(out T? left))
            left.Dispose();
    }

    private void Drop(T oldest)
    {
        oldest.Dispose();
        Interlocked.Increment(ref _dropped);
    }
}
