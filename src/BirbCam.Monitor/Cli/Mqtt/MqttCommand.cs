using System.CommandLine;
using BirbCam.Monitor.Configuration;
using BirbCam.Monitor.Publishing;
using BirbCam.Monitor.Publishing.Brokers;

namespace BirbCam.Monitor.Cli.Mqtt;

/// <summary><c>birbcam mqtt</c>: what is on the broker.</summary>
internal static class MqttCommand
{
    /// <summary>A broker sends what it keeps at once; a second without any more is the end of it.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    public static Command Create() => new("mqtt", "Look at what is published, or take it off the broker.")
    {
        MqttListenCommand.Create(),
        MqttCleanCommand.Create(),
    };

    /// <exception cref="ConfigurationException">The file cannot be used, or names no broker.</exception>
    public static (MqttOptions Broker, MqttTopics Topics) Target(string path)
    {
        BirbCamOptions options = ConfigurationFile.Read(path);
        return options.Mqtt.Host is null
            ? throw new ConfigurationException($"{path} names no broker: set Mqtt.Host")
            : (options.Mqtt, new MqttTopics(options.Mqtt.BaseTopic, options.Node));
    }

    /// <summary>What the broker keeps of the node.</summary>
    /// <exception cref="BrokerException">The connection is lost.</exception>
    public static Task<IReadOnlyList<WireMessage>> RetainedAsync(NodeListener listener, CancellationToken stop)
        => listener.RetainedAsync(Quiet, TimeProvider.System, stop);
}
