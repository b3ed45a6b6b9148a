namespace BirbCam.Monitor.Tests;

/// <summary>Waits for what a real peer does in its own time. The limit only ends a test that would hang; no claim is made about the time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <param name="what">What did not happen, for the failure.</param>
    /// <param name="limit">Where it may take longer than usual.</param>
    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? limit = null) => HoldsAsync(() => Task.FromResult(condition()), () => what, limit);

    /// <param name="what">What did not happen, and what did instead, for the failure.</param>
    public static Task HoldsAsync(Func<bool> condition, Func<string> what) => HoldsAsync(() => Task.FromResult(condition()), what);

    /// <param name="condition">May have to ask somebody.</param>
    /// <param name="what">What did not happen, for the failure.</param>
    public static Task HoldsAsync(Func<Task<bool>> condition, string what) => HoldsAsync(condition, () => what);

    private static async Task HoldsAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan? longest = null)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(longest ?? Limit);
        while (!await condition())
        {
            try
            {
                await Task.Delay(20, limit.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                Assert.Fail($"never happened: {what()}");
            }
        }
    }
}
