using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace BirbCam.Monitor.Publishing;

/// <summary>The <c>Mqtt</c> section contradicts itself, or a file that it names cannot be used: one line that says what to change.</summary>
internal sealed class MqttOptionsException(string message) : Exception(message);

/// <summary>What the files of <see cref="MqttOptions"/> hold, read once at the start so that a mistake is found there and not at the broker.</summary>
/// <param name="Password">UTF-8 bytes, or null.</param>
/// <param name="Authorities">Who may vouch for the broker; null for those of the system.</param>
/// <param name="Certificate">What we show the broker, with its key; or null.</param>
internal sealed record MqttCredentials(string? User, byte[]? Password, X509Certificate2Collection? Authorities, X509Certificate2? Certificate)
{
    /// <summary>A password file that is larger is some other file.</summary>
    private const int MaxPasswordFile = 4096;

    /// <summary>The name of the password among the credentials of the service manager (<c>LoadCredential=</c> of systemd).</summary>
    public const string CredentialName = "mqtt-password";

    /// <inheritdoc cref="Load(MqttOptions, string?)"/>
    public static MqttCredentials Load(MqttOptions options) => Load(options, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"));

    /// <param name="credentials">The folder in which the service manager hands over secrets; null where it does not.</param>
    /// <exception cref="MqttOptionsException">A contradiction, or a file that is missing or unreadable.</exception>
    public static MqttCredentials Load(MqttOptions options, string? credentials)
    {
        if (options.PasswordFile is not null && options.User is null)
            throw new MqttOptionsException("Mqtt.PasswordFile is set but Mqtt.User is not: name the user");
        if ((options.CertificateFile is null) != (options.KeyFile is null))
            throw new MqttOptionsException("Mqtt.CertificateFile and Mqtt.KeyFile belong together: set both or none");
        if (!options.Tls && (options.CaFile ?? options.CertificateFile) is not null)
            throw new MqttOptionsException("Mqtt names certificates but Mqtt.Tls is false: set it to true (and Mqtt.Port, commonly 8883)");

        string? handedOver = options.User is not null && credentials is not null && File.Exists(Path.Combine(credentials, CredentialName))
            ? Path.Combine(credentials, CredentialName)
            : null;
        return new MqttCredentials(
            options.User,
            options.PasswordFile is string password ? Read("Mqtt.PasswordFile", password, ReadPassword)
                : handedOver is not null ? Read($"the credential {CredentialName}", handedOver, ReadPassword)
                : null,
            options.CaFile is string authorities ? Read("Mqtt.CaFile", authorities, ReadAuthorities) : null,
            options.CertificateFile is string certificate
                ? Read("Mqtt.CertificateFile and Mqtt.KeyFile", certificate, path => X509Certificate2.CreateFromPemFile(path, options.KeyFile))
                : null);
    }

    private static T Read<T>(string key, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or InvalidDataException)
        {
            throw new MqttOptionsException($"{key}: {path} cannot be used: {unusable.Message}");
        }
    }

    private static byte[] ReadPassword(string path)
    {
        if (new FileInfo(path).Length > MaxPasswordFile)
            throw new InvalidDataException($"it is larger than {MaxPasswordFile} bytes");

        string line = File.ReadLines(path).FirstOrDefault("");
        return line.Length > 0 ? Encoding.UTF8.GetBytes(line) : throw new InvalidDataException("its first line is empty");
    }

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Count > 0 ? authorities : throw new InvalidDataException("it holds no certificate (PEM)");
    }
}
