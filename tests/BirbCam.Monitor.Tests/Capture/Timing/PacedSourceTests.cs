using BirbCam.Monitor.Capture;
using BirbCam.Monitor.Capture.Timing;

namespace BirbCam.Monitor.Tests.Capture.Timing;

public sealed class PacedSourceTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_recording_takes_as_long_as_it_took()
        => Assert.Equal([0, 0.5, 3.5], await PlayAsync(0, 0.5, 3.5));

    [Fact]
    public async Task A_long_gap_is_cut_and_what_follows_keeps_its_pace()
        => Assert.Equal([0, 5, 6], await PlayAsync(0, 3600, 3601));

    private static async Task<List<double>> PlayAsync(params double[] seconds)
    {
        var time = new WatchedTime(Start);
        var recording = new ScriptedSource();
        foreach (double second in seconds)
            recording.PutJpeg(1, TimeSpan.FromSeconds(second));
        await using var paced = new PacedSource(recording, TimeSpan.FromSeconds(5), time);
        await paced.OpenAsync(TestContext.Current.CancellationToken);

        var shown = new List<double>();
        foreach (double _ in seconds)
        {
            Task<CapturedImage?> read = paced.ReadAsync(TestContext.Current.CancellationToken).AsTask();
            while (!read.IsCompleted)
            {
                if (time.IsAwaited)
                    time.Advance(TimeSpan.FromSeconds(0.25));
                await Task.Yield();
            }

            shown.Add((time.GetUtcNow() - Start).TotalSeconds);
        }

        return shown;
    }
}
