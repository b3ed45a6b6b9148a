using System.ComponentModel.DataAnnotations;

namespace BirbCam.Monitor.Publishing;

/// <summary>The broker; section <c>Mqtt</c> of the configuration. Secrets are given as files only.</summary>
internal sealed class MqttOptions
{
    /// <summary>Name or address of the broker; null for no publishing.</summary>
    [MinLength(1), MaxLength(255)]
    public string? Host { get; init; }

    [Range(1, 65535)]
    public int Port { get; init; } = 1883;

    public bool Tls { get; init; }

    /// <summary>Where the broker listens for WebSockets, as <c>/mqtt</c>; null for MQTT over plain TCP. With <see cref="Tls"/>, wss.</summary>
    [RegularExpression("^/[A-Za-z0-9._~/-]*$", ErrorMessage = "Mqtt.WebSocketPath is a path, as /mqtt"), MaxLength(200)]
    public string? WebSocketPath { get; init; }

    /// <summary>PEM file with the certificate authorities that may vouch for the broker; null for those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file with the certificate that we show the broker.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the key of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    public string? User { get; init; }

    /// <summary>
    /// File whose first line is the password; null for what the service manager hands over as the credential <c>mqtt-password</c>, if it does.
    /// </summary>
    public string? PasswordFile { get; init; }

    /// <summary>The tree in which the node's topics lie.</summary>
    [Required]
    [RegularExpression("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", ErrorMessage = "Mqtt.BaseTopic may hold letters, digits, - and _, and / between them"), MaxLength(200)]
    public string BaseTopic { get; init; } = "birbcam";

    /// <summary>What no broker has fetched for so long will not be sent any more; the record stays in the store.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "36500.00:00:00")]
    public TimeSpan OutboxMaxAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Of detections and of sightings, each: beyond, the oldest will not be sent any more.</summary>
    [Range(100, 10_000_000)]
    public int OutboxMaxRecords { get; init; } = 200_000;

    /// <summary>Whether commands are taken from the broker.</summary>
    public bool Commands { get; init; } = true;

    /// <summary>Whether the node announces itself to Home Assistant.</summary>
    public bool HomeAssistant { get; init; } = true;
}
