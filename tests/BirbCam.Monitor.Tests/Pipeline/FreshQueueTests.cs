using BirbCam.Monitor.Pipeline;

namespace BirbCam.Monitor.Tests.Pipeline;

public sealed class FreshQueueTests
{
    private readonly List<Item> _made = [];

    [Fact]
    public async Task A_full_queue_drops_the_oldest_and_counts_it()
    {
        using var queue = new FreshQueue<Item>(2);
        Item first = New(), second = New(), third = New();
        queue.Put(first);
        queue.Put(second);
        queue.Put(third);
        queue.End();

        var taken = new List<Item>();
        await foreach (Item item in queue.TakeAllAsync(TestContext.Current.CancellationToken))
            taken.Add(item);

        Assert.Equal([second, third], taken);
        Assert.True(first.IsDisposed);
        Assert.Equal(1, queue.Dropped);
    }

    [Fact]
    public void What_nobody_took_is_disposed_with_the_queue()
    {
        var queue = new FreshQueue<Item>(4);
        queue.Put(New());
        queue.Put(New());
        queue.Dispose();

        Assert.All(_made, item => Assert.True(item.IsDisposed));
    }

    [Fact]
    public void What_comes_after_the_end_is_disposed_at_once()
    {
        using var queue = new FreshQueue<Item>(4);
        queue.End();
        Item late = New();
        queue.Put(late);

        Assert.True(late.IsDisposed);
    }

    private Item New()
    {
        var item = new Item();
        _made.Add(item);
        return item;
    }

    private sealed class Item : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
