using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace BirbCam.Monitor;

/// <summary>
/// Tells systemd that we are alive, as long as every loop is. A loop that is silent for longer than its allowance starves the
/// watchdog of the unit, which then kills and restarts us; the log names the loop.
/// </summary>
/// <param name="period">How often to look and to beat: <see cref="PeriodFor"/>.</param>
/// <param name="notifier">Where the beats go; without a systemd that listens they go nowhere, and the log still names what hangs.</param>
internal sealed partial class Watchdog(
    IEnumerable<Heartbeat> heartbeats, TimeSpan period, ISystemdNotifier notifier, TimeProvider time, ILogger<Watchdog> log)
    : BackgroundService
{
    /// <summary>When nobody set a deadline: often enough that the log knows of a hanging loop before a person does.</summary>
    private static readonly TimeSpan PeriodWithoutDeadline = TimeSpan.FromSeconds(30);

    private static readonly ServiceState Beat = new("WATCHDOG=1");

    private readonly Heartbeat[] _heartbeats = [.. heartbeats];
    private readonly HashSet<Heartbeat> _silent = [];

    /// <summary>Half of what systemd asks for, as sd_watchdog_enabled(3) recommends.</summary>
    /// <param name="watchdogUsec">WATCHDOG_USEC of the environment, microseconds; null, or no number: nobody asks.</param>
    public static TimeSpan PeriodFor(string? watchdogUsec) =>
        long.TryParse(watchdogUsec, NumberStyles.None, CultureInfo.InvariantCulture, out long usec) && usec > 0
            ? TimeSpan.FromMicroseconds(usec) / 2
            : PeriodWithoutDeadline;

    /// <summary>One turn: looks at every loop, and beats when all are alive.</summary>
    internal void Look()
    {
        foreach (Heartbeat heartbeat in _heartbeats)
        {
            if (heartbeat.IsAlive)
            {
                if (_silent.Remove(heartbeat))
                    LogBack(heartbeat.Loop);
            }
            else if (_silent.Add(heartbeat))
            {
                LogSilent(heartbeat.Loop, heartbeat.Silence);
            }
        }

        if (_silent.Count == 0)
            notifier.Notify(Beat);
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(period, time);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Loop} loop has been silent for {Silence}: the watchdog gets no more beats")]
    private partial void LogSilent(string loop, TimeSpan silence);

    [LoggerMessage(Level = LogLevel.Information, Message = "The {Loop} loop turns again: the watchdog is fed")]
    private partial void LogBack(string loop);
}
