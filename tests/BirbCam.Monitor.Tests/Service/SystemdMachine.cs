using System.Diagnostics;

namespace BirbCam.Monitor.Tests.Service;

/// <summary>A small Debian that is booted with a real systemd in a container, on a copy of a root that is made once. It shares the network.</summary>
internal sealed class SystemdMachine : IAsyncDisposable
{
    private const string Cache = "/var/cache/birbcam-tests";

    private readonly string _root;
    private readonly Process _nspawn;
    private readonly string _init;

    private SystemdMachine(string root, Process nspawn, string init)
    {
        _root = root;
        _nspawn = nspawn;
        _init = init;
    }

    /// <summary>What this machine lacks for it, as a sentence; null when nothing.</summary>
    public static string? WhyNot()
    {
        if (Environment.UserName != "root")
            return "a machine with a real systemd can only be booted by root";
        return Shell.Missing("debootstrap", "systemd-nspawn", "nsenter", "apt-get") is string tool ? $"{tool} is not installed" : null;
    }

    /// <param name="visible">A folder of ours that the machine sees as <paramref name="place"/>, read only.</param>
    /// <param name="place">An absolute path in the machine.</param>
    /// <exception cref="InvalidOperationException">It cannot be had here; the message says why.</exception>
    public static async Task<SystemdMachine> BootAsync(string visible, string place, CancellationToken stop)
    {
        string model = await ModelRootAsync(stop);
        string root = $"{Cache}/boot-{Environment.ProcessId}";
        await MustAsync("cp", ["-a", "--reflink=auto", model, root], stop);

        // Where a systemd runs already it gives the container a unit of its own; elsewhere there is nobody to ask.
        string[] unit = Directory.Exists("/run/systemd/system") ? [] : ["--keep-unit"];
        string[] arguments =
        [
            "-D", root, .. unit, "--register=no", $"--machine=birbcam-{Environment.ProcessId}", "--boot", "--console=pipe", "--link-journal=no",
            $"--bind-ro={visible}:{place}",
        ];

        // Its console goes to a file beside the root: a pipe would have to be read for as long as it runs.
        Process nspawn = Process.Start("bash", ["-c", "exec systemd-nspawn \"$@\" > \"$0\" 2>&1 < /dev/null", $"{root}.console", .. arguments]);
        string init = "";
        bool up = await IsUpAsync(nspawn, async () =>
        {
            init = await InitOfAsync(nspawn.Id, stop);
            return init.Length > 0 && (await EnterAsync(init, ["systemctl", "is-system-running"], stop)).Output.Trim() is "running" or "degraded";
        }, stop);

        var machine = new SystemdMachine(root, nspawn, init);
        if (up)
            return machine;

        string said = await File.ReadAllTextAsync($"{root}.console", stop);
        await machine.DisposeAsync();
        throw new InvalidOperationException($"systemd-nspawn does not boot here: {said.Trim().Split('\n')[^1]}");
    }

    /// <summary>Runs a command in the machine, as its root.</summary>
    public Task<Finished> RunAsync(CancellationToken stop, params string[] command) => EnterAsync(_init, command, stop);

    /// <summary>Writes a file of the machine.</summary>
    public Task WriteAsync(string path, string text, CancellationToken stop)
    {
        string file = _root + path;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return File.WriteAllTextAsync(file, text, stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_nspawn.HasExited && _init.Length > 0)
        {
            await EnterAsync(_init, ["systemctl", "poweroff"], CancellationToken.None);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await _nspawn.WaitForExitAsync(patience.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        if (!_nspawn.HasExited)
            _nspawn.Kill(entireProcessTree: true);
        await _nspawn.WaitForExitAsync(CancellationToken.None);
        _nspawn.Dispose();
        Directory.Delete(_root, recursive: true);
        File.Delete($"{_root}.console");
    }

    /// <summary>The root that every machine starts from: made by debootstrap from where apt gets its packages, a minute, once.</summary>
    private static async Task<string> ModelRootAsync(CancellationToken stop)
    {
        (string mirror, string release) = await MirrorAsync(stop);
        string root = $"{Cache}/{release}";
        Directory.CreateDirectory(Cache);

        // Two runs at once would write over each other; flock waits, and lets go when its process ends however it ends.
        const string Make = """
            exec 9> "$2.lock"; flock 9
            [ ! -d "$2" ] || exit 0
            eval "$(apt-config shell http_proxy Acquire::http::Proxy)"
            [ -z "${http_proxy:-}" ] || export http_proxy
            rm -rf "$2.part"
            debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus "$1" "$2.part" "$0" && mv "$2.part" "$2"
            """;
        await MustAsync("bash", ["-c", Make, mirror, release, root], stop);
        return root;
    }

    private static async Task<(string Mirror, string Release)> MirrorAsync(CancellationToken stop)
    {
        string codename = (await File.ReadAllLinesAsync("/etc/os-release", stop))
            .FirstOrDefault(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal))?.Split('=')[1] ?? "";
        Finished targets = await Shell.RunAsync(
            "apt-get", ["indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"], stop);
        string[]? source = targets.Output.Split('\n').Select(line => line.Split(' ')).FirstOrDefault(words => words is [_, _, "main"] && words[1] == codename);
        return source is null
            ? throw new InvalidOperationException($"apt's sources name no repository of '{codename}'")
            : (source[0], source[1]);
    }

    private static async Task MustAsync(string command, string[] arguments, CancellationToken stop)
    {
        Finished finished = await Shell.RunAsync(command, arguments, stop);
        if (finished.ExitCode != 0)
            throw new InvalidOperationException($"{command} failed: {finished.Output.Trim().Split('\n')[^1]}");
    }

    private static async Task<bool> IsUpAsync(Process nspawn, Func<Task<bool>> isUp, CancellationToken stop)
    {
        var since = Stopwatch.StartNew();
        while (!nspawn.HasExited && since.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (await isUp())
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
        }

        return false;
    }

    /// <summary>The machine's init as we see it: the child of nspawn that is process 1 of its own name space; empty while there is none.</summary>
    private static async Task<string> InitOfAsync(int nspawn, CancellationToken stop) =>
        (await Shell.RunAsync(
            "bash", ["-c", "for c in $(cat /proc/$0/task/*/children); do grep -qP '^NSpid:.*\\t1$' /proc/$c/status && printf $c; done", $"{nspawn}"], stop)).Output;

    private static Task<Finished> EnterAsync(string init, string[] command, CancellationToken stop) => Shell.RunAsync(
        "nsenter", ["-t", init, "-m", "-u", "-i", "-n", "-p", "-C", "env", "-i", "PATH=/usr/sbin:/usr/bin", "SYSTEMD_COLORS=0", .. command], stop);
}
