namespace BirbCam.Monitor.Tests;

public sealed class SlidingCountTests
{
    [Fact]
    public void It_looks_back_as_many_steps_as_there_were_and_no_further()
    {
        var count = new SlidingCount<int>(3);

        Assert.Equal([10, 10, 10, 10, 20, 30], Enumerable.Range(1, 6).Select(step => count.Slide(10 * step)));
    }
}
