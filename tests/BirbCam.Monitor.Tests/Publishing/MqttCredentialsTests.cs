using BirbCam.Monitor.Publishing;

namespace BirbCam.Monitor.Tests.Publishing;

public sealed class MqttCredentialsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_password_is_the_first_line_without_its_end()
    {
        MqttCredentials credentials = MqttCredentials.Load(new MqttOptions { User = "birbcam", PasswordFile = Write("grün \r\nsecond line") });

        Assert.Equal("grün "u8.ToArray(), credentials.Password);
    }

    [Fact]
    public void Without_a_file_the_service_manager_hands_the_password_over()
    {
        File.WriteAllText(_folder[MqttCredentials.CredentialName], "from systemd\n");

        Assert.Equal("from systemd"u8.ToArray(), MqttCredentials.Load(new MqttOptions { User = "birbcam" }, _folder.Path).Password);
        Assert.Equal("from a file"u8.ToArray(), MqttCredentials.Load(new MqttOptions { User = "birbcam", PasswordFile = Write("from a file") }, _folder.Path).Password);
        Assert.Null(MqttCredentials.Load(new MqttOptions(), _folder.Path).Password);
        Assert.Null(MqttCredentials.Load(new MqttOptions { User = "birbcam" }, _folder["elsewhere"]).Password);
    }

    [Fact]
    public void A_password_without_a_user_is_a_mistake()
        => Complains("name the user", new MqttOptions { PasswordFile = Write("secret") });

    [Fact]
    public void An_empty_password_file_is_a_mistake()
        => Complains("first line is empty", new MqttOptions { User = "birbcam", PasswordFile = Write("\nsecret") });

    [Fact]
    public void A_password_file_that_is_missing_is_named()
        => Complains("Mqtt.PasswordFile: " + _folder["nothing"], new MqttOptions { User = "birbcam", PasswordFile = _folder["nothing"] });

    [Fact]
    public void A_password_file_that_is_a_film_is_not_read()
        => Complains("larger than", new MqttOptions { User = "birbcam", PasswordFile = Write(new string('x', 5000)) });

    [Fact]
    public void A_certificate_without_its_key_is_a_mistake()
        => Complains("belong together", new MqttOptions { Tls = true, CertificateFile = Write("x") });

    [Fact]
    public void Certificates_without_tls_are_a_mistake_not_a_password_in_the_clear()
        => Complains("Mqtt.Tls is false", new MqttOptions { CaFile = Write("x") });

    [Fact]
    public void An_authority_file_without_a_certificate_is_a_mistake()
        => Complains("holds no certificate", new MqttOptions { Tls = true, CaFile = Write("not PEM") });

    [Fact]
    public void A_damaged_certificate_is_a_mistake()
        => Complains("Mqtt.CertificateFile and Mqtt.KeyFile", new MqttOptions { Tls = true, CertificateFile = Write("x"), KeyFile = Write("y") });

    private static void Complains(string words, MqttOptions options)
        => Assert.Contains(words, Assert.Throws<MqttOptionsException>(() => MqttCredentials.Load(options)).Message, StringComparison.Ordinal);

    private string Write(string text)
    {
        string path = _folder[Path.GetRandomFileName()];
        File.WriteAllText(path, text);
        return path;
    }
}
