using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>What arrived at a real mosquitto_sub.</summary>
internal sealed record Arrival(string Topic, bool Retained, byte[] Payload)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>The topic below the node.</summary>
    public string Name => Topic[(Topic.LastIndexOf('/') + 1)..];
}

/// <summary>A mosquitto_sub that is subscribed to the whole tree.</summary>
internal sealed class Subscriber : IDisposable
{
    /// <summary>What it says besides is about itself.</summary>
    private static readonly string[] Trees = ["birbcam/", "homeassistant/", "home/"];

    private readonly ConcurrentQueue<Arrival> _arrivals = new();
    private readonly Process _process;

    private Subscriber(Process process) => _process = process;

    public IReadOnlyList<Arrival> Arrivals => [.. _arrivals];

    /// <param name="options">Further ones of mosquitto_sub.</param>
    public static async Task<Subscriber> StartAsync(Mosquitto broker, params string[] options)
    {
        string program = Programs.Find("mosquitto_sub", "mosquitto-clients");
        string[] arguments = ["-p", $"{broker.Port}", "-t", "birbcam/#", "-q", "1", "-d", "-F", "%t %r %x.", .. options];

        // Without a terminal it would keep the lines for itself.
        var start = new ProcessStartInfo(Programs.Find("stdbuf", "coreutils"), ["-oL", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var subscriber = new Subscriber(Process.Start(start)!);
        bool isSubscribed = false;
        subscriber._process.OutputDataReceived += (_, line) =>
        {
            isSubscribed |= line.Data?.Contains("Subscribed", StringComparison.Ordinal) == true;
            subscriber.Take(line.Data);
        };
        subscriber._process.BeginOutputReadLine();
        subscriber._process.BeginErrorReadLine();
        await Eventually.HoldsAsync(() => isSubscribed, "mosquitto_sub is subscribed");
        return subscriber;
    }

    public IReadOnlyList<string> Texts(string name) => [.. Arrivals.Where(arrival => arrival.Name == name).Select(arrival => arrival.Text)];

    public async Task HasAsync(string name, string text)
        => await Eventually.HoldsAsync(() => Texts(name).Contains(text), () => $"{name} says {text}; it says {string.Join(", ", Texts(name))}");

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        // The line that it was writing when it was killed is cut.
        if (line?.Split(' ') is [string topic, string retained, string hex] && hex.EndsWith('.') && Trees.Any(tree => topic.StartsWith(tree, StringComparison.Ordinal)))
            _arrivals.Enqueue(new Arrival(topic, retained == "1", Convert.FromHexString(hex[..^1])));
    }
}
