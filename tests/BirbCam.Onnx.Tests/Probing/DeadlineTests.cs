using BirbCam.Onnx.Probing;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Onnx.Tests.Probing;

public sealed class DeadlineTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_call_in_time_gives_its_result() => Assert.Equal(7, Deadline.Within(TimeSpan.FromMinutes(2), _clock, _ => 7));

    [Fact]
    public void A_call_in_time_throws_what_it_throws()
        => Assert.Throws<OnnxFormatException>(() => Deadline.Within<int>(TimeSpan.FromMinutes(2), _clock, _ => throw new OnnxFormatException("damaged")));

    [Fact]
    public async Task A_call_that_listens_is_told_when_its_time_is_over()
    {
        using var listens = new SemaphoreSlim(0);
        Task<bool> call = Task.Run(() => Deadline.Within(TimeSpan.FromMinutes(2), _clock, late =>
        {
            listens.Release();
            return late.WaitHandle.WaitOne();
        }));
        await listens.WaitAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.True(await call);
    }

    [Fact]
    public async Task A_call_that_does_not_listen_is_left_behind()
    {
        using var never = new ManualResetEvent(initialState: false);
        Task<bool> call = Task.Run(() => Deadline.Within(TimeSpan.FromMinutes(2), _clock, _ => never.WaitOne()));

        var refusal = await Assert.ThrowsAsync<OnnxFormatException>(() => WhileTimePasses(call));
        Assert.Contains("run for 120 s and cannot be stopped", refusal.Message);
        never.Set();
    }

    private async Task<bool> WhileTimePasses(Task<bool> call)
    {
        while (!call.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        return await call;
    }
}
