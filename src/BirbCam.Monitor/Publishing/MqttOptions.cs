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

    /// <summary>PEM file with the certificate authorities that may vouch for the broker; null for those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file with the certificate that we show the broker.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the key of <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    public string? User { get; init; }

    /// <summary>File whose first line is the password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The tree in which the node's topics lie.</summary>
    [Required]
    [RegularExpression("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$", ErrorMessage = "Mqtt.BaseTopic may hold letters, digits, - and _, and / between them"), MaxLength(200)]
    public string BaseTopic { get; init; } = "birbcam";

    /// <summary>Whether commands are taken from the broker.</summary>
    public bool Commands { get; init; } = true;

    /// <summary>Whether the node announces itself to Home Assistant.</summary>
    public bool HomeAssistant { get; init; } = true;
}
