using BirbCam.Monitor.Machine;
using Microsoft.Extensions.Time.Testing;

namespace BirbCam.Monitor.Tests.Machine;

public sealed class MachineGaugesTests : IDisposable
{
    private readonly TestFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_Raspberry_Pi_tells_its_heat_its_power_its_clock_and_its_writes()
    {
        Put("sys/class/thermal/thermal_zone0/temp", "61234\n");
        Put(Throttling.File, "50000\n");
        Put("run/systemd/timesync/synchronized", "");
        Put("proc/self/io", "rchar: 1\nread_bytes: 7\nwrite_bytes: 4096\ncancelled_write_bytes: 9\n");

        MachineHealth health = Look();

        Assert.Equal(61.234, health.CpuCelsius);
        Assert.Equal(new Throttling(Now: false, SinceBoot: true, "0x50000"), health.Throttling);
        Assert.True(health.ClockSynced);
        Assert.Equal(4096, health.WrittenBytes);
        Assert.InRange(health.ResidentMegabytes, 1, 100_000);
    }

    [Fact]
    public void A_machine_that_tells_nothing_is_no_error()
    {
        MachineHealth health = Look();

        Assert.Null(health.CpuCelsius);
        Assert.Null(health.Throttling);
        Assert.Null(health.ClockSynced);
        Assert.Null(health.WrittenBytes);
    }

    [Fact]
    public void Nonsense_in_a_file_of_the_kernel_is_not_known()
    {
        Put("sys/class/thermal/thermal_zone0/temp", "hot");
        Put(Throttling.File, "-1");
        Put("proc/self/io", "write_bytes\n: \nwrite_bytes: many\n");
        Put("run/systemd/timesync/clock", "");

        MachineHealth health = Look();

        Assert.Null(health.CpuCelsius);
        Assert.Null(health.Throttling);
        Assert.False(health.ClockSynced);
        Assert.Null(health.WrittenBytes);
    }

    [Fact]
    public void Load_is_what_was_used_since_the_last_look()
    {
        var time = new FakeTimeProvider();
        var gauges = new MachineGauges(time, _root.Path);
        time.Advance(TimeSpan.FromDays(1000));

        Assert.InRange(gauges.Look().CpuPercent, 0, 0.01);
    }

    private MachineHealth Look() => new MachineGauges(new FakeTimeProvider(), _root.Path).Look();

    private void Put(string file, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[file])!);
        File.WriteAllText(_root[file], content);
    }
}
