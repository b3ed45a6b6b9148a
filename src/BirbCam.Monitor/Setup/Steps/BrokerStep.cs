using System.Globalization;
using BirbCam.Monitor.Diagnosis;
using BirbCam.Monitor.Publishing;

namespace BirbCam.Monitor.Setup.Steps;

/// <summary>Where to publish, tried by a message that has to come back.</summary>
internal sealed class BrokerStep(Questions questions, Trials trials, TimeProvider time) : ISetupStep
{
    private const int PlainPort = 1883, TlsPort = 8883;
    private const string Nobody = "-";

    private static readonly string[] YesOrNo = [Questions.Yes, Questions.No];

    public string Title => "The MQTT broker";

    public async Task<Draft> RunAsync(Draft draft, CancellationToken stop)
    {
        MqttOptions before = draft.Options.Mqtt;
        await questions.SayAsync("Home Assistant and others hear of visits through a broker. Without one, BirbCam keeps them for its page alone.");
        if (await questions.ChooseAsync("Publish to a broker?", YesOrNo, before.Host is null ? Questions.No : Questions.Yes, stop) == Questions.No)
            return draft.With(new Edit("Mqtt.Host", before.Host, null));

        (Draft tried, string? password) = (draft, null);
        for (int tries = 1; ; tries++)
        {
            (tried, password) = await AskAsync(draft, tried.Options.Mqtt, password, stop);
            if (trials == Trials.Left || await IsGoodAsync(tried, password, stop) || await questions.KeepsAsync(tries, stop))
                return tried with { BrokerPassword = password };
        }
    }

    /// <param name="usual">What was answered before.</param>
    /// <param name="typed">The password that was typed before.</param>
    private async Task<(Draft Draft, string? Password)> AskAsync(Draft draft, MqttOptions usual, string? typed, CancellationToken stop)
    {
        MqttOptions before = draft.Options.Mqtt;
        string host = await questions.AskAsync("Name or address of the broker", usual.Host ?? "localhost", usual.Host ?? "localhost", ReadHost, stop);
        bool isEncrypted = await questions.ChooseAsync("Does it speak TLS?", YesOrNo, usual.Tls ? Questions.Yes : Questions.No, stop) == Questions.Yes;
        int port = isEncrypted == usual.Tls ? usual.Port : isEncrypted ? TlsPort : PlainPort;
        port = await questions.AskAsync("Port", port, port.ToString(CultureInfo.InvariantCulture), ReadPort, stop);
        string? user = await questions.AskAsync("User; '-' for none", usual.User, usual.User ?? "none", ReadUser, stop);
        string? password = null;
        if (user is not null)
        {
            string shown = typed is not null ? "as before" : before.PasswordFile is string file ? $"the one in {file}" : "none, or what the unit hands over";
            password = await questions.AskSecretAsync("Password, which is not shown", shown, stop) ?? typed;
        }

        Draft tried = draft.With(
            new Edit("Mqtt.Host", before.Host, host),
            new Edit("Mqtt.Port", before.Port, port),
            new Edit("Mqtt.Tls", before.Tls, isEncrypted),
            new Edit("Mqtt.User", before.User, user),
            new Edit("Mqtt.PasswordFile", before.PasswordFile, user is null || password is not null ? null : before.PasswordFile));
        return (tried, password);
    }

    private async Task<bool> IsGoodAsync(Draft tried, string? password, CancellationToken stop)
    {
        MqttOptions mqtt = tried.Options.Mqtt;
        await questions.SayAsync($"  Sending a message to {mqtt.Host}:{mqtt.Port} and waiting for it …");
        Finding finding = await BrokerCheck.ExamineAsync(mqtt, password, tried.Options.Node, time, stop);
        if (finding.Health == Health.Good)
        {
            await questions.SayAsync($"  It works: {finding.Says}.");
            return true;
        }

        await questions.SayAsync($"  That did not work: {finding.Says.ReplaceLineEndings(" ")}");
        await questions.SayAsync($"  → {finding.Remedy}");
        return false;
    }

    private static string ReadHost(string answer)
        => answer.Length <= 255 && Uri.CheckHostName(answer) != UriHostNameType.Unknown
            ? answer
            : throw new FormatException("Write only the name or the address, as 192.168.1.10 or broker.local; the port is asked for next.");

    private static int ReadPort(string answer)
        => int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535
            ? port
            : throw new FormatException("A port is a whole number from 1 to 65535; brokers have 1883, or 8883 with TLS.");

    private static string? ReadUser(string answer)
        => answer == Nobody ? null : answer.Length <= 255 ? answer : throw new FormatException("A user's name has at most 255 characters.");
}
