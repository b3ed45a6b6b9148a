using System.Globalization;

namespace BirbCam.Monitor.Machine;

/// <summary>Looks at how the machine is. Reads a few small files of the kernel, and never throws for one that is missing or strange.</summary>
/// <param name="root">Under which <c>proc</c>, <c>sys</c> and <c>run</c> lie.</param>
internal sealed class MachineGauges(TimeProvider time, string root = "/")
{
    private long _lookedAt = time.GetTimestamp();
    private TimeSpan _used = Environment.CpuUsage.TotalTime;

    public MachineHealth Look()
    {
        TimeSpan passed = time.GetElapsedTime(_lookedAt), used = Environment.CpuUsage.TotalTime;
        double percent = passed > TimeSpan.Zero ? 100 * (used - _used) / passed : 0;
        (_lookedAt, _used) = (time.GetTimestamp(), used);
        return new MachineHealth(
            percent,
            Environment.WorkingSet >> 20,
            Number(Line("sys/class/thermal/thermal_zone0/temp")) / 1000.0,
            Line(Throttling.File) is string says ? Throttling.TryParse(says) : null,
            Written(),
            IsSynced());
    }

    /// <summary>As systemd-timesyncd leaves it; nobody else says in a file.</summary>
    private bool? IsSynced()
        => Directory.Exists(Path.Combine(root, "run/systemd/timesync")) ? File.Exists(Path.Combine(root, "run/systemd/timesync/synchronized")) : null;

    private long? Written() => Text("proc/self/io")?.Split('\n').Select(line => line.Split(": "))
        .Where(pair => pair is ["write_bytes", _]).Select(pair => Number(pair[1])).FirstOrDefault();

    private string? Line(string file) => Text(file)?.Split('\n')[0].Trim();

    private string? Text(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, file));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}

/// <summary>How the machine is. What it does not tell is null: most of it only a Raspberry Pi does.</summary>
/// <param name="CpuPercent">Of one core, by this program, since the last look; more than 100 on several.</param>
/// <param name="ResidentMegabytes">Memory of this program.</param>
/// <param name="WrittenBytes">By this program to disks since it began.</param>
internal sealed record MachineHealth(
    double CpuPercent, long ResidentMegabytes, double? CpuCelsius, Throttling? Throttling, long? WrittenBytes, bool? ClockSynced);
