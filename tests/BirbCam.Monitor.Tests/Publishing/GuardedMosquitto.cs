using System.Diagnostics;
using BirbCam.Monitor.Publishing;

namespace BirbCam.Monitor.Tests.Publishing;

/// <summary>A real mosquitto that does not let in everybody, and the options with which one comes before it.</summary>
internal static class GuardedMosquitto
{
    public const string UserName = "birbcam";

    public static Task<Mosquitto> WithPasswordAsync(TestFolder folder, string password)
        => Mosquitto.StartAsync(folder, "allow_anonymous false", $"password_file {MakePassword(folder, password)}");

    /// <param name="shown">What it shows, with its key.</param>
    /// <param name="lines">Of its configuration; none for one that lets in everybody who believes it.</param>
    public static Task<Mosquitto> WithTlsAsync(TestFolder folder, (string Certificate, string Key) shown, Certificates authority, params string[] lines)
    {
        string[] rest = lines.Length > 0 ? lines : ["allow_anonymous true"];
        return Mosquitto.StartAsync(folder, [$"cafile {authority.Authority}", $"certfile {shown.Certificate}", $"keyfile {shown.Key}", .. rest]);
    }

    /// <returns>The path of a password file for <see cref="UserName"/>.</returns>
    public static string MakePassword(TestFolder folder, string password)
    {
        string path = folder["passwords"];
        using Process tool = Process.Start(Programs.Find("mosquitto_passwd", "mosquitto"), ["-b", "-c", path, UserName, password]);
        tool.WaitForExit();
        return path;
    }

    public static MqttOptions Tls(int port, string? authorityFile) => new() { Host = "127.0.0.1", Port = port, Tls = true, CaFile = authorityFile };

    public static MqttOptions User(TestFolder folder, int port, string password)
    {
        File.WriteAllText(folder["password"], password);
        return new MqttOptions { Host = "127.0.0.1", Port = port, User = UserName, PasswordFile = folder["password"] };
    }
}
