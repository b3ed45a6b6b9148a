using BirbCam.Monitor.Tests.Service;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests;

public sealed class WatchdogTests : IDisposable
{
    private const string Beat = "WATCHDOG=1";
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly NotifySocket _systemd = new();
    private readonly Lines _log = new();
    private readonly Heartbeat _capture;
    private readonly Heartbeat _gate;
    private readonly Watchdog _watchdog;

    public WatchdogTests()
    {
        _capture = new Heartbeat("capture", Allowance, _time);
        _gate = new Heartbeat("gate", Allowance, _time);

        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", _systemd.Path);
        var notifier = new SystemdNotifier();
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        _watchdog = new Watchdog([_capture, _gate], Period, notifier, _time, _log);
    }

    public void Dispose()
    {
        _watchdog.Dispose();
        _systemd.Dispose();
    }

    [Theory]
    [InlineData("60000000", 30)]
    [InlineData("4000000", 2)]
    [InlineData(null, 30)]
    [InlineData("soon", 30)]
    [InlineData("0", 30)]
    public void It_beats_at_half_of_what_systemd_asks_for(string? watchdogUsec, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Watchdog.PeriodFor(watchdogUsec));
    }

    [Fact]
    public void It_beats_while_every_loop_turns()
    {
        for (int turn = 0; turn < 10; turn++)
        {
            _capture.Beat();
            _gate.Beat();
            _time.Advance(Period);
            _watchdog.Look();
        }

        Assert.Equal(Enumerable.Repeat(Beat, 10), _systemd.TakeAll());
        Assert.Empty(_log);
    }

    [Fact]
    public void A_loop_that_hangs_starves_it_and_is_named_once()
    {
        _capture.Beat();
        for (int turn = 0; turn < 10; turn++)
        {
            _gate.Beat();
            _time.Advance(Period);
            _watchdog.Look();
        }

        // The allowance of 30 s holds the turns at 10, 20 and 30 s.
        Assert.Equal([Beat, Beat, Beat], _systemd.TakeAll());
        Assert.Equal(["The capture loop has been silent for 00:00:40: the watchdog gets no more beats"], _log);
    }

    [Fact]
    public void A_loop_that_rests_may_be_silent_for_ever()
    {
        _capture.Beat();
        _gate.Beat();
        _capture.Rest();
        _gate.Rest();
        _time.Advance(TimeSpan.FromDays(1));
        _watchdog.Look();

        Assert.Equal([Beat], _systemd.TakeAll());
    }

    [Fact]
    public void A_loop_that_was_only_slow_feeds_it_again()
    {
        _capture.Beat();
        _time.Advance(Allowance + Period);
        _watchdog.Look();
        _capture.Beat();
        _watchdog.Look();

        Assert.Equal([Beat], _systemd.TakeAll());
        Assert.Equal("The capture loop turns again: the watchdog is fed", _log.Last());
    }

    [Fact]
    public async Task As_a_service_it_beats_at_once_and_then_every_period()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        await _watchdog.StartAsync(stop);
        Assert.Equal(Beat, await _systemd.TakeAsync(stop));

        _time.Advance(Period);
        Assert.Equal(Beat, await _systemd.TakeAsync(stop));

        await _watchdog.StopAsync(stop);
        _time.Advance(Period);
        Assert.Empty(_systemd.TakeAll());
    }

    private sealed class Lines : List<string>, ILogger<Watchdog>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
