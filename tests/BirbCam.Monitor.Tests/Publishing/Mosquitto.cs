using System.Collections.Concurrent;
using System.Diagnostics;
using BirbCam.Monitor.Publishing.Brokers;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>A real mosquitto of a test's own, on a free port of the loopback interface.</summary>
internal sealed class Mosquitto : IDisposable
{
    private readonly ConcurrentQueue<string> _log = new();
    private readonly string _configuration;
    private Process? _process;

    private Mosquitto(string configuration, int port)
    {
        _configuration = configuration;
        Port = port;
    }

    public int Port { get; }

    public IReadOnlyCollection<string> Log => _log;

    /// <param name="lines">Of its configuration, after the listener.</param>
    public static async Task<Mosquitto> StartAsync(TestFolder folder, params string[] lines)
    {
        int port = FreePort();
        return await StartAsync(folder, port, [$"listener {port} 127.0.0.1", .. lines.Length > 0 ? lines : ["allow_anonymous true"]]);
    }

    /// <param name="configuration">All of it; it has to listen on the port.</param>
    public static async Task<Mosquitto> StartAsync(TestFolder folder, int port, IEnumerable<string> configuration)
    {
        string path = folder[$"mosquitto-{port}.conf"];

        // As root mosquitto would become a user that cannot read the folder of the test.
        File.WriteAllLines(path, [.. configuration, $"user {Environment.UserName}", "log_type all", "log_dest stderr"]);
        var broker = new Mosquitto(path, port);
        await broker.StartAsync();
        return broker;
    }

    public static int FreePort() => BrokerInProcess.FreePort();

    public async Task StartAsync()
    {
        string program = Programs.Find("mosquitto", "mosquitto");
        int before = Starts();
        _process = Process.Start(new ProcessStartInfo(program, ["-c", _configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await Eventually.HoldsAsync(() => _process.HasExited || Starts() > before, "mosquitto listens, wherever it should");
        Assert.False(_process.HasExited, string.Join('\n', _log));
    }

    /// <summary>Makes it read its access list anew, as <c>systemctl reload mosquitto</c> does.</summary>
    public async Task ReloadAsync()
    {
        using Process kill = Process.Start("kill", ["-HUP", $"{_process!.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Publishes with a real mosquitto_pub.</summary>
    public async Task SayAsync(string topic, string payload)
    {
        using Process saying = Process.Start(Programs.Find("mosquitto_pub", "mosquitto-clients"), ["-p", $"{Port}", "-t", topic, "-m", payload, "-q", "1"]);
        await saying.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, saying.ExitCode);
    }

    /// <summary>Pulls the plug.</summary>
    public void Kill()
    {
        if (_process is null)
            return;

        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose() => Kill();

    private int Starts() => _log.Count(line => line.EndsWith("running", StringComparison.Ordinal));
}
