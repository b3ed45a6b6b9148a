namespace BirbCam.Monitor.Tests;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_longest_and_lose_at_most_half()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(7));
        double[] full = [1, 2, 4, 8, 16, 32, 60, 60, 60];

        foreach (double seconds in full)
            Assert.InRange(backoff.Failed().TotalSeconds, seconds / 2, seconds);
    }

    [Fact]
    public void After_ten_thousand_failures_the_wait_is_still_the_longest()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(7));
        for (int i = 0; i < 10_000; i++)
            Assert.InRange(backoff.Failed().TotalSeconds, 0.5, 60);
        Assert.Equal(10_000, backoff.Failures);
    }

    [Fact]
    public void A_success_begins_anew()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(7));
        for (int i = 0; i < 5; i++)
            backoff.Failed();

        backoff.Succeeded();

        Assert.InRange(backoff.Failed().TotalSeconds, 0.5, 1);
    }

    [Fact]
    public void Two_that_lost_the_same_thing_do_not_come_back_together()
    {
        var one = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(1));
        var other = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(2));

        Assert.NotEqual(one.Failed(), other.Failed());
    }
}
