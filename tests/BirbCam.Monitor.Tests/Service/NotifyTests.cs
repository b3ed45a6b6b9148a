using System.Diagnostics;
using System.Text.Json;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>What <c>birbcam run</c> tells systemd, heard at a real notify socket: also where no systemd can be booted.</summary>
[Collection(PublishedCollection.Name)]
public sealed class NotifyTests(PublishedProgram program) : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly NotifySocket _systemd = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _systemd.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_ready_then_beats_and_says_when_it_stops()
    {
        await File.WriteAllTextAsync(_folder["birbcam.json"], JsonSerializer.Serialize(new
        {
            Node = "nest",
            Camera = new { Uri = "sim:balcony?seed=1", Width = 640, Height = 480 },
            Store = new { Directory = _folder["state"] },
            Web = new { Listen = "http://127.0.0.1:0" },
        }), Stop);

        using Process parent = Start("run", "--config", _folder["birbcam.json"]);
        await HearAsync("READY=1");

        // The first may come before a frame did; by the fourth the loops have turned.
        for (int beat = 0; beat < 4; beat++)
            await HearAsync("WATCHDOG=1");

        await Shell.RunAsync("bash", ["-c", $"kill -TERM $(cat /proc/{parent.Id}/task/*/children)"], Stop);
        await HearAsync("STOPPING=1");
        await parent.WaitForExitAsync(Stop);
        Assert.Equal(0, parent.ExitCode);
    }

    /// <summary>The host speaks to systemd only as a child of a process of that name: here a shell that is called so.</summary>
    private Process Start(params string[] arguments)
    {
        File.Copy("/bin/sh", _folder["systemd"]);
        var start = new ProcessStartInfo(_folder["systemd"], ["-c", "\"$0\" \"$@\" > /dev/null 2>&1; exit $?", Path.Combine(program.Folder, "birbcam"), .. arguments]);
        start.Environment["NOTIFY_SOCKET"] = _systemd.Path;
        start.Environment["WATCHDOG_USEC"] = "400000";
        return Process.Start(start)!;
    }

    private async Task HearAsync(string message)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!(await _systemd.TakeAsync(patience.Token)).Split('\n').Contains(message))
        {
        }
    }
}
