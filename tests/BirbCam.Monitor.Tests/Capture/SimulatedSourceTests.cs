using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Simulation;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Capture;

public sealed class SimulatedSourceTests
{
    private static readonly SimulationOptions Small = new() { Width = 64, Height = 64 };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task With_a_free_clock_images_come_at_once_in_simulated_time()
    {
        await using var source = new SimulatedSource(Small with { Clock = SimulationClock.Free }, _time);
        await source.OpenAsync(TestContext.Current.CancellationToken);

        foreach (double second in new[] { 0, 0.2, 0.4 })
        {
            CapturedImage image = (await source.ReadAsync(TestContext.Current.CancellationToken))!.Value;
            Assert.Equal(TimeSpan.FromSeconds(second), image.Position);
            Assert.Equal((ImageEncoding.Bgr, 64, 64, 64 * 64 * 3), (image.Encoding, image.Width, image.Height, image.Data.Length));
        }
    }

    [Fact]
    public async Task With_the_real_clock_an_image_comes_at_its_tick_and_not_before()
    {
        await using var source = new SimulatedSource(Small, _time);
        await source.OpenAsync(TestContext.Current.CancellationToken);
        await source.ReadAsync(TestContext.Current.CancellationToken);

        Task<CapturedImage?> second = source.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.False(second.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromSeconds(0.2), (await second)!.Value.Position);
    }

    [Fact]
    public async Task Who_reads_late_has_missed_images()
    {
        await using var source = new SimulatedSource(Small, _time);
        await source.OpenAsync(TestContext.Current.CancellationToken);
        await source.ReadAsync(TestContext.Current.CancellationToken);

        _time.Advance(TimeSpan.FromSeconds(10.1));

        Assert.Equal(TimeSpan.FromSeconds(10), (await source.ReadAsync(TestContext.Current.CancellationToken))!.Value.Position);
    }

    [Fact]
    public async Task Waiting_for_a_tick_can_be_stopped()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var source = new SimulatedSource(Small, _time);
        await source.OpenAsync(stop.Token);
        await source.ReadAsync(stop.Token);

        Task<CapturedImage?> second = source.ReadAsync(stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    /// <summary>As at a stop, when nobody waits for the picture any more. Without care the process ends here, in native code.</summary>
    [Fact]
    public async Task It_can_be_disposed_while_it_draws()
    {
        for (int i = 0; i < 60; i++)
        {
            var source = new SimulatedSource(Small with { Width = 320, Height = 240, Clock = SimulationClock.Free, Twigs = true }, _time);
            await source.OpenAsync(TestContext.Current.CancellationToken);
            using var began = new ManualResetEventSlim();
            Task reading = Task.Run(async () =>
            {
                began.Set();
                while (true)
                    await source.ReadAsync(CancellationToken.None);
            });
            began.Wait(TestContext.Current.CancellationToken);
            await source.DisposeAsync();

            await Assert.ThrowsAsync<InvalidOperationException>(() => reading);
        }
    }
}
